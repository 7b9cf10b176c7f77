import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.places import rules


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("OX4 1EQ", "OX4 1EQ"),
        ("  ox41eq ", "OX4 1EQ"),
        ("o x 4 1 e q", "OX4 1EQ"),
        ("0X4 1EQ", "OX4 1EQ"),
        ("OX1O 1AA", "OX10 1AA"),
        ("OX10 OAA", "OX10 0AA"),
        ("S0141AA", "SO14 1AA"),
        ("BLO 1AA", "BL0 1AA"),
        ("w1a1aa", "W1A 1AA"),
        ("M1 1AE", "M1 1AE"),
        ("EC1A\u00a01BB", "EC1A 1BB"),
    ],
)
def test_a_postcode_is_read_however_it_is_typed(typed, clean):
    assert rules.clean_postcode(typed) == clean


@pytest.mark.parametrize(
    "typed", ["", "OX4", "OX4 1E", "OX4 1CQ", "4OX 1EQ", "OX4 1ÉQ", "OX٤ 1EQ", "1" * 10**6]
)
def test_what_is_no_postcode_is_refused(typed):
    with pytest.raises(DomainError) as refusal:
        rules.clean_postcode(typed)
    assert refusal.value.field == "postcode"
    assert refusal.value.sentence == "Enter a full postcode, like OX4 1EQ"


@given(st.text())
def test_no_text_breaks_the_reading_of_postcodes(typed):
    rules.find_outcode(typed)
    try:
        clean = rules.clean_postcode(typed)
    except DomainError:
        return
    assert rules.clean_postcode(clean) == clean
    assert rules.find_outcode(rules.outcode_of(clean)) == rules.outcode_of(clean)


def test_the_parts_of_a_postcode():
    assert rules.outcode_of("OX44 1AA") == "OX44"
    assert rules.outcode_of("OX441AA") == "OX44"
    assert rules.postcode_area_of("OX44 1AA") == "OX"
    assert rules.postcode_area_of("M1") == "M"
    assert rules.without_space("OX4 1EQ") == "OX41EQ"
    assert rules.find_outcode("0x4") == "OX4"
    assert rules.find_outcode("barton") is None


def test_distances_are_straight_and_in_metres():
    assert rules.distance_m((450_000, 200_000), (453_000, 204_000)) == 5_000
    assert rules.miles(1609.344) == 1
    assert rules.metres(rules.miles(5_000)) == pytest.approx(5_000)


def test_a_circle_holds_its_edge():
    assert rules.is_within((450_500, 200_000), (450_000, 200_000), 500)
    assert not rules.is_within((450_501, 200_000), (450_000, 200_000), 500)
