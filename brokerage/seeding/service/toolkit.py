"""The toolkit in the demonstration: events with who comes, and two case studies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from brokerage.extensions import db, writes
from brokerage.scheduling.rules import parse_clock
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_object
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene, tell
from brokerage.toolkit.models import Event, Resource
from brokerage.toolkit.queries.events import list_people
from brokerage.toolkit.rules import ResourceAnswers, ResourceKind
from brokerage.toolkit.rules.events import EventAnswers
from brokerage.toolkit.service import events, resources, sign_ups
from brokerage.toolkit.service.files import load_reference_toolkit


@writes
def load_toolkit_story(cast: Cast, today: date) -> None:
    """Load what ships, then the story once."""
    load_reference_toolkit()
    if db.session.scalars(select(Event.id).limit(1)).first() is not None:
        return
    told = read_object("toolkit.json")
    scenes: list[Scene] = []
    for number, row in enumerate(told["events"]):
        scenes += _Meeting(cast, row, today, number).scenes()
    for number, row in enumerate(told["case_studies"]):
        scenes += _CaseStudy(cast, row, today, number).scenes()
    tell(scenes)


class _Meeting:
    """One event of the file, as it comes about."""

    def __init__(self, cast: Cast, row: Row, today: date, number: int) -> None:
        self.cast, self.row, self.today, self.number = cast, row, today, number
        self.event: Event

    def scenes(self) -> Iterator[Scene]:
        """It is suggested and opened; people sign up; it is called off, or they came."""
        yield self._scene(self.row["suggested_days_ago"], self._suggest)
        yield self._scene(self.row["opened_days_ago"], self._open)
        for slug, days_ago, note in self.row["coming"]:
            yield self._scene(days_ago, partial(self._join, slug, note))
        if "cancelled" in self.row:
            yield self._scene(self.row["cancelled"]["days_ago"], self._cancel)
        if "came" in self.row:
            yield self._scene(-self.row["days_ahead"] - 1, self._say_who_came)

    def _scene(self, days_ago: int, act: Callable[[], object]) -> Scene:
        return Scene(moment(self.today, days_ago, self.number), act)

    def _suggest(self) -> None:
        row = self.row
        answers = EventAnswers(
            kind=row["kind"],
            title=row["title"],
            about=row["about"],
            starts_on=self.today + timedelta(days=row["days_ahead"]),
            starts_time=parse_clock(row["starts"]),
            ends_time=parse_clock(row["ends"]),
            places=row["places"],
            place=row["place"],
            online_link=row["online_link"],
        )
        host = self.cast.organisations[row["host"]]
        self.event = events.add_event(self.cast.people[row["by"]], host, answers)

    def _open(self) -> None:
        events.publish_event(self.cast.broker, self.event)

    def _join(self, slug: str, note: str) -> None:
        organisation = self.cast.organisations[slug]
        sign_ups.join_event(
            self.cast.owner(slug), self.event, organisation_id=organisation.id, note=note
        )

    def _cancel(self) -> None:
        actor = self.cast.people[self.row["by"]]
        events.cancel_event(actor, self.event, self.row["cancelled"]["reason"])

    def _say_who_came(self) -> None:
        came_for = {self.cast.organisations[slug].id for slug in self.row["came"]}
        came = [each.id for each in list_people(self.event.id) if each.organisation_id in came_for]
        actor = self.cast.people[self.row["by"]]
        events.record_attendance(actor, self.event, came, self.row["others"])


class _CaseStudy:
    """One case study of the file: suggested, and taken unless it still waits."""

    def __init__(self, cast: Cast, row: Row, today: date, number: int) -> None:
        self.cast, self.row, self.today, self.number = cast, row, today, number
        self.resource: Resource

    def scenes(self) -> Iterator[Scene]:
        """It is suggested; a broker publishes it."""
        suggested_at = moment(self.today, self.row["suggested_days_ago"], self.number)
        yield Scene(suggested_at, self._suggest)
        if self.row["published_days_ago"] is not None:
            published_at = moment(self.today, self.row["published_days_ago"], self.number)
            yield Scene(published_at, self._publish)

    def _suggest(self) -> None:
        row = self.row
        answers = ResourceAnswers(
            kind=ResourceKind.CASE_STUDY,
            title=row["title"],
            summary=row["summary"],
            body=row["body"],
            themes=tuple(row["themes"]),
            voices=tuple(row["voices"]),
            pledges=tuple(row["pledges"]),
        )
        slug = row["organisation"]
        self.resource = resources.suggest_case_study(
            self.cast.owner(slug), self.cast.organisations[slug], answers
        )

    def _publish(self) -> None:
        resources.publish_resource(self.cast.broker, self.resource)
