"""The term dates that somebody loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from brokerage.extensions import db
from brokerage.places.models import Authority
from brokerage.places.queries import list_authorities
from brokerage.scheduling.models import TermDate
from brokerage.scheduling.rules.repeats import Span
from brokerage.scheduling.rules.terms import TermKind


@dataclass(frozen=True, kw_only=True)
class ShownTerm:
    """A row as the broker's page shows it."""

    authority: str
    kind: str
    name: str
    starts_on: date
    ends_on: date
    source: str


def list_term_dates() -> Sequence[ShownTerm]:
    """Return every row, by council and day."""
    rows = db.session.execute(
        select(TermDate, Authority.name)
        .join(Authority, Authority.code == TermDate.authority_code)
        .order_by(Authority.name, TermDate.starts_on, TermDate.kind)
    )
    return [
        ShownTerm(
            authority=name,
            kind=row.kind,
            name=row.name,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            source=row.source,
        )
        for row, name in rows
    ]


def list_authorities_with_terms(today: date) -> Sequence[tuple[str, str]]:
    """Return code and name of the councils whose terms to come are loaded, by name."""
    rows = db.session.execute(
        select(Authority.code, Authority.name)
        .join(TermDate, TermDate.authority_code == Authority.code)
        .where(TermDate.kind == TermKind.TERM, TermDate.ends_on >= today)
        .distinct()
        .order_by(Authority.name, Authority.code)
    )
    return [(row.code, row.name) for row in rows]


def list_spans(authority_code: str) -> Sequence[Span]:
    """Return a council's terms and closed days, by day."""
    rows = db.session.scalars(
        select(TermDate)
        .where(TermDate.authority_code == authority_code)
        .order_by(TermDate.starts_on, TermDate.id)
    )
    return [
        Span(kind=row.kind, name=row.name, starts_on=row.starts_on, ends_on=row.ends_on)
        for row in rows
    ]


def list_authority_keys(today: date) -> dict[str, str]:
    """Return the code of each council of today, by its code, name and short name, lowered."""
    found: dict[str, str] = {}
    for each in list_authorities(today):
        for key in (each.code, each.name, each.short_name):
            found[key.lower()] = each.code
    return found
