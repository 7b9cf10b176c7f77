"""Points by the published formulas."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.competitions.rules.responses import Offered
from brokerage.competitions.rules.scoring import (
    Weights,
    price_points,
    quality_points,
    score_responses,
    social_value_points,
)

WEIGHTS = Weights(quality=50, price=30, social_value=20, measures={1: 1, 2: 3})


@pytest.mark.parametrize(
    ("price", "lowest", "points"),
    [(800, 800, "30"), (1000, 800, "24.00"), (1600, 800, "15.00"), (0, 0, "30"), (500, 0, "0.00")],
)
def test_the_lowest_price_gets_all_the_points(price: int, lowest: int, points: str) -> None:
    assert price_points(price, lowest, 30) == Decimal(points)


def test_quality_counts_once_every_question_has_an_agreed_score() -> None:
    assert quality_points({7: 5}, [7, 8], 50) is None
    assert quality_points({7: 5, 8: 3}, [7, 8], 50) == Decimal("40.00")
    assert quality_points({}, [], 0) == 0


def test_social_value_is_quantity_by_weight_against_the_most_that_anyone_offers() -> None:
    most = {1: Decimal(10), 2: Decimal(40)}
    assert social_value_points({1: Decimal(10), 2: Decimal(20)}, most, WEIGHTS) == Decimal("12.50")
    assert social_value_points({}, most, WEIGHTS) == 0
    assert social_value_points({}, {1: Decimal(0), 2: Decimal(0)}, WEIGHTS) == 0


def test_units_never_mix_so_that_pounds_do_not_drown_hours() -> None:
    offers = {
        1: Offered(price_pence=100, quantities={1: Decimal(10)}),
        2: Offered(price_pence=100, quantities={2: Decimal(50_000)}),
    }
    weights = Weights(quality=0, price=80, social_value=20, measures={1: 1, 2: 1})
    points = score_responses(offers, {}, [], weights)
    assert points[1].social_value == points[2].social_value == Decimal("10.00")


PRICES = st.lists(st.integers(0, 10**9), min_size=1, max_size=6)


@given(prices=PRICES, quantities=st.lists(st.integers(0, 10**6), min_size=6, max_size=6))
def test_points_are_never_more_than_the_weight_and_the_total_is_their_sum(
    prices: list[int], quantities: list[int]
) -> None:
    offers = {
        number: Offered(price_pence=price, quantities={1: Decimal(quantities[number])})
        for number, price in enumerate(prices)
    }
    agreed = {number: {9: 5} for number in offers}
    for points in score_responses(offers, agreed, [9], WEIGHTS).values():
        assert 0 <= points.price <= 30
        assert 0 <= points.social_value <= 20
        assert points.total == points.quality + points.price + points.social_value


def test_no_response_gives_no_points() -> None:
    assert score_responses({}, {}, [1], WEIGHTS) == {}
