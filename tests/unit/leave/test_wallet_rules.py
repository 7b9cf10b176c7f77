"""What is left, what becomes of requests, and when a link ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.leave.rules import own_days
from brokerage.leave.rules import wallet as rules
from brokerage.leave.rules.own_days import OwnDayStatus
from brokerage.leave.rules.policies import Outcome, Policy
from brokerage.leave.rules.wallet import Balance, EntryKind, RequestStatus, Why
from brokerage.organisations.rules import Role

NOW = datetime(2026, 9, 15, 9, tzinfo=UTC)
POLICY = Policy(from_on=date(2025, 4, 1), allowance_minutes=900, minutes_a_day=450)
entries = st.lists(st.tuples(st.sampled_from(list(EntryKind)), st.integers(1, 1000)), max_size=30)


@given(entries)
def test_nothing_is_ever_below_zero_and_the_sums_are_those_of_the_entries(wanted: list) -> None:
    balance, kept = Balance(), []
    for kind, minutes in wanted:
        try:
            balance = rules.after_entry(balance, kind, minutes)
        except DomainError:
            continue
        kept.append((kind, minutes))
        assert min(balance.granted, balance.reserved, balance.taken, balance.left) >= 0
    assert rules.sum_of(kept) == balance
    by_kind = {kind: sum(m for k, m in kept if k == kind) for kind in EntryKind}
    assert balance.left == (
        by_kind[EntryKind.GRANTED]
        - by_kind[EntryKind.CUT]
        - by_kind[EntryKind.RESERVED]
        + by_kind[EntryKind.GIVEN_BACK]
        + by_kind[EntryKind.REFUNDED]
    )


@pytest.mark.parametrize(
    ("kind", "then"),
    [
        (EntryKind.GRANTED, Balance(110, 40, 30)),
        (EntryKind.CUT, Balance(90, 40, 30)),
        (EntryKind.RESERVED, Balance(100, 50, 30)),
        (EntryKind.GIVEN_BACK, Balance(100, 30, 30)),
        (EntryKind.TAKEN, Balance(100, 30, 40)),
        (EntryKind.REFUNDED, Balance(100, 40, 20)),
    ],
)
def test_what_an_entry_does(kind: EntryKind, then: Balance) -> None:
    assert rules.after_entry(Balance(100, 40, 30), kind, 10) == then


@pytest.mark.parametrize(
    ("balance", "kind"),
    [
        (Balance(10, 0, 0), EntryKind.GIVEN_BACK),
        (Balance(10, 0, 0), EntryKind.TAKEN),
        (Balance(10, 0, 0), EntryKind.REFUNDED),
        (Balance(10, 10, 0), EntryKind.RESERVED),
        (Balance(10, 5, 5), EntryKind.RESERVED),
        (Balance(10, 10, 0), EntryKind.CUT),
        (Balance(0, 0, 0), EntryKind.CUT),
    ],
)
def test_what_would_go_below_zero_is_refused(balance: Balance, kind: EntryKind) -> None:
    with pytest.raises(DomainError, match=r"^You have not enough leave left for this\.$"):
        rules.after_entry(balance, kind, 1)


def test_the_last_minute_can_be_reserved() -> None:
    assert rules.after_entry(Balance(10, 5, 4), EntryKind.RESERVED, 1).left == 0
    for minutes in (0, -5):
        with pytest.raises(ValueError, match="positive"):
            rules.after_entry(Balance(10), EntryKind.RESERVED, minutes)


@given(st.integers(0, 900), st.integers(0, 900), st.integers(0, 900), st.integers(0, 2000))
def test_a_new_allowance_never_takes_what_is_reserved(
    reserved: int, taken: int, free: int, allowance: int
) -> None:
    balance = Balance(reserved + taken + free, reserved, taken)
    change = rules.change_of_allowance(balance, allowance)
    after = rules.after_entry(balance, *change) if change else balance
    assert after.granted == max(allowance, reserved + taken)
    assert (change is None) == (after.granted == balance.granted)


def test_where_a_request_can_go() -> None:
    reachable = {
        RequestStatus.ASKED: {"approved", "declined", "withdrawn", "released"},
        RequestStatus.NOT_NEEDED: {"withdrawn", "released", "taken"},
        RequestStatus.APPROVED: {"withdrawn", "released", "taken", "declined"},
        RequestStatus.DECLINED: set(),
        RequestStatus.WITHDRAWN: set(),
        RequestStatus.RELEASED: {"taken"},
        RequestStatus.TAKEN: {"released"},
    }
    for now in RequestStatus:
        for then in RequestStatus:
            if then in reachable[now]:
                rules.check_request_move(now, then)
            else:
                with pytest.raises(DomainError) as refusal:
                    rules.check_request_move(now, then)
                assert rules.MANAGER_LABELS[now].lower() in refusal.value.sentence
                assert refusal.value.sentence.startswith("This request is “")
    assert frozenset({"asked", "not-needed", "approved"}) == rules.OPEN_REQUESTS


@pytest.mark.parametrize(
    ("why", "was_agreed", "day", "taken_by"),
    [
        (Why.NO_SHOW, True, date(2026, 9, 15), "no_show"),
        (Why.NO_SHOW, False, date(2026, 9, 15), None),
        (Why.WITHDRAWN, True, date(2026, 9, 16), "late_cancellation"),
        (Why.WITHDRAWN, True, date(2026, 9, 17), None),
        (Why.WITHDRAWN, False, date(2026, 9, 16), None),
        (Why.CALLED_OFF, True, date(2026, 9, 16), None),
        (Why.NO_ANSWER, True, date(2026, 9, 15), None),
    ],
)
def test_what_costs_the_leave(why: Why, was_agreed: bool, day: date, taken_by: str | None) -> None:
    given_back = {"no_show": Outcome.GIVE_BACK, "late_cancellation": Outcome.GIVE_BACK}
    for name in given_back:
        policy = replace(POLICY, **given_back | {name: Outcome.TAKE})
        outcome = rules.outcome_of(
            policy, why, was_agreed=was_agreed, day=day, today=date(2026, 9, 15)
        )
        assert outcome == (Outcome.TAKE if name == taken_by else Outcome.GIVE_BACK)


def test_when_a_link_ends_and_when_it_is_time_to_remind() -> None:
    assert rules.decide_by(NOW + timedelta(days=30), NOW) == NOW + timedelta(days=14)
    assert rules.decide_by(NOW + timedelta(days=3), NOW) == NOW + timedelta(days=3)
    ends = NOW + timedelta(days=14)
    second = timedelta(seconds=1)
    assert not rules.is_reminder_due(ends, NOW, ends - timedelta(days=3) - second)
    assert rules.is_reminder_due(ends, NOW, ends - timedelta(days=3))
    assert rules.is_reminder_due(ends, NOW, ends - second)
    assert not rules.is_reminder_due(ends, NOW, ends)
    soon = NOW + timedelta(days=2)  # then half way is later
    assert not rules.is_reminder_due(soon, NOW, NOW + timedelta(hours=23))
    assert rules.is_reminder_due(soon, NOW, NOW + timedelta(hours=24))


def test_who_may_decide() -> None:
    rules.check_decider(is_own=False, role=None)
    rules.check_decider(is_own=True, role=Role.OWNER)
    for role in (Role.LINE_MANAGER, None):
        with pytest.raises(DomainError, match="about your own leave"):
            rules.check_decider(is_own=True, role=role)


def test_the_day_is_that_of_england() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert rules.local_day(late) == date(2026, 7, 2)
    occasion = rules.Occasion(starts_at=late, ends_at=late + timedelta(hours=1))
    assert occasion.day == date(2026, 7, 2)
    assert (occasion.shares_host, occasion.is_outside, occasion.is_remote) == (False, False, False)


def test_where_an_own_day_can_go() -> None:
    reachable = {
        OwnDayStatus.ASKED: {"agreed", "declined", "withdrawn"},
        OwnDayStatus.AGREED: {"declined", "withdrawn", "confirmed", "not-there"},
        OwnDayStatus.CONFIRMED: {"agreed"},
        OwnDayStatus.NOT_THERE: {"agreed"},
    }
    for now in OwnDayStatus:
        for then in OwnDayStatus:
            if then in reachable.get(now, set()):
                own_days.check_own_day_move(now, then)
            else:
                with pytest.raises(DomainError, match="has changed in the meantime"):
                    own_days.check_own_day_move(now, then)


def test_somebody_else_confirms_and_no_more_than_was_planned() -> None:
    own_days.check_contact("leader@scouts.example", frozenset({"vera@example.org"}))
    with pytest.raises(DomainError, match="cannot confirm your own") as refusal:
        own_days.check_contact("vera@example.org", frozenset({"vera@example.org"}))
    assert refusal.value.field == "contact_email"
    own_days.check_hours(180, 180)
    own_days.check_hours(1, 180)
    for minutes in (0, -1, 181):
        with pytest.raises(DomainError, match="at most what was planned") as refusal:
            own_days.check_hours(minutes, 180)
        assert refusal.value.field == "hours"


def test_an_answer_can_be_taken_back_for_a_week() -> None:
    assert own_days.can_undo(NOW, NOW + timedelta(days=7) - timedelta(seconds=1))
    assert not own_days.can_undo(NOW, NOW + timedelta(days=7))
    assert not own_days.can_undo(None, NOW)
    own_days.check_over(NOW, NOW)
    with pytest.raises(DomainError, match="not over yet"):
        own_days.check_over(NOW + timedelta(seconds=1), NOW)
