"""Points for quality, price and social value, by the formulas that were published. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from brokerage.competitions.rules import BEST_SCORE
from brokerage.competitions.rules.responses import Offered

_CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How many of 100 points each part may bring, and how much each measure counts."""

    quality: int
    price: int
    social_value: int
    measures: Mapping[int, int]
    """Priority weight by measure."""


@dataclass(frozen=True, kw_only=True)
class Points:
    """One response's points; quality is None until every score is agreed."""

    quality: Decimal | None
    price: Decimal
    social_value: Decimal

    @property
    def total(self) -> Decimal | None:
        """The exact sum of its parts, once all are there."""
        return None if self.quality is None else self.quality + self.price + self.social_value


def score_responses(
    offers: Mapping[int, Offered],
    agreed: Mapping[int, Mapping[int, int]],
    questions: Sequence[int],
    weights: Weights,
) -> dict[int, Points]:
    """Return the points of each response by its id.

    `offers` and `agreed` are by response; `agreed` then gives the agreed score by question.
    """
    lowest = min((each.price_pence or 0 for each in offers.values()), default=0)
    most = {
        measure: max(each.quantities.get(measure, Decimal(0)) for each in offers.values())
        for measure in (weights.measures if offers else ())
    }
    return {
        number: Points(
            quality=quality_points(agreed.get(number, {}), questions, weights.quality),
            price=price_points(offered.price_pence or 0, lowest, weights.price),
            social_value=social_value_points(offered.quantities, most, weights),
        )
        for number, offered in offers.items()
    }


def quality_points(
    agreed: Mapping[int, int], questions: Sequence[int], weight: int
) -> Decimal | None:
    """Return the points for quality, or None while a question has no agreed score."""
    if not questions:
        return Decimal(0)
    if any(each not in agreed for each in questions):
        return None
    scored = sum(agreed[each] for each in questions)
    return _rounded(Decimal(weight * scored) / (BEST_SCORE * len(questions)))


def price_points(price: int, lowest: int, weight: int) -> Decimal:
    """Return the points for a price: lowest ÷ price × weight."""
    if price == lowest:
        return Decimal(weight)
    return _rounded(Decimal(weight * lowest) / price)


def social_value_points(
    offered: Mapping[int, Decimal], most: Mapping[int, Decimal], weights: Weights
) -> Decimal:
    """Return the points for social value: each measure's share of the most offered, weighted."""
    whole = sum(weights.measures.values())
    if not whole:
        return Decimal(0)
    share = sum(
        (
            times * offered.get(measure, Decimal(0)) / most[measure]
            for measure, times in weights.measures.items()
            if most[measure]
        ),
        Decimal(0),
    )
    return _rounded(weights.social_value * share / whole)


def _rounded(points: Decimal) -> Decimal:
    return points.quantize(_CENT, rounding=ROUND_HALF_UP)
