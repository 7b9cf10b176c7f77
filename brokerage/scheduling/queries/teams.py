"""Team bookings and who is on the teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.scheduling.models import TeamBooking, TeamName
from brokerage.scheduling.rules.teams import LIVE, TeamStatus

MOST_SHOWN = 200
MOST_DUE = 100


def get_team(team_booking_id: int) -> TeamBooking:
    """Return a team booking with its employer and session (NotFoundError)."""
    team = db.session.scalars(
        select(TeamBooking)
        .where(TeamBooking.id == team_booking_id)
        .options(joinedload(TeamBooking.organisation), joinedload(TeamBooking.session))
    ).first()
    if team is None:
        raise NotFoundError
    return team


def get_team_of(owner_kind: str, owner_id: int, team_booking_id: int) -> TeamBooking:
    """Return a team booking for something of this owner (NotFoundError)."""
    team = get_team(team_booking_id)
    if (team.owner_kind, team.owner_id) != (owner_kind, owner_id):
        raise NotFoundError
    return team


def list_teams_of_employer(organisation_id: int) -> Sequence[TeamBooking]:
    """Return an employer's team bookings, the latest date first."""
    return db.session.scalars(
        select(TeamBooking)
        .where(TeamBooking.organisation_id == organisation_id)
        .order_by(TeamBooking.id.desc())
        .options(joinedload(TeamBooking.session))
        .limit(MOST_SHOWN)
    ).all()


def list_teams_for(owner_kind: str, owner_id: int) -> Sequence[TeamBooking]:
    """Return the team bookings for something, the latest first."""
    return db.session.scalars(
        select(TeamBooking)
        .where(TeamBooking.owner_kind == owner_kind, TeamBooking.owner_id == owner_id)
        .order_by(TeamBooking.id.desc())
        .options(joinedload(TeamBooking.session), joinedload(TeamBooking.organisation))
        .limit(MOST_SHOWN)
    ).all()


def list_live_teams(
    owner_kind: str, owner_id: int, session_id: int | None = None
) -> Sequence[TeamBooking]:
    """Return the teams that were asked for or accepted, for a session or for all."""
    wanted = [TeamBooking.owner_kind == owner_kind, TeamBooking.owner_id == owner_id]
    if session_id is not None:
        wanted.append(TeamBooking.session_id == session_id)
    return db.session.scalars(
        select(TeamBooking)
        .where(*wanted, TeamBooking.status.in_(LIVE))
        .order_by(TeamBooking.id)
        .options(joinedload(TeamBooking.session), joinedload(TeamBooking.organisation))
    ).all()


def list_names(team_booking_id: int) -> Sequence[TeamName]:
    """Return who is on the team, in the order they were named."""
    return db.session.scalars(
        select(TeamName)
        .where(TeamName.team_booking_id == team_booking_id, TeamName.removed_at.is_(None))
        .order_by(TeamName.id)
        .options(joinedload(TeamName.user))
    ).all()


def get_name(team_booking_id: int, team_name_id: int) -> TeamName:
    """Return someone on this team (NotFoundError)."""
    name = db.session.scalars(
        select(TeamName)
        .where(
            TeamName.id == team_name_id,
            TeamName.team_booking_id == team_booking_id,
            TeamName.removed_at.is_(None),
        )
        .options(joinedload(TeamName.user))
    ).first()
    if name is None:
        raise NotFoundError
    return name


def list_due_teams(today: date) -> Sequence[TeamBooking]:
    """Return the teams whose day for names is over, oldest first."""
    return db.session.scalars(
        select(TeamBooking)
        .where(TeamBooking.status == TeamStatus.ACCEPTED, TeamBooking.name_by < today)
        .order_by(TeamBooking.name_by, TeamBooking.id)
        .limit(MOST_DUE)
    ).all()
