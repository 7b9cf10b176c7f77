"""The rows of team bookings. Seats are taken and given back by whoever calls, seat first."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.scheduling.models import Session, TeamBooking, TeamName
from brokerage.scheduling.rules import teams as rules
from brokerage.scheduling.rules.teams import TeamStatus

ASKED_ALREADY = "Your organisation has asked for a team on that date already"
QUICKER = "Someone else was quicker: this has changed in the meantime."
ALL_NAMED = "Every place of the team has a name already."
NAMED_ALREADY = "They are on the team already"


@writes
def add_team(
    session: Session,
    organisation_id: int,
    *,
    seats: int,
    name_by: date,
    note: str,
    asked_by_id: int,
    answer_by: date,
) -> TeamBooking:
    """Keep an employer's ask for a team; no seat is taken. One open ask for each date."""
    now = utcnow()
    team = TeamBooking(
        owner_kind=session.owner_kind,
        owner_id=session.owner_id,
        session_id=session.id,
        organisation_id=organisation_id,
        status=TeamStatus.ASKED,
        seats=seats,
        named=0,
        note=note,
        asked_by_id=asked_by_id,
        asked_at=now,
        answer_by=answer_by,
        name_by=name_by,
        changed_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(team)
    except IntegrityError as error:
        raise DomainError(ASKED_ALREADY, "session_id") from error
    return team


@writes
def move_team(team: TeamBooking, then: TeamStatus, **values: Any) -> None:
    """Take the step on the live row, or say that someone else was quicker."""
    before = team.status
    rules.check_move(before, then)
    moved = db.session.execute(
        update(TeamBooking)
        .where(TeamBooking.id == team.id, TeamBooking.status == before)
        .values(status=then, changed_at=utcnow(), **values)
        .returning(TeamBooking.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    db.session.refresh(team)
    if moved is None:
        raise DomainError(QUICKER)


@writes
def use_seat(team: TeamBooking) -> None:
    """Count one more seat of the team as named: one guarded update."""
    if not _count(team, TeamBooking.named < TeamBooking.seats, 1):
        raise DomainError(ALL_NAMED, "user_id")


@writes
def free_seat(team: TeamBooking) -> None:
    """Count one seat of the team as without a name again."""
    if not _count(team, TeamBooking.named > 0, -1):
        raise DomainError(QUICKER)


@writes
def lose_seat(team: TeamBooking) -> None:
    """The team has one seat less, where it had one without a name."""
    db.session.execute(
        update(TeamBooking)
        .where(TeamBooking.id == team.id, TeamBooking.named < TeamBooking.seats)
        .values(seats=TeamBooking.seats - 1)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(team)


@writes
def add_name(team: TeamBooking, user_id: int, booking_id: int) -> TeamName:
    """Keep who is on the team, once."""
    name = TeamName(
        team_booking_id=team.id, user_id=user_id, booking_id=booking_id, named_at=utcnow()
    )
    try:
        with db.session.begin_nested():
            db.session.add(name)
    except IntegrityError as error:
        raise DomainError(NAMED_ALREADY, "user_id") from error
    return name


@writes
def remove_name(name: TeamName) -> None:
    """Take someone off the team, once."""
    removed = db.session.execute(
        update(TeamName)
        .where(TeamName.id == name.id, TeamName.removed_at.is_(None))
        .values(removed_at=utcnow())
        .returning(TeamName.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    db.session.refresh(name)
    if removed is None:
        raise DomainError(QUICKER)


def _count(team: TeamBooking, guard: Any, step: int) -> bool:
    counted = db.session.execute(
        update(TeamBooking)
        .where(TeamBooking.id == team.id, TeamBooking.status == TeamStatus.ACCEPTED, guard)
        .values(named=TeamBooking.named + step)
        .returning(TeamBooking.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    db.session.refresh(team)
    return counted is not None
