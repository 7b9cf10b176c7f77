"""When the demonstration's dates lie, whatever the day on which it is loaded."""

from datetime import date, timedelta

import pytest

from brokerage.scheduling.rules import DAYS
from brokerage.seeding.rules import day_in_week, moment

SUNDAY = date(2026, 11, 22)
WEEK_OF_STARTS = [SUNDAY + timedelta(days=n) for n in range(7)]


@pytest.mark.parametrize("today", WEEK_OF_STARTS)
@pytest.mark.parametrize("weekday", DAYS)
def test_weeks_are_counted_from_today_on_either_side(today: date, weekday: str) -> None:
    for week in range(1, 6):
        ahead, behind = (day_in_week(today, n, weekday) for n in (week, -week))
        assert DAYS[ahead.weekday()] == DAYS[behind.weekday()] == weekday
        assert 7 * (week - 1) < (ahead - today).days <= 7 * week
        assert 7 * (week - 1) < (today - behind).days <= 7 * week


def test_moments_of_a_day_are_spread_over_it() -> None:
    assert moment(SUNDAY, 3).isoformat() == "2026-11-19T09:00:00+00:00"
    moments = {moment(SUNDAY, 3, number) for number in range(60)}
    assert len(moments) == 60
    assert all(each.isoformat() < "2026-11-19T17" for each in moments)
