"""People who are not online in the demonstration: registered, placed, written to and rung up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial

from brokerage.assisted.models import AssistedVolunteer
from brokerage.assisted.queries.letters import list_letters_of
from brokerage.assisted.queries.people import get_reach
from brokerage.assisted.rules import Outcome, Way
from brokerage.assisted.service import bookings, letters, people
from brokerage.assisted.service.acting import act_for
from brokerage.extensions import utcnow
from brokerage.permissions import Subject
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.opportunities import Role
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene
from brokerage.volunteering.models import Booking
from brokerage.volunteering.rules.volunteers import Step
from brokerage.volunteering.service.bookings import accept_ask
from brokerage.volunteering.service.volunteers import save_volunteer_step

AFTERWARDS = timedelta(minutes=20)
"""How long the questions took after the registration."""


def list_scenes(cast: Cast, roles: Mapping[str, Role], today: date) -> Iterator[Scene]:
    """Each is registered, says what they would like, is asked for, and is told of it."""
    for number, row in enumerate(read_rows("assisted.json")):
        yield from _Person(cast, roles, row).scenes(today, number)


class _Person:
    """One row of the file, as it comes about."""

    def __init__(self, cast: Cast, roles: Mapping[str, Role], row: Row) -> None:
        self.cast, self.roles, self.row = cast, roles, row
        slug = row["organisation"]
        self.actor: Subject = cast.owner(slug) if slug else cast.broker
        self.organisation = cast.organisations[slug] if slug else None
        self.person: AssistedVolunteer
        self.bookings: list[Booking] = []

    def scenes(self, today: date, number: int) -> Iterator[Scene]:
        row = self.row
        registered_at = moment(today, row["registered_days_ago"], number)
        yield Scene(registered_at, self._register)
        if row["answers"]:
            yield Scene(registered_at + AFTERWARDS, self._answer)
        for place, ask in enumerate(row["asks"]):
            yield Scene(moment(today, ask["asked_days_ago"], number), partial(self._ask, ask))
            if ask["answered_days_ago"] is not None:
                answered_at = moment(today, ask["answered_days_ago"], number)
                yield Scene(answered_at, partial(self._accept, ask, place))
        if row["posted"]:
            yield Scene(moment(today, row["posted_days_ago"], number), self._post)

    def _register(self) -> None:
        row = self.row
        self.person = people.register_person(
            self.actor,
            name=row["name"],
            age_band=row["age_band"],
            reach=get_reach(
                prefers=row["prefers"],
                phone=row["phone"],
                address=row["address"],
                postcode=row["postcode"],
            ),
            agreed=people.Agreed(way=row["way"], given_on=utcnow().date()),
            organisation=self.organisation,
        )

    def _answer(self) -> None:
        acting = act_for(self.actor, self.person)
        for step in Step:
            save_volunteer_step(acting, step, self.row["answers"])

    def _ask(self, ask: Row) -> None:
        role = self.roles[ask["opportunity"]]
        session = role.session(ask["session"])
        self.bookings.append(
            bookings.ask_for_person(self.actor, self.person, role.opportunity, session, ask["note"])
        )

    def _accept(self, ask: Row, place: int) -> None:
        accept_ask(self.roles[ask["opportunity"]].host, self.bookings[place], ask["answer"])

    def _post(self) -> None:
        """The oldest are done; the others wait to be seen in the demonstration."""
        oldest = sorted(list_letters_of(self.person.user_id, None), key=lambda each: each.id)
        is_by_phone = self.row["prefers"] == Way.PHONE
        for letter in oldest[: self.row["posted"]]:
            letters.mark_letter(
                self.actor, letter, Outcome.PHONED if is_by_phone else Outcome.POSTED
            )
