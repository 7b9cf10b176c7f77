import time
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.web.input_filter import (
    NotANumberError,
    OutOfRangeError,
    clean_text,
    parse_bounded_decimal,
    parse_bounded_int,
)

ANY_TEXT = st.text(st.characters(codec=None), max_size=200)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Green Gate  ", "Green Gate"),
        ("a\x00b", "ab"),
        ("a\x1bb\x7fc\x9bd", "abcd"),
        ("cafe\u0301", "café"),
        ("\ud800lone", "lone"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\u2066hidden\u2069", "hidden"),
        ("\ufeffstart\uffff", "start"),
        ("one\r\ntwo\tthree", "one two three"),
        ("שלום", "שלום"),
    ],
)
def test_one_line_of_text_is_made_safe(sent, kept):
    assert clean_text(sent, max_length=100) == kept


def test_line_ends_are_kept_as_line_feeds_where_several_lines_are_asked():
    assert clean_text("a\r\nb\rc\nd\te\u2028f", multiline=True, max_length=99) == "a\nb\nc\nd\te\nf"


def test_a_password_keeps_its_spaces():
    assert clean_text(" my pass ", max_length=99, keep_spaces=True) == " my pass "


@pytest.mark.parametrize("sent", [None, 7, [], {}, b"bytes", object()])
def test_what_is_no_text_is_empty(sent):
    assert clean_text(sent, max_length=10) == ""


def test_text_is_cut_at_its_length():
    assert clean_text("x" * 50, max_length=10) == "x" * 10


def test_a_hostile_run_of_accents_costs_little():
    started = time.perf_counter()
    clean_text("a" + "\u0315\u0300" * 250_000, max_length=20_000)
    assert time.perf_counter() - started < 2


@given(ANY_TEXT, st.booleans(), st.integers(1, 100))
def test_clean_text_is_storable_bounded_normal_and_settled(sent, multiline, max_length):
    text = clean_text(sent, multiline=multiline, max_length=max_length)
    assert len(text) <= max_length
    assert unicodedata.is_normalized("NFC", text)
    text.encode("utf-8")
    allowed = {"\n", "\t"} if multiline else set()
    assert {c for c in text if unicodedata.category(c) in {"Cc", "Cs"}} <= allowed
    assert clean_text(text, multiline=multiline, max_length=max_length) == text


@pytest.mark.parametrize(("text", "number"), [("3", 3), (" 1,200 ", 1200), ("-4", -4), ("+5", 5)])
def test_whole_numbers_are_read(text, number):
    assert parse_bounded_int(text, -10, 10_000) == number


@pytest.mark.parametrize("text", ["", "three", "1.5", "1e3", "٣", "1,2", "0x10", "1_000", None])
def test_other_things_are_no_whole_number(text):
    with pytest.raises(NotANumberError):
        parse_bounded_int(text, 0, 10_000)


@pytest.mark.parametrize("text", ["-1", "11", "9" * 18, "9" * 400])
def test_numbers_outside_the_bounds_are_refused(text):
    with pytest.raises(OutOfRangeError):
        parse_bounded_int(text, 0, 10)


def test_decimals_are_read():
    assert parse_bounded_decimal("1,234.50", Decimal(0), Decimal(9999)) == Decimal("1234.5")


@pytest.mark.parametrize(
    "text", ["sNaN", "NaN", "Infinity", "1e9", "1.", ".5", "9" * 400, "1.1234567"]
)
def test_other_things_are_no_decimal(text):
    with pytest.raises(NotANumberError):
        parse_bounded_decimal(text, Decimal(0), Decimal(9))


@given(st.one_of(ANY_TEXT, st.from_regex(r"[+-]?[0-9,.]{0,450}", fullmatch=True)))
def test_numbers_are_in_bounds_or_refused(text):
    for parse in (
        lambda: parse_bounded_int(text, -5, 2**31 - 1),
        lambda: parse_bounded_decimal(text, Decimal(-5), Decimal(2**31 - 1)),
    ):
        try:
            assert -5 <= parse() <= 2**31 - 1
        except (NotANumberError, OutOfRangeError):
            continue
