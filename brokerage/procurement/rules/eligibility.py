"""Whether a supplier can be for a brief at all: the hard rules of a ranking. Pure.

The matcher runs the same rules over every organisation at once, with these sentences. Where work
is delivered is the only rule on location, for every buyer: a council may have no other (see
`briefs.weighs_location`) but a reservation that was lawfully decided first.
"""

from __future__ import annotations

from dataclasses import dataclass

from brokerage.places.rules import is_within, metres
from brokerage.procurement.rules.reserving import Marks, Reserved, why_not_reserved

BUYER_ITSELF = "It is the organisation that buys: nobody asks themselves."
NOT_APPROVED = "It is not an approved organisation here."
IS_LISTING = "It is an unclaimed listing: nobody from it has signed up yet."
SELLS_NOTHING = "It has not said that it wants to sell here."
ELSEWHERE = "It does not say that it works where this is delivered."
YOUR_OWN = "It is your own organisation's: nobody answers themselves."
NOT_YOURS = "It is delivered where you do not say that you work."


@dataclass(frozen=True, kw_only=True)
class SupplierFacts:
    """What of an organisation rules briefs in or out. A point is (easting, northing)."""

    organisation_id: int
    is_approved: bool
    is_listing: bool
    sells: bool
    areas: frozenset[str]
    """Slugs of the councils whose areas it says it works in."""
    point: tuple[int, int] | None
    miles: int | None
    works_remotely: bool
    marks: Marks
    """What a reservation looks at."""


@dataclass(frozen=True, kw_only=True)
class DeliveryFacts:
    """What of a brief rules suppliers in or out."""

    buyer_id: int
    """The organisation that buys."""
    areas: frozenset[str]
    """Slugs of the councils whose areas hold the place: the district and its county."""
    point: tuple[int, int] | None
    is_remote: bool
    reserved: Reserved | None = None
    """For whom it is lawfully reserved, if it is."""


def why_not(supplier: SupplierFacts, delivery: DeliveryFacts) -> str | None:
    """Return the sentence of the first rule that keeps a supplier from a brief, or None."""
    if supplier.organisation_id == delivery.buyer_id:
        return BUYER_ITSELF
    if supplier.is_listing:
        return IS_LISTING
    if not supplier.is_approved:
        return NOT_APPROVED
    if not supplier.sells:
        return SELLS_NOTHING
    sentence = why_not_reserved(delivery.reserved, supplier.marks) if delivery.reserved else None
    if sentence is not None:
        return sentence
    return None if serves(supplier, delivery) else ELSEWHERE


def serves(supplier: SupplierFacts, delivery: DeliveryFacts) -> bool:
    """Say whether a supplier works where this is delivered.

    It serves the council's area, or its stated miles reach the place, or both work remotely.
    """
    is_by_remote = delivery.is_remote and supplier.works_remotely
    return bool(supplier.areas & delivery.areas) or is_by_remote or _reaches(supplier, delivery)


def _reaches(supplier: SupplierFacts, delivery: DeliveryFacts) -> bool:
    if supplier.point is None or delivery.point is None or supplier.miles is None:
        return False
    return is_within(delivery.point, supplier.point, metres(supplier.miles))
