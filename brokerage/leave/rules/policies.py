"""What an employer gives: how much a year, from when, on which terms. Pure.

Amounts are whole minutes everywhere. Leave in days is counted in the employer's own full
working day, and a half day is exactly half of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.organisations.rules import after_working_days

LONGEST_TEAM = 60
MOST_TEAMS = 200
MOST_MINUTES_A_YEAR = 60 * 400
SHORTEST_DAY = 60
LONGEST_DAY = 12 * 60
MOST_NOTICE = 40
LAST_START_DAY = 28
"""The last day of a month that every year has."""
QUARTER_HOUR = 15
FURTHEST_AHEAD = timedelta(days=550)
FURTHEST_BACK = timedelta(days=366)
PER_CENT = 100


class Outcome(StrEnum):
    """What becomes of leave that was set aside and not used as planned."""

    GIVE_BACK = "give-back"
    TAKE = "take"


OUTCOME_LABELS: Mapping[str, str] = {
    Outcome.GIVE_BACK: "The leave goes back to the person",
    Outcome.TAKE: "The leave counts as used",
}


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One version of an employer's terms, from a day on."""

    from_on: date
    allowance_minutes: int
    """What someone who works full time gets in a leave year."""
    minutes_a_day: int
    """A full working day."""
    is_in_days: bool = True
    takes_half_days: bool = True
    year_month: int = 4
    year_day: int = 1
    is_pro_rata: bool = True
    needs_approval: bool = True
    counts_outside: bool = True
    counts_remote: bool = True
    notice_working_days: int = 5
    late_working_days: int = 2
    no_show: str = Outcome.TAKE
    late_cancellation: str = Outcome.TAKE

    @property
    def step(self) -> int:
        """The smallest amount that leave is taken in, in minutes."""
        if not self.is_in_days:
            return QUARTER_HOUR
        return self.minutes_a_day // 2 if self.takes_half_days else self.minutes_a_day

    @property
    def frame(self) -> tuple[int, int, bool, int]:
        """What may change only where a leave year begins: its start, its unit, its day."""
        return self.year_month, self.year_day, self.is_in_days, self.minutes_a_day


@dataclass(frozen=True)
class LeaveYear:
    """A leave year: its first day, and the first day of the next."""

    starts_on: date
    ends_before: date

    def holds(self, day: date) -> bool:
        """Say whether the day is in this leave year."""
        return self.starts_on <= day < self.ends_before


def policy_on(policies: Sequence[Policy], day: date) -> Policy | None:
    """Return the version in force on a day; None before the first."""
    begun = [each for each in policies if each.from_on <= day]
    return max(begun, key=lambda each: each.from_on, default=None)


def year_start(policy: Policy, day: date) -> date:
    """Return the last first day of a leave year up to this day."""
    start = date(day.year, policy.year_month, policy.year_day)
    return start if start <= day else start.replace(year=day.year - 1)


def leave_year(policies: Sequence[Policy], day: date) -> LeaveYear | None:
    """Return the leave year a day is in; None before the first policy.

    Where a later version begins its years on another day, the year before it is cut there.
    """
    policy = policy_on(policies, day)
    if policy is None:
        return None
    start = year_start(policy, day)
    ends = [start.replace(year=start.year + 1)]
    ends += [each.from_on for each in policies if each.from_on > day and _moves(policy, each)]
    return LeaveYear(start, min(ends))


def _moves(policy: Policy, later: Policy) -> bool:
    return policy.frame[:2] != later.frame[:2]


def policy_of_year(policies: Sequence[Policy], year: LeaveYear) -> Policy:
    """Return the version that says how much the year gives: the last to begin in it or before.

    Never one from after the year, so that last year's allowance stays as it was.
    """
    found = policy_on(policies, year.ends_before - timedelta(days=1))
    if found is None:
        raise ValueError("A leave year has a policy: it is found through one.")
    return found


