"""Hosts' roles with their dates and pictures, in every state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from brokerage.checks.rules import without_dbs
from brokerage.checks.rules.facts import RoleFacts
from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import in_london
from brokerage.seeding.rules import day_in_week, moment
from brokerage.seeding.service.checks import read_role_facts
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.posters import draw_poster
from brokerage.seeding.service.story import Scene
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.rules.opportunities import OpportunityStatus, Step
from brokerage.volunteering.service import approvals, opportunities, pictures, sessions

A_DAY = timedelta(days=1)
"""How long it took until a broker answered, and after the last date until a role was closed."""


class Role:
    """One row of the file, as it comes about."""

    def __init__(
        self, cast: Cast, row: Row, begun_at: datetime, today: date, *, facts: RoleFacts
    ) -> None:
        self.row, self.begun_at, self.broker, self.facts = row, begun_at, cast.broker, facts
        self.host = cast.owner(row["organisation"])
        self.organisation = cast.organisations[row["organisation"]]
        self.dates = [_times(each, today) for each in row["sessions"]]
        self.opportunity: Opportunity
        self.sessions: list[Session] = []

    def scenes(self) -> Iterator[Scene]:
        """The host writes it and publishes; a broker reads a first one; it may be closed."""
        yield Scene(self.begun_at, self._write)
        if self.row["status"] == OpportunityStatus.DRAFT:
            return
        yield Scene(self.begun_at, self._publish)
        if self.row["status"] == OpportunityStatus.CHANGES_ASKED:
            yield Scene(self.begun_at + A_DAY, self._ask_for_changes)
        elif self.row["status"] != OpportunityStatus.SUBMITTED:
            yield Scene(self.begun_at + A_DAY, self._approve)
        if self.row["status"] == OpportunityStatus.CLOSED:
            yield Scene(max(ends_at for _, ends_at in self.dates) + A_DAY, self._close)

    def session(self, number: int | None) -> Session | None:
        """Return one of its dates, by its place in the file; None for a role without."""
        return None if number is None else self.sessions[number]

    def _write(self) -> None:
        self.opportunity = opportunities.start_opportunity(self.host, self.organisation)
        self._answer()
        for (starts_at, ends_at), each in zip(self.dates, self.row["sessions"], strict=True):
            added = sessions.add_session(
                self.host, self.opportunity, starts_at, ends_at, each["places"]
            )
            self.sessions.append(added)
        picture = self.row["picture"]
        if picture:
            drawn = draw_poster(picture["motif"])
            pictures.set_picture(self.host, self.opportunity, drawn, picture["alt_text"])

    def _answer(self) -> None:
        """Answer the journey's questions; a draft is left before the last of them."""
        host, opportunity, row = self.host, self.opportunity, self.row
        for step in (Step.ROLE, Step.FIT, Step.TIME):
            opportunities.save_opportunity_step(host, opportunity, step, row)
        opportunities.save_opportunity_place(
            host, opportunity, row["postcode"], row["place_name"], row["is_remote"]
        )
        opportunities.save_role_facts(host, opportunity, self.facts)
        needs = {**row, "requirements": without_dbs(row["requirements"])}
        opportunities.save_opportunity_step(host, opportunity, Step.NEEDS, needs)
        if row["status"] != OpportunityStatus.DRAFT:
            opportunities.save_opportunity_step(host, opportunity, Step.PRACTICAL, row)

    def _publish(self) -> None:
        opportunities.publish_opportunity(self.host, self.opportunity)

    def _approve(self) -> None:
        if self.opportunity.status == OpportunityStatus.SUBMITTED:
            approvals.approve_opportunity(self.broker, self.opportunity)

    def _ask_for_changes(self) -> None:
        approvals.ask_for_opportunity_changes(self.broker, self.opportunity, self.row["reason"])

    def _close(self) -> None:
        opportunities.close_opportunity(self.host, self.opportunity, self.row["reason"])


def read_roles(cast: Cast, today: date) -> dict[str, Role]:
    """Return every role of the file by its key, before anything has happened."""
    facts = read_role_facts()
    return {
        row["key"]: Role(
            cast,
            row,
            moment(today, row["begun_days_ago"], number),
            today,
            facts=facts[row["key"]],
        )
        for number, row in enumerate(read_rows("opportunities.json"))
    }


def list_scenes(roles: Mapping[str, Role]) -> Iterator[Scene]:
    """Every role is written and brought to where it stands."""
    for role in roles.values():
        yield from role.scenes()


def _times(row: Row, today: date) -> tuple[datetime, datetime]:
    day = day_in_week(today, row["weeks"], row["day"])
    starts, ends = (time.fromisoformat(row[name]) for name in ("starts", "ends"))
    return in_london(day, starts), in_london(day, ends)
