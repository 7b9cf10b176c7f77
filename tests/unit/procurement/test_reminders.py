"""Reminders: two days before, on the last day, each once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from brokerage.procurement.rules.reminders import (
    find_due_reminder,
    is_asked_just_now,
    is_still_writing,
)

LAST = date(2027, 3, 10)
NOW = datetime(2027, 3, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "reminded", "due"),
    [
        (3, None, None),
        (2, None, 2),
        (1, None, 2),  # made up for
        (0, None, 0),
        (2, 2, None),
        (1, 2, None),
        (0, 2, 0),
        (0, 0, None),
        (-1, None, None),
        (-1, 2, None),
    ],
)
def test_each_goes_out_once(left: int, reminded: int | None, due: int | None) -> None:
    assert find_due_reminder(LAST, LAST - timedelta(days=left), reminded) == due


def test_nobody_is_reminded_of_what_they_write_now() -> None:
    assert is_still_writing(NOW - timedelta(minutes=59), NOW)
    assert not is_still_writing(NOW - timedelta(hours=1), NOW)


def test_what_was_asked_just_now_waits_for_its_last_day() -> None:
    assert is_asked_just_now(NOW - timedelta(days=2, hours=23), NOW, 2)
    assert not is_asked_just_now(NOW - timedelta(days=3), NOW, 2)
    assert not is_asked_just_now(NOW, NOW, 0)
