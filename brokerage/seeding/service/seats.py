"""A volunteer on the waiting list of a full evening, and a council's team for a painting day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from brokerage.scheduling.models import Session, TeamBooking
from brokerage.scheduling.rules import LONDON
from brokerage.scheduling.rules.teams import usual_name_by
from brokerage.seeding.rules import moment
from brokerage.seeding.service.opportunities import Role
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene
from brokerage.volunteering.service import teams, waiting

FULL_ROLE, FULL_DATE = "ladlehearth-supper", 1
TEAM_ROLE, TEAM_DATE = "hingestone-paint", 1
COUNCIL = "oxford-city-council"
DOMAIN = "oxford-city-council-demonstration.example"
WAITER = f"sorrel.tidewicket@{DOMAIN}"
LEADER = f"marlow.quillgarth@{DOMAIN}"
TEAM_SEATS = 4


def list_scenes(cast: Cast, roles: Mapping[str, Role], today: date) -> Iterator[Scene]:
    """Someone joins a waiting list; a team asks and is accepted; its names are still due."""
    asked_at = moment(today, 1, 0)
    team = _Team(cast, roles[TEAM_ROLE], today)
    yield Scene(asked_at, team.ask)
    yield Scene(asked_at + timedelta(hours=1), team.accept)
    full = roles[FULL_ROLE]
    yield Scene(
        asked_at + timedelta(hours=2),
        lambda: waiting.join_waiting_list(
            cast.people[WAITER],
            full.opportunity,
            full.session(FULL_DATE),
            "I can also come early to set up.",
        ),
    )


class _Team:
    """A team's ask, as it comes about."""

    def __init__(self, cast: Cast, role: Role, today: date) -> None:
        self.cast, self.role, self.today = cast, role, today
        self.booking: TeamBooking

    def ask(self) -> None:
        session: Session = self.role.sessions[TEAM_DATE]
        self.booking = teams.ask_for_team(
            self.cast.people[LEADER],
            self.role.opportunity,
            session,
            self.cast.organisations[COUNCIL],
            seats=TEAM_SEATS,
            name_by=usual_name_by(session.starts_at.astimezone(LONDON).date(), self.today),
            note="We are a planning team and happy to paint.",
        )

    def accept(self) -> None:
        teams.accept_team(self.role.host, self.booking, "Wear old clothes. We have brushes.")
