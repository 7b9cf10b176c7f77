"""Proof and its states, months, years, social value by size, and barriers as advice."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.passports import rules
from brokerage.passports.rules.barriers import BarrierFacts, list_barriers
from brokerage.passports.rules.social_value import MENU, most_offers, size_offers

TODAY = date(2026, 11, 28)
A_DAY = timedelta(days=1)


@dataclass
class Row:
    verified_on: date | None = None
    expires_on: date | None = None
    refused_on: date | None = None


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (Row(), rules.State.DECLARED),
        (Row(expires_on=TODAY - A_DAY), rules.State.DECLARED),
        (Row(verified_on=TODAY), rules.State.VERIFIED),
        (Row(verified_on=TODAY, expires_on=TODAY), rules.State.VERIFIED),
        (Row(verified_on=TODAY, expires_on=TODAY - A_DAY), rules.State.EXPIRED),
        (Row(refused_on=TODAY), rules.State.REFUSED),
    ],
)
def test_only_what_a_broker_saw_and_holds_today_is_verified(row: Row, state: str) -> None:
    assert rules.state_of(row, TODAY) == state


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        (date(2025, 11, 28), TODAY, 12),
        (date(2025, 11, 29), TODAY, 11),
        (date(2026, 11, 28), TODAY, 0),
        (date(2026, 12, 1), TODAY, -1),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
    ],
)
def test_months_are_whole(since: date, on: date, months: int) -> None:
    assert rules.whole_months(since, on) == months


def test_a_year_must_have_ended() -> None:
    rules.check_year(date(2025, 11, 29), TODAY)
    with pytest.raises(DomainError, match="has ended"):
        rules.check_year(date(2025, 11, 30), TODAY)
    assert rules.year_end(date(2024, 2, 29)) == date(2025, 2, 28)
    assert rules.year_end(date(2025, 4, 1)) == date(2026, 3, 31)


def test_a_band_ends_where_it_began_or_later() -> None:
    rules.check_band(5, 5)
    rules.check_band(None, 5)
    with pytest.raises(DomainError, match="less than the smallest"):
        rules.check_band(6, 5)


def test_one_person_is_asked_for_two_or_three_things_they_can_do() -> None:
    offers = size_offers(pounds=20_000, months=12, people=1)
    assert 2 <= len(offers) <= 3
    hours = sum(each.amount * each.measure.hours_each for each in offers)
    assert hours <= 24
    assert {each.measure.code for each in offers} <= {e.code for e in MENU if e.least_people == 1}


def test_a_tiny_contract_asks_for_nothing() -> None:
    assert size_offers(pounds=500, months=1, people=1, chosen=["NT8"]) == ()


def test_only_what_the_supplier_chose_is_offered() -> None:
    offers = size_offers(pounds=100_000, months=12, people=20, chosen=["NT15"])
    assert [each.measure.code for each in offers] == ["NT15"]
    assert offers[0].words == "20 hours"


def test_a_larger_contract_and_firm_is_asked_for_more() -> None:
    small = size_offers(pounds=50_000, months=12, people=2)
    large = size_offers(pounds=500_000, months=36, people=50)
    assert len(large) > len(small)
    assert most_offers(1) < most_offers(5) < most_offers(50)


@given(st.integers(1, 10**8), st.integers(1, 120), st.integers(0, 10**5))
def test_hours_asked_for_always_fit_the_people_and_the_months(
    pounds: int, months: int, people: int
) -> None:
    offers = size_offers(pounds=pounds, months=months, people=people)
    hours = sum(each.amount * each.measure.hours_each for each in offers)
    assert hours <= 2 * max(1, people) * months
    assert len(offers) <= most_offers(max(1, people))
    assert all(each.amount > 0 for each in offers)


def test_barriers_are_advice_for_the_new_and_the_uninsured() -> None:
    new = BarrierFacts(
        first_year_starts_on=date(2025, 1, 1), is_company=True, people=3, verified=()
    )
    titles = [each.title for each in list_barriers(new, TODAY)]
    assert titles == [
        "Credit checks",
        "Public liability insurance",
        "Employers’ liability insurance",
    ]
    settled = BarrierFacts(
        first_year_starts_on=date(2024, 1, 1),
        is_company=True,
        people=3,
        verified={"insurance", "employers-liability"},
    )
    assert list_barriers(settled, TODAY) == ()


def test_who_is_no_company_is_told_how_to_pass_a_credit_check() -> None:
    facts = BarrierFacts(
        first_year_starts_on=date(2010, 1, 1),
        is_company=False,
        people=1,
        verified={"insurance"},
    )
    (barrier,) = list_barriers(facts, TODAY)
    assert "made for companies" in barrier.advice
