"""Why an organisation one has in mind is not in a search of the directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.profiles import Seeker
from brokerage.matchmaking.queries.bands import find_band
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.organisations.models import Organisation
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.organisations.rules import PUBLIC_STATUSES

MOST_NAMES = 10


@dataclass(frozen=True, kw_only=True)
class DirectoryAnswer:
    """The sentence against an organisation; or, where it is in the list, what speaks for it."""

    organisation: Organisation
    why_not: str = ""
    lacking: Sequence[str] = ()
    """What it has too little of, where that keeps it out."""
    reasons: Sequence[str] = ()
    missing: Sequence[str] = ()
    band: str | None = None
    help: Sequence[str] = ()
    """What would move it up the list."""


def search_by_name(name: str) -> Sequence[Organisation]:
    """Return public organisations whose name holds these letters, by name."""
    if not name:
        return ()
    return db.session.scalars(
        select(Organisation)
        .where(
            Organisation.status.in_(PUBLIC_STATUSES),
            Organisation.name.icontains(name, autoescape=True),
        )
        .order_by(Organisation.name, Organisation.id)
        .limit(MOST_NAMES)
    ).all()


def get_directory_answer(seeker: Seeker, organisation_id: int) -> DirectoryAnswer:
    """Return why a public organisation is or is not in a search (NotFoundError for any other)."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None or organisation.status not in PUBLIC_STATUSES:
        raise NotFoundError
    matcher = get_matcher(ORGANISATION_SOURCE.kind)
    answer = matcher.explain(seeker, organisation_id)
    if hasattr(answer, "sentence"):
        return DirectoryAnswer(
            organisation=organisation,
            why_not=answer.sentence,
            lacking=getattr(answer, "lacking", ()),
        )
    chances = matcher.what_would_help(seeker, organisation_id)
    return DirectoryAnswer(
        organisation=organisation,
        reasons=answer.reasons,
        missing=answer.missing,
        band=find_band(answer),
        help=[chance.sentence for chance in chances],
    )
