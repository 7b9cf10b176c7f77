"""A contractor's local pounds, split so that each counts once. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from brokerage.ledger.rules.sources import Circumstance


def split_local(
    total: int, local: int, small: int, *, counts_small: bool
) -> Mapping[Circumstance, int]:
    """Return how much of local spend counts as local, and how much as local and small.

    A return says how much was local and how much went to small firms, not how much was both:
    surely both is what the two have in common if they overlap as little as they can.
    """
    both = max(0, local + small - total) if counts_small else 0
    return {Circumstance.LOCAL: local - both, Circumstance.SMALL_LOCAL: both}
