"""A host's group of volunteers: its places, who joined, and who would go where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial

from brokerage.cohorts.models import Cohort, CohortPlace
from brokerage.cohorts.queries.cohorts import Opening, list_places
from brokerage.cohorts.service import cohorts, members, runs
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.opportunities import Role
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene

A_DAY = timedelta(days=1)
"""After the group was opened people joined, and on the next day it was worked out."""


def list_scenes(cast: Cast, roles: Mapping[str, Role], today: date) -> Iterator[Scene]:
    """Hosts open groups, volunteers join, and the first version is worked out."""
    for number, row in enumerate(read_rows("cohorts.json")):
        yield from _Group(cast, roles, row).scenes(today, number)


class _Group:
    """One row of the file, as it comes about."""

    def __init__(self, cast: Cast, roles: Mapping[str, Role], row: Row) -> None:
        self.cast, self.roles, self.row = cast, roles, row
        self.host = cast.owner(row["organisation"])
        self.cohort: Cohort

    def scenes(self, today: date, number: int) -> Iterator[Scene]:
        begun_at = moment(today, self.row["begun_days_ago"], number)
        yield Scene(begun_at, self._open)
        for each, email in enumerate(self.row["volunteers"], start=1):
            yield Scene(begun_at + timedelta(minutes=each), partial(self._join, email))
        yield Scene(begun_at + A_DAY, self._work_out)

    def _open(self) -> None:
        row = self.row
        self.cohort = cohorts.create_cohort(
            self.host,
            self.cast.organisation(row),
            name=row["name"],
            description=row["description"],
            answer_days=row["answer_days"],
        )
        wanted = {self.roles[each["opportunity"]].opportunity.id: each for each in row["places"]}
        openings = [
            Opening(opportunity=self.roles[each["opportunity"]].opportunity, session=None)
            for each in row["places"]
        ]
        cohorts.add_places(self.host, self.cohort, openings)
        for place in list_places(self.cohort.id, 1).rows:
            self._answer(place, wanted[place.opportunity_id])
        cohorts.open_cohort(self.host, self.cohort)

    def _answer(self, place: CohortPlace, answers: Row) -> None:
        kept = {name: value for name, value in answers.items() if name != "opportunity"}
        cohorts.edit_place(self.host, place, kept)

    def _join(self, email: str) -> None:
        members.join_cohort(self.cast.people[email], self.cohort)

    def _work_out(self) -> None:
        runs.start_run(self.host, self.cohort)
