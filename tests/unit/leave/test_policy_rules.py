"""What an employer gives: versions by date, leave years and edges, shares, costs, refusals."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.leave.rules import policies as rules
from brokerage.leave.rules.policies import LeaveYear, Outcome, Policy, Wish

A_DAY = 444
POLICY = Policy(from_on=date(2025, 4, 1), allowance_minutes=3 * A_DAY, minutes_a_day=A_DAY)
TODAY = date(2026, 9, 15)  # a Tuesday

days = st.dates(date(2025, 1, 1), date(2031, 12, 31))
shares = st.integers(1, 100)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    is_in_days = draw(st.booleans())
    minutes_a_day = draw(st.integers(30, 360)) * 2
    takes_half_days = draw(st.booleans())
    steps = draw(st.integers(1, 40))
    step = minutes_a_day // 2 if is_in_days and takes_half_days else minutes_a_day
    return Policy(
        from_on=draw(days),
        allowance_minutes=steps * (step if is_in_days else 25),
        minutes_a_day=minutes_a_day,
        is_in_days=is_in_days,
        takes_half_days=takes_half_days,
        year_month=draw(st.integers(1, 12)),
        year_day=draw(st.integers(1, 28)),
        is_pro_rata=draw(st.booleans()),
    )


@given(policies(), days)
def test_a_leave_year_holds_its_day_and_meets_the_next(policy: Policy, day: date) -> None:
    year = rules.leave_year([policy], day)
    if day < policy.from_on:
        assert year is None
        return
    assert year is not None
    assert year.holds(day)
    assert 365 <= (year.ends_before - year.starts_on).days <= 366
    assert (year.starts_on.month, year.starts_on.day) == (policy.year_month, policy.year_day)
    after = rules.leave_year([policy], year.ends_before)
    assert after is not None
    assert after.starts_on == year.ends_before


@pytest.mark.parametrize(
    ("day", "starts_on"),
    [
        (date(2026, 3, 31), date(2025, 4, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2027, 3, 31), date(2026, 4, 1)),
        (date(2028, 2, 29), date(2027, 4, 1)),
    ],
)
def test_the_edges_of_a_leave_year(day: date, starts_on: date) -> None:
    year = rules.leave_year([POLICY], day)
    assert year == LeaveYear(starts_on, starts_on.replace(year=starts_on.year + 1))
    assert year.holds(starts_on)
    assert not year.holds(year.ends_before)
    assert not year.holds(starts_on - timedelta(days=1))


def test_a_new_start_of_the_year_cuts_the_old_year() -> None:
    later = replace(POLICY, from_on=date(2027, 1, 1), year_month=1)
    terms = [POLICY, later]
    cut = rules.leave_year(terms, date(2026, 12, 31))
    assert cut == LeaveYear(date(2026, 4, 1), date(2027, 1, 1))
    assert rules.leave_year(terms, date(2027, 1, 1)) == LeaveYear(
        date(2027, 1, 1), date(2028, 1, 1)
    )
    same_start = replace(POLICY, from_on=date(2026, 10, 1))
    uncut = rules.leave_year([POLICY, same_start], date(2026, 9, 1))
    assert uncut == LeaveYear(date(2026, 4, 1), date(2027, 4, 1))
    other_day = replace(POLICY, from_on=date(2027, 4, 6), year_day=6)
    assert rules.leave_year([POLICY, other_day], TODAY).ends_before == date(2027, 4, 1)
    assert rules.leave_year([POLICY, other_day], date(2027, 4, 2)).ends_before == date(2027, 4, 6)


def test_last_years_terms_stay_what_they_were() -> None:
    newer = replace(POLICY, from_on=date(2026, 4, 1), allowance_minutes=A_DAY)
    terms = [newer, POLICY]
    last = rules.leave_year(terms, date(2026, 3, 31))
    this = rules.leave_year(terms, TODAY)
    assert rules.policy_of_year(terms, last) == POLICY
    assert rules.policy_of_year(terms, this) == newer
    assert rules.policy_on(terms, date(2026, 3, 31)) == POLICY
    assert rules.policy_on(terms, date(2026, 4, 1)) == newer
    assert rules.policy_on(terms, date(2025, 3, 31)) is None
    with pytest.raises(ValueError, match="has a policy"):
        rules.policy_of_year(terms, LeaveYear(date(2023, 4, 1), date(2024, 4, 1)))


@given(policies(), shares)
def test_a_share_is_never_less_than_its_part_nor_more_than_full_time(
    policy: Policy, percent: int
) -> None:
    given_minutes = rules.allowance(policy, percent)
    assert given_minutes <= policy.allowance_minutes
    assert given_minutes * 100 >= policy.allowance_minutes * percent
    assert rules.allowance(policy, 100) == policy.allowance_minutes
    if policy.is_pro_rata:
        assert given_minutes * 100 < policy.allowance_minutes * percent + 100 * policy.step
        is_whole = given_minutes % policy.step == 0
        assert is_whole or given_minutes == policy.allowance_minutes
    else:
        assert given_minutes == policy.allowance_minutes


def test_a_year_that_was_cut_short_gives_its_share_rounded_up() -> None:
    start = date(2026, 4, 1)
    whole = LeaveYear(start, date(2027, 4, 1))
    assert rules.allowance(POLICY, 100, whole) == 3 * A_DAY
    assert rules.allowance(POLICY, 60, whole) == 2 * A_DAY
    assert rules.allowance(POLICY, 100, LeaveYear(start, date(2027, 1, 1))) == 2.5 * A_DAY
    assert rules.allowance(POLICY, 50, LeaveYear(start, date(2027, 1, 1))) == 1.5 * A_DAY
    assert rules.allowance(POLICY, 100, LeaveYear(start, date(2026, 4, 2))) == A_DAY / 2
    for_all = replace(POLICY, is_pro_rata=False)
    assert rules.allowance(for_all, 50, LeaveYear(start, date(2027, 1, 1))) == 2.5 * A_DAY


@given(policies(), shares, shares)
def test_who_works_more_never_gets_less(policy: Policy, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert rules.allowance(policy, less) <= rules.allowance(policy, more)


@pytest.mark.parametrize(
    ("percent", "half_days", "no_half_days"),
    [(100, 3, 3), (60, 2, 2), (50, 1.5, 2), (34, 1.5, 2), (33, 1, 1), (1, 0.5, 1)],
)
def test_how_a_share_of_three_days_is_rounded(
    percent: int, half_days: float, no_half_days: float
) -> None:
    assert rules.allowance(POLICY, percent) == half_days * A_DAY
    whole = replace(POLICY, takes_half_days=False)
    assert rules.allowance(whole, percent) == no_half_days * A_DAY
    in_hours = replace(POLICY, is_in_days=False, allowance_minutes=600)
    assert rules.allowance(in_hours, 33) == 210


@pytest.mark.parametrize(
    ("worked", "half_days", "no_half_days", "in_hours"),
    [(1, 222, 444, 15), (15, 222, 444, 15), (16, 222, 444, 30), (222, 222, 444, 225)]
    + [(223, 444, 444, 225), (444, 444, 444, 444), (840, 444, 444, 444)],
)
def test_what_a_day_costs(worked: int, half_days: int, no_half_days: int, in_hours: int) -> None:
    assert rules.cost_of(POLICY, worked) == half_days
    assert rules.cost_of(replace(POLICY, takes_half_days=False), worked) == no_half_days
    assert rules.cost_of(replace(POLICY, is_in_days=False), worked) == in_hours


def test_a_part_of_a_minute_counts_whole() -> None:
    start = datetime(2026, 9, 15, 10, tzinfo=UTC)
    assert rules.minutes_between(start, start + timedelta(minutes=90)) == 90
    assert rules.minutes_between(start, start + timedelta(minutes=90, seconds=1)) == 91


def test_notice_is_counted_in_working_days() -> None:
    friday = date(2026, 9, 18)
    assert rules.earliest_day(replace(POLICY, notice_working_days=1), friday) == date(2026, 9, 21)
    assert rules.earliest_day(replace(POLICY, notice_working_days=0), friday) == friday
    rules.check_wish(POLICY, Wish(day=date(2026, 9, 22), worked_minutes=60), TODAY)
    with pytest.raises(DomainError) as refusal:
        rules.check_wish(POLICY, Wish(day=date(2026, 9, 21), worked_minutes=60), TODAY)
    assert refusal.value.sentence == (
        "Your employer asks for 5 working days of notice. "
        "The first day you can ask for now is 22 September 2026."
    )
    assert refusal.value.field == "day_on"
    with pytest.raises(DomainError, match="1 working day of notice"):
        rules.check_wish(
            replace(POLICY, notice_working_days=1), Wish(day=TODAY, worked_minutes=1), TODAY
        )


@pytest.mark.parametrize(
    ("changed", "more", "sentence"),
    [
        ({"counts_remote": False}, {"is_remote": True}, "from home or online"),
        ({"counts_outside": False}, {"is_outside": True}, "only for volunteering in its own area"),
        ({}, {"worked_minutes": 0}, "must end after it starts"),
    ],
)
def test_what_an_employer_gives_no_leave_for(changed: dict, more: dict, sentence: str) -> None:
    policy = replace(POLICY, notice_working_days=0, **changed)
    with pytest.raises(DomainError, match=sentence):
        rules.check_wish(policy, Wish(**{"day": TODAY, "worked_minutes": 60} | more), TODAY)
    rules.check_wish(policy, Wish(day=TODAY, worked_minutes=1), TODAY)


def test_remote_is_nowhere_so_never_outside() -> None:
    policy = replace(POLICY, notice_working_days=0, counts_outside=False)
    wish = Wish(day=TODAY, worked_minutes=60, is_outside=True, is_remote=True)
    rules.check_wish(policy, wish, TODAY)
    rules.check_wish(
        replace(policy, counts_outside=True, counts_remote=False),
        replace(wish, is_remote=False),
        TODAY,
    )


def test_a_day_that_is_over_is_refused_before_all_else() -> None:
    with pytest.raises(DomainError, match="That day is over") as refusal:
        rules.check_wish(POLICY, Wish(day=date(2026, 9, 14), worked_minutes=60), TODAY)
    assert refusal.value.field == "day_on"


def test_late_is_less_than_the_working_days_before() -> None:
    policy = replace(POLICY, late_working_days=2)
    assert not rules.is_late(policy, date(2026, 9, 17), TODAY)
    assert rules.is_late(policy, date(2026, 9, 16), TODAY)
    assert not rules.is_late(replace(policy, late_working_days=0), TODAY, TODAY)
    assert rules.is_late(policy, date(2026, 9, 21), date(2026, 9, 18))  # a weekend between


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"minutes_a_day": 58}, "hours_a_day", "between 1 and 12 hours"),
        ({"minutes_a_day": 722}, "hours_a_day", "between 1 and 12 hours"),
        ({"minutes_a_day": 445}, "hours_a_day", "halves into whole minutes"),
        ({"allowance_minutes": 0}, "amount", "above 0"),
        ({"allowance_minutes": 24_001, "is_in_days": False}, "amount", "at most 400 hours"),
        ({"allowance_minutes": 445}, "amount", "^Enter whole or half days$"),
        ({"allowance_minutes": 666, "takes_half_days": False}, "amount", "^Enter whole days$"),
        ({"year_day": 29}, "year_day", "from 1 to 28"),
        ({"year_day": 0}, "year_day", "from 1 to 28"),
    ],
)
def test_terms_that_cannot_be_kept(changed: dict, field: str, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence) as refusal:
        rules.check_policy(replace(POLICY, **changed))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"minutes_a_day": 60, "allowance_minutes": 30},
        {"minutes_a_day": 720, "allowance_minutes": 720},
        {"minutes_a_day": 445, "is_in_days": False},
        {"allowance_minutes": 24_000, "is_in_days": False},
        {"allowance_minutes": 666},
        {"year_day": 28},
    ],
)
def test_terms_that_can_be_kept(changed: dict) -> None:
    rules.check_policy(replace(POLICY, **changed))


@pytest.mark.parametrize(
    ("from_on", "changed", "sentence"),
    [
        (date(2025, 4, 1), {}, "after 1 April 2025, when your newest rules begin"),
        (date(2025, 5, 1), {}, "Last year’s leave stays as it was"),
        (date(2026, 3, 31), {}, "Last year’s leave stays as it was"),
        (date(2028, 4, 1), {}, "in the next 18 months"),
        (date(2026, 10, 1), {"minutes_a_day": 450, "allowance_minutes": 450}, "can change only"),
        (date(2026, 10, 1), {"is_in_days": False}, "can change only where a leave year starts"),
        (date(2026, 10, 2), {"year_month": 10}, "can change only where a leave year starts"),
        (date(2026, 10, 1), {"year_month": 10, "year_day": 2}, "can change only"),
    ],
)
def test_versions_that_would_change_what_was(from_on: date, changed: dict, sentence: str) -> None:
    new = replace(POLICY, from_on=from_on, **changed)
    with pytest.raises(DomainError, match=sentence) as refusal:
        rules.check_next_policy(new, [POLICY], TODAY)
    assert refusal.value.field == "from_on"


def test_versions_that_may_follow() -> None:
    for new in (
        replace(POLICY, from_on=date(2026, 4, 1), allowance_minutes=5 * A_DAY),
        replace(POLICY, from_on=date(2026, 10, 1), no_show=Outcome.GIVE_BACK),
        replace(POLICY, from_on=date(2027, 4, 1), is_in_days=False),
        replace(POLICY, from_on=date(2027, 1, 1), year_month=1),
        replace(POLICY, from_on=TODAY + rules.FURTHEST_AHEAD),
    ):
        rules.check_next_policy(new, [POLICY], TODAY)


def test_the_first_version_begins_within_a_year_of_today() -> None:
    rules.check_next_policy(replace(POLICY, from_on=TODAY - rules.FURTHEST_BACK), [], TODAY)
    with pytest.raises(DomainError, match="in the last 12 months or later") as refusal:
        before = TODAY - rules.FURTHEST_BACK - timedelta(days=1)
        rules.check_next_policy(replace(POLICY, from_on=before), [], TODAY)
    assert refusal.value.field == "from_on"
    with pytest.raises(DomainError, match="halves into"):
        rules.check_next_policy(replace(POLICY, minutes_a_day=445), [], TODAY)


def test_while_only_later_rules_exist_none_of_them_guards_a_year() -> None:
    ahead = replace(POLICY, from_on=date(2026, 10, 1))
    rules.check_next_policy(replace(POLICY, from_on=date(2026, 11, 1)), [ahead], TODAY)


@given(st.lists(policies(), min_size=1, max_size=4), days)
def test_accepted_versions_never_move_a_year_that_is_over(terms: list, day: date) -> None:
    kept: list[Policy] = []
    for new in sorted(terms, key=lambda each: each.from_on):
        today = new.from_on
        before = {
            past: rules.policy_of_year(kept, year)
            for past in (day,)
            if (year := rules.leave_year(kept, past)) and year.ends_before <= today
        }
        try:
            rules.check_next_policy(new, kept, today)
        except DomainError:
            continue
        kept.append(new)
        for past, policy in before.items():
            assert rules.policy_of_year(kept, rules.leave_year(kept, past)) == policy
    assume(kept)


@pytest.mark.parametrize(
    ("minutes", "in_days", "in_hours"),
    [
        (0, "0 days", "0 minutes"),
        (222, "half a day", "3 hours 42 minutes"),
        (444, "1 day", "7 hours 24 minutes"),
        (666, "1½ days", "11 hours 6 minutes"),
        (888, "2 days", "14 hours 48 minutes"),
        (60, "1 hour", "1 hour"),
        (61, "1 hour 1 minute", "1 hour 1 minute"),
        (1, "1 minute", "1 minute"),
        (60_060, "1,001 hours", "1,001 hours"),
    ],
)
def test_how_amounts_read(minutes: int, in_days: str, in_hours: str) -> None:
    assert rules.as_amount(minutes, is_in_days=True, minutes_a_day=A_DAY) == in_days
    assert rules.as_amount(minutes, is_in_days=False, minutes_a_day=A_DAY) == in_hours


def test_the_smallest_step_is_what_can_be_taken() -> None:
    assert POLICY.step == 222
    assert replace(POLICY, takes_half_days=False).step == 444
    assert replace(POLICY, is_in_days=False).step == 15
