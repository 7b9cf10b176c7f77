"""Planned purchases as the matcher sees them, and what a supplier looks for among them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from brokerage.demand.models import PlannedPurchase
from brokerage.demand.rules.plans import TO_COME
from brokerage.extensions import db
from brokerage.matchmaking.profiles import BRIEF, Profile, ProfileSource, Seeker
from brokerage.organisations.models import Organisation
from brokerage.organisations.profiles import tag_of
from brokerage.organisations.rules import Status
from matching.profile import TagRule

KIND = "planned-purchase"
MOST_IDS_A_QUERY = 500
YOUR_OWN = "It is your own organisation's plan."
ENDED = "It is not planned any more."


@dataclass(frozen=True, kw_only=True)
class DemandSearch:
    """What is looked for among planned purchases; everything may be left open."""

    text: str = ""
    buyer_id: int | None = None
    division: str = ""
    value_band: str = ""
    quarter: str = ""
    state: str = ""
    """None of the four: what is still to come."""

    @property
    def states(self) -> frozenset[str]:
        """The states that are asked for."""
        return frozenset({self.state}) if self.state else TO_COME


def search_seeker(search: DemandSearch) -> Seeker:
    """Return the search as the matcher takes it."""
    wanted = {
        tag_of(search.buyer_id or 0): search.buyer_id,
        f"division:{search.division}": search.division,
        f"value:{search.value_band}": search.value_band,
        f"quarter:{search.quarter}": search.quarter,
    }
    return Seeker(
        text=search.text,
        all_tags=frozenset(tag for tag, is_wanted in wanted.items() if is_wanted),
        any_tags=(frozenset(f"state:{state}" for state in search.states),),
    )


def supplier_seeker(organisation: Organisation) -> Seeker:
    """Return what a supplier looks for in plans: what it sells, in words and categories.

    Where a purchase will be delivered is not known yet, so place rules nothing out or in.
    """
    return Seeker(
        text=organisation.description,
        categories=tuple(each.code for each in organisation.categories),
        tag_rules=(
            TagRule("own", YOUR_OWN, none_of=frozenset({tag_of(organisation.id)})),
            TagRule("to-come", ENDED, any_of=frozenset(f"state:{state}" for state in TO_COME)),
        ),
        any_suffices=True,
    )


def list_profiles(ids: Collection[int] | None) -> Iterable[Profile]:
    """Give every line of the plans of approved buyers, or those among the ids."""
    query = (
        select(PlannedPurchase)
        .join(PlannedPurchase.organisation)
        .where(Organisation.status == Status.APPROVED)
        .options(selectinload(PlannedPurchase.categories))
        .order_by(PlannedPurchase.id)
    )
    if ids is not None and len(ids) <= MOST_IDS_A_QUERY:
        query = query.where(PlannedPurchase.id.in_(ids))
    wanted = None if ids is None else set(ids)
    for purchase in db.session.scalars(query):
        if wanted is None or purchase.id in wanted:
            yield profile_of(purchase)


def profile_of(purchase: PlannedPurchase) -> Profile:
    """Return what the matcher may know of a planned purchase: all of it is public."""
    divisions = {f"division:{code[:2]}000000" for code in purchase.codes}
    return Profile(
        id=purchase.id,
        name=purchase.title,
        fields={"description": purchase.description},
        categories=tuple(purchase.codes),
        tags=frozenset(
            {
                tag_of(purchase.organisation_id),
                f"value:{purchase.value_band}",
                f"quarter:{purchase.quarter}",
                f"state:{purchase.state}",
                *divisions,
            }
        ),
    )


PLANNED = replace(
    BRIEF,
    absent=ENDED,
    passes="Passes every filter that you set.",
    nothing_yet="No planned purchases have been published yet.",
)
PLANNED_SOURCE = ProfileSource(
    kind=KIND,
    list_profiles=list_profiles,
    wording=PLANNED,
    schemes=("cpv",),
    # Nothing of a plan is verified, and where it will be delivered is not known yet.
    weights={"evidence": 0.0, "place": 0.0},
)
