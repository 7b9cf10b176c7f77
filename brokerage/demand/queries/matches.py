"""Planned purchases by words, and those that fit one supplier; each with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from brokerage.demand.models import PlannedPurchase
from brokerage.demand.profiles import KIND, DemandSearch, search_seeker, supplier_seeker
from brokerage.demand.queries.plans import PER_PAGE, list_by_ids, list_planned
from brokerage.demand.rules.plans import TO_COME
from brokerage.matchmaking.profiles import Seeker
from brokerage.matchmaking.queries.bands import find_band
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.rules import BAND_LABELS
from brokerage.organisations.models import Organisation
from brokerage.web.paging import Page

MOST_ALIGNED = 100
WEAKEST = BAND_LABELS["possible"]


@dataclass(frozen=True, kw_only=True)
class PlannedMatch:
    """A planned purchase that was found, and why."""

    purchase: PlannedPurchase
    reasons: Sequence[str] = ()
    missing: Sequence[str] = ()
    band: str | None = None


def search_planned(search: DemandSearch, page: int, *, tie_seed: int) -> Page[PlannedMatch]:
    """Return a page of what fits best; without words, of what comes soonest."""
    if search.text.strip():
        return _ranked(search_seeker(search), page, tie_seed, search.states)
    found = list_planned(search, page)
    rows = [PlannedMatch(purchase=purchase) for purchase in found.rows]
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=found.total)


def list_aligned(organisation: Organisation, page: int) -> Page[PlannedMatch]:
    """Return a page of what a supplier could get ready for, what fits best first.

    It is of a kind of work that the supplier sells, or a good match in words; what only shares a
    few words with a long description is left out: better nothing than rubbish.
    """
    seeker = supplier_seeker(organisation)
    if seeker.browses:
        return Page(rows=[], number=page, per_page=PER_PAGE, total=0)
    best = _ranked(seeker, 1, organisation.id, TO_COME, per_page=MOST_ALIGNED).rows
    sold = set(seeker.categories)
    fitting = [each for each in best if each.band != WEAKEST or sold & set(each.purchase.codes)]
    start = (page - 1) * PER_PAGE
    return Page(
        rows=fitting[start : start + PER_PAGE], number=page, per_page=PER_PAGE, total=len(fitting)
    )


def _ranked(
    seeker: Seeker, page: int, tie_seed: int, states: frozenset[str], per_page: int = PER_PAGE
) -> Page[PlannedMatch]:
    ranking = get_matcher(KIND).rank(
        seeker, limit=per_page, offset=(page - 1) * per_page, tie_seed=tie_seed
    )
    live = list_by_ids([match.id for match in ranking.matches])
    rows = [
        PlannedMatch(
            purchase=live[match.id],
            reasons=match.reasons,
            missing=match.missing,
            band=find_band(match),
        )
        for match in ranking.matches
        # The live row decides: what was withdrawn a moment ago is not shown.
        if match.id in live and live[match.id].state in states
    ]
    return Page(rows=rows, number=page, per_page=per_page, total=ranking.total)
