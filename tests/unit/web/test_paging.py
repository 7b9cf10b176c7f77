import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from brokerage.web.paging import MAX_PAGE_NUMBER, Page, page_link, page_number


@pytest.mark.parametrize(
    ("asked", "number"),
    [("3", 3), ("", 1), ("0", 1), ("-2", 1), ("x", 1), ("9" * 400, 1), ("10001", 1), ("1e20", 1)],
)
def test_the_page_number_is_bounded(asked, number):
    assert page_number(MultiDict({"page": asked})) == number
    assert page_number(MultiDict()) == 1


def test_a_page_knows_its_place():
    page = Page(rows=list("klmno"), number=3, per_page=5, total=42)
    assert (page.count, page.first_row, page.last_row) == (9, 11, 15)
    assert (page.previous, page.next) == (2, 4)


def test_an_empty_list_has_one_page():
    page = Page(rows=[], number=1, per_page=20, total=0)
    assert (page.count, page.first_row, page.last_row) == (1, 0, 0)
    assert (page.previous, page.next) == (None, None)


def test_beyond_the_end_the_way_back_is_the_last_page():
    assert Page(rows=[], number=99, per_page=10, total=25).previous == 3


@pytest.mark.parametrize(
    ("number", "total", "steps"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (3, 9, [1, 2, 3, 4, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (9, 9, [1, None, 8, 9]),
        (4, 7, [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_steps_skip_what_is_far(number, total, steps):
    assert Page(rows=[], number=number, per_page=1, total=total).steps == steps


def test_a_link_keeps_the_rest_of_the_query():
    args = MultiDict([("q", "green & co"), ("kind", "a"), ("kind", "b"), ("page", "9")])
    assert page_link(args, 2) == "?q=green+%26+co&kind=a&kind=b&page=2"


def test_a_link_cannot_be_led_astray():
    args = MultiDict([("_scheme", "javascript"), ("q", "\ud800\x00")])
    assert page_link(args, 2) == "?_scheme=javascript&q=&page=2"


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_page_asked_for_is_in_bounds(asked):
    assert 1 <= page_number(MultiDict({"page": asked})) <= MAX_PAGE_NUMBER
