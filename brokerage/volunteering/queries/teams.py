"""What the pages of teams show: roles, people who may be named, and their bookings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.models import User
from brokerage.extensions import db
from brokerage.leave.models import Employment
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.scheduling.models import Session, TeamBooking, TeamName
from brokerage.scheduling.queries.teams import list_names, list_teams_of_employer
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.rules.bookings import BOOKING_LABELS

MOST_STAFF = 500
__all__ = ["Organisation", "Session", "TeamBooking", "TeamName"]


@dataclass(frozen=True, kw_only=True)
class ShownTeam:
    """A team booking with the role it is for."""

    team: TeamBooking
    opportunity: Opportunity


@dataclass(frozen=True, kw_only=True)
class ShownName:
    """Someone on a team, and where their booking stands."""

    name: TeamName
    state: str


def list_shown_teams(organisation_id: int) -> Sequence[ShownTeam]:
    """Return an employer's teams with their roles."""
    teams = list_teams_of_employer(organisation_id)
    roles = {
        role.id: role
        for role in db.session.scalars(
            select(Opportunity)
            .where(Opportunity.id.in_({each.owner_id for each in teams}))
            .order_by(Opportunity.id)
            .options(joinedload(Opportunity.organisation))
        )
    }
    return [ShownTeam(team=each, opportunity=roles[each.owner_id]) for each in teams]


def list_shown_names(team: TeamBooking) -> Sequence[ShownName]:
    """Return who is on the team, and where each booking stands."""
    names = list_names(team.id)
    rows = db.session.execute(
        select(Booking.id, Booking.status)
        .where(Booking.id.in_({each.booking_id for each in names}))
        .order_by(Booking.id)
    )
    states = {row.id: row.status for row in rows}
    return [ShownName(name=each, state=BOOKING_LABELS[states[each.booking_id]]) for each in names]


def list_staff_to_name(team: TeamBooking) -> Sequence[tuple[int, str]]:
    """Return id and name of those whose employment is proved and who are not on the team."""
    on_team = select(TeamName.user_id).where(
        TeamName.team_booking_id == team.id, TeamName.removed_at.is_(None)
    )
    rows = db.session.execute(
        select(User.id, User.name)
        .join(Employment, Employment.user_id == User.id)
        .where(
            Employment.organisation_id == team.organisation_id,
            Employment.proved_at.is_not(None),
            Employment.ended_at.is_(None),
            User.suspended_at.is_(None),
            User.id.not_in(on_team),
        )
        .order_by(func.lower(User.name), User.id)
        .limit(MOST_STAFF)
    )
    return [(row.id, row.name) for row in rows]


def list_employers_to_ask_for(organisation_ids: Collection[int]) -> Sequence[tuple[int, str]]:
    """Return id and name of those among these organisations that are approved, by name."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(organisation_ids), Organisation.status == Status.APPROVED)
        .order_by(func.lower(Organisation.name), Organisation.id)
    )
    return [(row.id, row.name or "") for row in rows]
