"""Team bookings: seats held before names, named by a day, the rest given back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from brokerage.errors import DomainError

FEWEST = 2
MOST_SEATS = 100
DAYS_BEFORE = 3
"""Without another wish, names are due this many days before the date."""


class TeamStatus(StrEnum):
    """Where an employer's ask for a team is."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    """The seats are held."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """By the employer, before or after the yes."""
    CANCELLED = "cancelled"
    """By the host, after a yes."""
    SETTLED = "settled"
    """The day for names is over: seats without one went back."""


LABELS: Mapping[str, str] = {
    TeamStatus.ASKED: "Waiting for the host",
    TeamStatus.ACCEPTED: "Accepted: the places are held",
    TeamStatus.DECLINED: "Declined by the host",
    TeamStatus.WITHDRAWN: "Withdrawn by the employer",
    TeamStatus.CANCELLED: "Called off by the host",
    TeamStatus.SETTLED: "Names are complete",
}
MOVES: Mapping[str, frozenset[str]] = {
    TeamStatus.ASKED: frozenset({TeamStatus.ACCEPTED, TeamStatus.DECLINED, TeamStatus.WITHDRAWN}),
    TeamStatus.ACCEPTED: frozenset(
        {TeamStatus.WITHDRAWN, TeamStatus.CANCELLED, TeamStatus.SETTLED}
    ),
    TeamStatus.SETTLED: frozenset({TeamStatus.WITHDRAWN, TeamStatus.CANCELLED}),
}
OPEN = (TeamStatus.ASKED, TeamStatus.ACCEPTED)
LIVE = (*OPEN, TeamStatus.SETTLED)


def check_move(now: str, then: str) -> None:
    """Refuse a step that a team booking in this state cannot take."""
    if then not in MOVES.get(now, frozenset()):
        raise DomainError(f"This is “{LABELS[now].lower()}” now, so that cannot be done.")


def check_team(seats: int, name_by: date, *, session_day: date, today: date) -> None:
    """Refuse a team that is too small or too big, or names that come too late."""
    if not FEWEST <= seats <= MOST_SEATS:
        raise DomainError(f"A team is {FEWEST} to {MOST_SEATS} people", "seats")
    if name_by < today:
        raise DomainError("The day for names must be today or later", "name_by")
    if name_by >= session_day:
        raise DomainError("The day for names must be before the date itself", "name_by")


def usual_name_by(session_day: date, today: date) -> date:
    """Return the day for names that is suggested."""
    return max(today, session_day - timedelta(days=DAYS_BEFORE))


def check_naming(status: str, name_by: date, today: date) -> None:
    """Refuse a name for seats that are not held, or after the day for names."""
    if status != TeamStatus.ACCEPTED or today > name_by:
        raise DomainError("Names can be given while the places are held, and not any more.")
