"""Sums as people write them: what is shown is understood again, and nothing else is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.money import in_pounds, parse_pence
from brokerage.procurement.rules.briefs import MOST_VALUE_PENCE

sums = st.integers(0, MOST_VALUE_PENCE)


@given(sums)
def test_what_is_shown_is_understood_again(pence: int) -> None:
    assert parse_pence(in_pounds(pence)) == pence
    assert parse_pence(in_pounds(pence).removeprefix("£")) == pence
    assert parse_pence(in_pounds(pence).replace(",", "")) == pence


@given(sums, sums)
def test_a_bigger_sum_is_never_shown_as_a_smaller_one(one: int, other: int) -> None:
    assert (in_pounds(one) == in_pounds(other)) == (one == other)


@given(st.integers(0, 999), st.sampled_from("kKmM"), st.sampled_from(["", " "]))
def test_thousands_and_millions_may_be_short(number: int, letter: str, space: str) -> None:
    times = 1_000 if letter in "kK" else 1_000_000
    assert parse_pence(f"£{number}{space}{letter}") == number * times * 100


@given(st.text(max_size=40))
def test_any_text_is_a_sum_or_none(text: str) -> None:
    pence = parse_pence(text)
    assert pence is None or 0 <= pence < 10**18


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("0", 0),
        ("12500", 12_500_00),
        ("£12,500", 12_500_00),
        ("£ 12500.5", 12_500_50),
        ("1.25m", 1_250_000_00),
        ("0.01", 1),
        ("1.5K", 1_500_00),
    ],
)
def test_people_write_sums_in_many_ways(typed: str, pence: int) -> None:
    assert parse_pence(typed) == pence


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "£",
        "a lot",
        "-5",
        "1e5",
        "NaN",
        "Infinity",
        "12,50",
        "1,2345",
        "1.234",
        "1.2.3",
        "12 500",
        "12k5",
        "5kk",
        "١٢٣",
        "²",
        "9" * 10,
        "9" * 400,
        "1\n",
        "\x00",
    ],
)
def test_what_is_no_sum_is_not_guessed(typed: str) -> None:
    assert parse_pence(typed) is None


@pytest.mark.parametrize(
    ("pence", "shown"),
    [
        (0, "£0"),
        (5, "£0.05"),
        (12_500_00, "£12,500"),
        (99_99, "£99.99"),
        (1_000_10, "£1,000.10"),
        (-1_50, "−£1.50"),
    ],
)
def test_pence_are_shown_where_there_are_any(pence: int, shown: str) -> None:
    assert in_pounds(pence) == shown
