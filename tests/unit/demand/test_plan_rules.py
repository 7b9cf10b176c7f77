"""Quarters, values, contacts and what a file's cells mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.demand.rules import files, plans, updates
from brokerage.demand.rules.plans import ValueBand
from brokerage.errors import DomainError

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("said", "quarter"),
    [
        ("2027-Q1", "2027-Q1"),
        ("Q1 2027", "2027-Q1"),
        ("Quarter 3, 2027", "2027-Q3"),
        ("Q1 2027/28", "2027-Q2"),
        ("Q4 2026/27", "2027-Q1"),
        ("Q4 2026-2027", "2027-Q1"),
        ("March 2027", "2027-Q1"),
        ("January to March 2027", "2027-Q1"),
        ("Sept 2027", "2027-Q3"),
        ("01/04/2027", "2027-Q2"),
        ("2027-12-31", "2027-Q4"),
    ],
)
def test_quarters_as_councils_write_them(said, quarter):
    assert files.parse_quarter(said) == quarter


@pytest.mark.parametrize("said", ["", "soon", "2027", "Q5 2027", "13/13/2027", "Q1", "2027-99-01"])
def test_what_is_no_quarter_is_refused(said):
    with pytest.raises(DomainError):
        files.parse_quarter(said)


@pytest.mark.parametrize(
    ("said", "band"),
    [
        ("£10,000", ValueBand.UP_TO_10K),
        ("10001", ValueBand.UP_TO_30K),
        ("£30,000 to £100,000", ValueBand.UP_TO_100K),
        ("25k", ValueBand.UP_TO_30K),
        ("£1.2m", ValueBand.OVER_1M),
        ("1 million", ValueBand.UP_TO_1M),
        ("over £1m", ValueBand.OVER_1M),
        ("more than 100,000", ValueBand.UP_TO_200K),
        ("TBC", ValueBand.UNKNOWN),
        ("", ValueBand.UNKNOWN),
    ],
)
def test_values_as_councils_write_them(said, band):
    assert files.parse_band(said) == band


def test_a_value_without_a_number_is_refused():
    with pytest.raises(DomainError):
        files.parse_band("a lot")


@given(st.text(max_size=120))
def test_no_cell_breaks_the_reading(text):
    for read in (files.parse_quarter, files.parse_band):
        try:
            read(text)
        except DomainError:
            continue
    files.find_code(text)


def test_quarters_ahead_begin_with_the_running_one():
    assert plans.list_quarters(DAY, 3) == ["2026-Q4", "2027-Q1", "2027-Q2"]
    assert plans.quarter_label("2027-Q1") == "January to March 2027"
    assert plans.quarter_of(date(2026, 12, 31)) == "2026-Q4"
    assert not plans.is_over("2026-Q4", DAY)
    assert plans.is_over("2026-Q3", DAY)


def test_a_quarter_that_stands_may_stay_when_it_is_over():
    plans.check_quarter("2026-Q3", DAY, before="2026-Q3")
    for wrong in ("2026-Q3", "2031-Q1"):
        with pytest.raises(DomainError):
            plans.check_quarter(wrong, DAY, before="2026-Q4")


@pytest.mark.parametrize(
    "email",
    [
        "procurement@council.example",
        "parks.team@council.example",
        "procurement.hub@council.example",
        "p2p@council.example",
        "buying-team@council.example",
    ],
)
def test_shared_mailboxes_pass(email):
    plans.check_contact(email)


@pytest.mark.parametrize(
    "email", ["olive.marchbank@council.example", "Olive_Marchbank2@council.example"]
)
def test_an_address_of_one_person_does_not(email):
    with pytest.raises(DomainError, match="shared mailbox"):
        plans.check_contact(email)


def test_a_line_is_known_again_by_its_reference_or_its_words():
    by_reference = files.row_key("P1", "One", "2027-Q1")
    assert by_reference == files.row_key(" p1", "Another", "2028-Q4")
    assert files.row_key("", "Grass  Cutting", "2027-Q1") == files.row_key(
        "", "grass cutting", "2027-Q1"
    )
    assert files.row_key("", "grass cutting", "2027-Q2") != files.row_key(
        "", "grass cutting", "2027-Q1"
    )


@pytest.mark.parametrize("state", ["withdrawn", "published"])
def test_what_has_ended_is_not_changed(state):
    with pytest.raises(DomainError):
        plans.check_to_come(state)


@pytest.mark.parametrize(
    ("wish", "is_wanted"),
    [
        ((0, ""), True),
        ((7, ""), True),
        ((8, ""), False),
        ((0, "55000000"), True),
        ((0, "77000000"), False),
        ((7, "77000000"), False),
        ((8, "55000000"), False),
    ],
)
def test_what_somebody_asked_to_hear_of(wish, is_wanted):
    assert updates.is_wanted(wish, 7, ["55520000"]) is is_wanted


@pytest.mark.parametrize(
    ("pounds", "band"),
    [(10_000, "up-to-10k"), (30_000, "up-to-30k"), (100_000, "up-to-100k")]
    + [(200_000, "up-to-200k"), (1_000_000, "up-to-1m"), (1_000_001, "over-1m")],
)
def test_the_top_of_a_band_belongs_to_it(pounds, band):
    assert plans.band_of(pounds) == band
