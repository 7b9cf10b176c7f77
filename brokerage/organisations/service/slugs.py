"""Address parts for public pages, one at a time or by the thousand."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from brokerage.extensions import db
from brokerage.organisations import rules
from brokerage.organisations.models import Organisation


class Slugs:
    """Gives each name an address part that nobody has; knows those that are taken."""

    def __init__(self, taken: Iterable[str | None]) -> None:
        self._taken = {slug for slug in taken if slug}
        self._last: dict[str, int] = {}

    def give(self, name: str) -> str:
        """Return the name's own address part, with a number where another has it."""
        stem = slug = rules.slug_stem(name)
        number = self._last.get(stem, 1)
        while slug in self._taken:
            number += 1
            slug = f"{stem}-{number}"
        self._last[stem] = number
        self._taken.add(slug)
        return slug


def make_slug(name: str) -> str:
    """Return an address part for the name that no other organisation has."""
    alike = Organisation.slug.startswith(rules.slug_stem(name), autoescape=True)
    return Slugs(db.session.scalars(select(Organisation.slug).where(alike))).give(name)


def every_slug() -> Slugs:
    """Return all that are taken, for many names at once."""
    return Slugs(db.session.scalars(select(Organisation.slug)))
