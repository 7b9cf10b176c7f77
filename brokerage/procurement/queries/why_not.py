"""Why a supplier one has in mind is not in a frozen search."""

from __future__ import annotations

from dataclasses import dataclass

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.queries.records import find_shown
from brokerage.organisations.models import Organisation
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.organisations.rules import PUBLIC_STATUSES
from brokerage.procurement.models import Brief, MarketSearch
from brokerage.procurement.profiles import brief_seeker, brief_weights

FITS_NOW = (
    "By what its profile and your brief say today, it fits. Either one of them has changed since "
    "this search, or it came after the last supplier that the search keeps. Search again to see "
    "it in its place."
)


@dataclass(frozen=True, kw_only=True)
class WhyNot:
    """Where a supplier stands in a search, or the sentence against it."""

    organisation: Organisation
    rank: int | None
    """Its place in the frozen list; None where it is not in it."""
    sentence: str = ""
    lacking: tuple[str, ...] = ()
    """What it has too little of, where that keeps it out."""


def get_why_not(search: MarketSearch, brief: Brief, organisation_id: int) -> WhyNot:
    """Return why a public organisation is not in a search, by the index as it is now.

    NotFoundError for one that anybody could not find.
    """
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None or organisation.status not in PUBLIC_STATUSES:
        raise NotFoundError
    shown = find_shown(search.recorded_ranking_id, organisation_id)
    if shown is not None:
        return WhyNot(organisation=organisation, rank=shown.rank)
    seeker, weights = brief_seeker(brief), brief_weights(brief)
    answer = get_matcher(ORGANISATION_SOURCE.kind).explain(seeker, organisation_id, weights=weights)
    if not hasattr(answer, "sentence"):
        return WhyNot(organisation=organisation, rank=None, sentence=FITS_NOW)
    return WhyNot(
        organisation=organisation,
        rank=None,
        sentence=answer.sentence,
        lacking=getattr(answer, "lacking", ()),
    )
