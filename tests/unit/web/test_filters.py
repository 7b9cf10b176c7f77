from datetime import UTC, date, datetime, time

import pytest
from flask import Flask

from brokerage.web.filters import (
    at_time,
    miles,
    on_date,
    on_weekday,
    plural,
    register_filters,
    sentence_list,
)


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (date(2026, 11, 1), "1 November 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),
        (None, ""),
    ],
)
def test_days_are_local(moment, written):
    assert on_date(moment) == written


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (date(2026, 11, 21), "Saturday 21 November 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Wednesday 1 July 2026"),
        (None, ""),
    ],
)
def test_days_to_be_free_on_say_their_weekday(moment, written):
    assert on_weekday(moment) == written


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (time(14, 30), "2:30pm"),
        (time(9), "9am"),
        (time(12), "midday"),
        (time(0), "midnight"),
        (time(0, 5), "12:05am"),
        (datetime(2026, 7, 1, 13, 0, tzinfo=UTC), "2pm"),
        (datetime(2026, 12, 1, 13, 0, tzinfo=UTC).replace(tzinfo=None), "1pm"),
        (None, ""),
    ],
)
def test_times_are_local(moment, written):
    assert at_time(moment) == written


@pytest.mark.parametrize(
    ("metres", "written"),
    [
        (0, "under half a mile"),
        (800, "under half a mile"),
        (1609.344, "1 mile"),
        (3380, "2.1 miles"),
        (16050, "10 miles"),
        (33800, "21 miles"),
        (None, ""),
    ],
)
def test_distances_are_in_miles(metres, written):
    assert miles(metres) == written


def test_counts_and_lists_read_as_words():
    assert plural(1, "person", "people") == "1 person"
    assert plural(1200, "person", "people") == "1,200 people"
    assert sentence_list([]) == ""
    assert sentence_list(["a"]) == "a"
    assert sentence_list(["a", "b", "c"]) == "a, b and c"
    assert sentence_list(["a", "b"], "or") == "a or b"


def test_templates_have_them():
    app = Flask(__name__)
    register_filters(app)
    template = app.jinja_env.from_string(
        "{{ 2 | plural('day', 'days') }} {{ ['a'] | sentence_list }}"
    )
    assert template.render() == "2 days a"