def allowance(policy: Policy, full_time_percent: int, year: LeaveYear | None = None) -> int:
    """Return the minutes a leave year gives to someone with this share of full time.

    Pro rata is rounded up, to the next half day where half days are taken, to the next day
    where they are not, and to the next quarter of an hour for leave in hours; never beyond
    what full time gives. A year that was cut short gives its share of days, rounded alike.
    """
    percent = full_time_percent if policy.is_pro_rata else PER_CENT
    days, whole = (1, 1) if year is None else _length(year)
    share, parts = policy.allowance_minutes * percent * days, PER_CENT * whole
    if share == policy.allowance_minutes * parts:
        return policy.allowance_minutes
    steps = -(-share // (parts * policy.step))
    return min(steps * policy.step, policy.allowance_minutes)


def _length(year: LeaveYear) -> tuple[int, int]:
    """Return the days of a leave year, and those it would have had uncut."""
    uncut = year.starts_on.replace(year=year.starts_on.year + 1)
    return (year.ends_before - year.starts_on).days, (uncut - year.starts_on).days


def cost_of(policy: Policy, worked_minutes: int) -> int:
    """Return what so many minutes of volunteering on one day cost in leave.

    In days: up to half a working day costs half a day where half days are taken, all else a
    day. In hours: rounded up to the next quarter; never more than a working day.
    """
    if not policy.is_in_days:
        quarters = -(-worked_minutes // QUARTER_HOUR)
        return min(quarters * QUARTER_HOUR, policy.minutes_a_day)
    half = policy.minutes_a_day // 2
    return half if policy.takes_half_days and worked_minutes <= half else policy.minutes_a_day


def minutes_between(starts_at: datetime, ends_at: datetime) -> int:
    """Return the length of a span of aware times in minutes, a part of one counted whole."""
    return -(-int((ends_at - starts_at).total_seconds()) // 60)


def earliest_day(policy: Policy, today: date) -> date:
    """Return the first day that leave can be asked for today."""
    return after_working_days(today, policy.notice_working_days)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What someone asks for leave for."""

    day: date
    worked_minutes: int
    is_outside: bool = False
    is_remote: bool = False


def check_wish(policy: Policy, wish: Wish, today: date) -> None:
    """Refuse leave that this policy does not give (DomainError, with the reason)."""
    if wish.day < today:
        raise DomainError("That day is over, so leave cannot be asked for it.", "day_on")
    first = earliest_day(policy, today)
    if wish.day < first:
        raise DomainError(
            f"Your employer asks for {_working_days(policy.notice_working_days)} of notice. "
            f"The first day you can ask for now is {first.day} {first:%B %Y}.",
            "day_on",
        )
    if wish.is_remote and not policy.counts_remote:
        raise DomainError("Your employer gives no leave for volunteering from home or online.")
    if wish.is_outside and not wish.is_remote and not policy.counts_outside:
        raise DomainError("Your employer gives leave only for volunteering in its own area.")
    if wish.worked_minutes <= 0:
        raise DomainError("It must end after it starts.", "ends_time")


def _working_days(number: int) -> str:
    return f"{number} working day{'' if number == 1 else 's'}"


def is_late(policy: Policy, day: date, today: date) -> bool:
    """Say whether calling off on this day comes too late for that one, by the policy."""
    return after_working_days(today, policy.late_working_days) > day


def check_policy(policy: Policy) -> None:
    """Refuse terms that cannot be kept (DomainError with the field)."""
    if not SHORTEST_DAY <= policy.minutes_a_day <= LONGEST_DAY:
        raise DomainError("A working day must be between 1 and 12 hours", "hours_a_day")
    if policy.is_in_days and policy.minutes_a_day % 2:
        raise DomainError(
            "Enter a working day that halves into whole minutes, like 7.4 or 7.5 hours",
            "hours_a_day",
        )
    if not 0 < policy.allowance_minutes <= MOST_MINUTES_A_YEAR:
        raise DomainError("Enter an amount above 0, and at most 400 hours a year", "amount")
    if policy.is_in_days and policy.allowance_minutes % policy.step:
        what = "whole or half days" if policy.takes_half_days else "whole days"
        raise DomainError(f"Enter {what}", "amount")
    if not 1 <= policy.year_day <= LAST_START_DAY:
        raise DomainError("Choose a day from 1 to 28, which every month has", "year_day")


def check_next_policy(policy: Policy, earlier: Sequence[Policy], today: date) -> None:
    """Refuse a version that would change a year that is over, or the frame of a running one."""
    check_policy(policy)
    if policy.from_on > today + FURTHEST_AHEAD:
        raise DomainError("Enter a day in the next 18 months", "from_on")
    newest = max(earlier, key=lambda each: each.from_on, default=None)
    if newest is None:
        if policy.from_on < today - FURTHEST_BACK:
            raise DomainError("Enter a day in the last 12 months or later", "from_on")
        return
    if policy.from_on <= newest.from_on:
        begun = f"{newest.from_on.day} {newest.from_on:%B %Y}"
        raise DomainError(f"Enter a day after {begun}, when your newest rules begin", "from_on")
    running = leave_year(earlier, today)
    if running is not None and policy.from_on < running.starts_on:
        raise DomainError(
            "Last year’s leave stays as it was. Enter a day in this leave year or later", "from_on"
        )
    if policy.frame != newest.frame and year_start(policy, policy.from_on) != policy.from_on:
        raise DomainError(
            "The start of the year, days or hours, and the length of a day can change only where "
            "a leave year starts. Enter the first day of one",
            "from_on",
        )


def as_amount(minutes: int, *, is_in_days: bool, minutes_a_day: int) -> str:
    """Return how an amount reads: "2 days", "half a day", "2½ days", "7 hours 30 minutes"."""
    halves, rest = divmod(minutes * 2, minutes_a_day)
    if is_in_days and not rest:
        return _in_days(halves)
    hours, left = divmod(minutes, 60)
    parts = [_counted(hours, "hour")] if hours else []
    if left or not hours:
        parts.append(_counted(left, "minute"))
    return " ".join(parts)


def _in_days(halves: int) -> str:
    whole, half = divmod(halves, 2)
    if half:
        return f"{whole}½ days" if whole else "half a day"
    return _counted(whole, "day")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
