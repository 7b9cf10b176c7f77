"""Employers: their work addresses, and who works for them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, timedelta

from brokerage.extensions import db
from brokerage.leave.models import Employment, WorkDomain
from brokerage.leave.queries import find_open_employment
from brokerage.leave.rules import ProvedBy
from brokerage.leave.service import domains, employments
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene

TO_PROVE = timedelta(days=1)
"""How long after it was stated something was shown or confirmed."""


def list_scenes(cast: Cast, today: date) -> Iterator[Scene]:
    """Every employer states its work addresses, and its staff that they work there."""
    for row in read_rows("employers.json"):
        for domain in row["work_domains"]:
            yield from _Addresses(cast, row["organisation"], domain).scenes(today)
        for number, each in enumerate(row["staff"]):
            yield from _Staff(cast, row["organisation"], each).scenes(today, number)


class _Addresses:
    """A domain of work addresses, as it comes about."""

    def __init__(self, cast: Cast, slug: str, row: Row) -> None:
        self.cast, self.slug, self.row = cast, slug, row
        self.work_domain: WorkDomain

    def scenes(self, today: date) -> Iterator[Scene]:
        stated_at = moment(today, self.row["stated_days_ago"])
        yield Scene(stated_at, self._state)
        if self.row["is_confirmed"]:
            yield Scene(stated_at + TO_PROVE, self._confirm)

    def _state(self) -> None:
        self.work_domain = domains.add_work_domain(
            self.cast.owner(self.slug), self.cast.organisations[self.slug], self.row["domain"]
        )

    def _confirm(self) -> None:
        domains.accept_work_domain(self.cast.broker, self.work_domain)


class _Staff:
    """Someone who works for an employer, as it is stated and shown."""

    def __init__(self, cast: Cast, slug: str, row: Row) -> None:
        self.cast, self.slug, self.row = cast, slug, row
        self.person = cast.people[row["email"]]
        self.employer = cast.organisations[slug]

    def scenes(self, today: date, number: int) -> Iterator[Scene]:
        stated_at = moment(today, self.row["stated_days_ago"], number)
        proved_by = self.row["proved_by"]
        if proved_by == ProvedBy.WORK_ADDRESS:
            yield Scene(stated_at, self._ask_for_link)
            yield Scene(stated_at + TO_PROVE, self._follow_link)
            return
        yield Scene(stated_at, self._state)
        if proved_by == ProvedBy.EMPLOYER:
            yield Scene(stated_at + TO_PROVE, self._accept)

    def _state(self) -> None:
        employments.state_employment(self.person, self.employer)

    def _accept(self) -> None:
        employments.accept_employment(self.cast.owner(self.slug), self._employment())

    def _ask_for_link(self) -> None:
        employments.ask_for_link(self.person, self.row["work_email"])

    def _follow_link(self) -> None:
        """Follow a link as its reader would; the one that was sent is only in the mail."""
        token = secrets.token_urlsafe(32)
        self._employment().token_digest = employments.digest_of(token)
        db.session.flush()
        employments.confirm_employment(self.person, token)

    def _employment(self) -> Employment:
        found = find_open_employment(self.person.user_id or 0, self.employer.id)
        if found is None:
            raise LookupError(self.row["email"])
        return found
