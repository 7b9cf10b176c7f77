"""What is needed before a place is sure, and by when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.checks.rules import REQUIREMENT_LABELS, Requirement
from brokerage.errors import DomainError
from brokerage.volunteering.rules import bookings
from brokerage.volunteering.rules import conditions as rules

TODAY = date(2026, 5, 4)
days = st.integers(0, 200).map(lambda n: TODAY + timedelta(days=n))


@pytest.mark.parametrize(
    ("session_day", "due"),
    [
        (None, date(2026, 6, 1)),
        (date(2026, 5, 4), date(2026, 5, 4)),
        (date(2026, 5, 5), date(2026, 5, 4)),
        (date(2026, 5, 6), date(2026, 5, 5)),
        (date(2026, 6, 2), date(2026, 6, 1)),
        (date(2026, 6, 3), date(2026, 6, 1)),
        (date(2026, 9, 1), date(2026, 6, 1)),
    ],
)
def test_the_day_is_before_the_date_and_within_four_weeks(
    session_day: date | None, due: date
) -> None:
    assert rules.meet_by(TODAY, session_day) == due


@given(days)
def test_the_day_is_never_in_the_past_nor_after_the_date(session_day: date) -> None:
    due = rules.meet_by(TODAY, session_day)
    assert TODAY <= due <= max(TODAY, session_day)
    assert due <= TODAY + timedelta(days=rules.DAYS_TO_MEET)


@pytest.mark.parametrize(
    ("due", "session_day", "later"),
    [
        (date(2026, 5, 10), None, date(2026, 6, 7)),
        (date(2026, 5, 1), None, date(2026, 6, 1)),
        (date(2026, 5, 10), date(2026, 5, 11), date(2026, 5, 11)),
        (date(2026, 5, 10), date(2026, 9, 1), date(2026, 6, 7)),
    ],
)
def test_a_host_gives_longer_up_to_the_date(
    due: date, session_day: date | None, later: date
) -> None:
    assert rules.longer(due, TODAY, session_day) == later


def test_there_is_no_day_after_the_date() -> None:
    for session_day in (date(2026, 5, 10), date(2026, 5, 9)):
        with pytest.raises(DomainError) as refusal:
            rules.longer(date(2026, 5, 10), TODAY, session_day)
        assert refusal.value.sentence == (
            "There is no later day to give: the date itself is the last one."
        )


@pytest.mark.parametrize(
    ("days_left", "is_due"), [(-1, False), (0, True), (2, True), (3, True), (4, False)]
)
def test_a_reminder_comes_once_three_days_before(days_left: int, is_due: bool) -> None:
    due = TODAY + timedelta(days=days_left)
    assert rules.is_to_remind(due, TODAY, was_reminded=False) == is_due
    assert not rules.is_to_remind(due, TODAY, was_reminded=True)


@pytest.mark.parametrize(("days_left", "is_over"), [(-1, True), (0, False), (1, False)])
def test_the_last_day_still_counts(days_left: int, is_over: bool) -> None:
    assert rules.has_lapsed(TODAY + timedelta(days=days_left), TODAY) == is_over


def test_conditions_are_the_requirements_in_their_usual_order() -> None:
    asked = ["induction", "references", "no-such-thing"]
    assert rules.list_host_conditions(asked) == ["references", "induction"]
    assert rules.labels_of(asked) == ["References", "An induction"]
    assert rules.list_host_conditions([]) == []
    assert set(rules.list_host_conditions(list(Requirement))) == rules.HOST_CONDITIONS


def test_references_are_kept_for_a_host_and_training_is_not() -> None:
    assert Requirement.REFERENCES in rules.KEPT_FOR_A_HOST
    assert Requirement.TRAINING not in rules.KEPT_FOR_A_HOST
    assert Requirement.INDUCTION not in rules.KEPT_FOR_A_HOST


@pytest.mark.parametrize("requirement", list(Requirement))
def test_every_condition_has_words(requirement: Requirement) -> None:
    found = rules.host_condition(requirement)
    assert found.label == REQUIREMENT_LABELS[requirement]
    assert (found.source, found.key) == (rules.Source.HOST, requirement)
    assert found.who.startswith("the host")


def test_whose_turn_it_is_fits_what_is_needed() -> None:
    assert rules.host_condition("induction").who == "the host, once you have done it"
    assert rules.host_condition("references").who == "the host, once it has seen it from you"


def test_ticks_are_compared_with_what_was_ticked() -> None:
    before = {"references": True, "training": False, "induction": False}
    assert rules.newly_met(before, ["references", "training"]) == ["training"]
    assert rules.newly_open(before, ["training"]) == ["references"]
    assert rules.newly_met(before, []) == []
    rules.check_ticks(["training"], before)
    rules.check_ticks([], before)
    rules.check_ticks(list(before), before)
    with pytest.raises(DomainError) as refusal:
        rules.check_ticks(["training", "dbs-basic"], before)
    assert (refusal.value.field, refusal.value.sentence) == ("met", "Select from the list")


@pytest.mark.parametrize(
    ("status", "days_late", "was_noted", "is_silent"),
    [
        ("asked", 1, False, True),
        ("asked", 0, False, False),
        ("asked", 1, True, False),
        ("alternative", 1, False, False),
        ("accepted", 1, False, False),
    ],
)
def test_a_host_is_silent_after_its_day_while_it_is_its_turn(
    status: str, days_late: int, was_noted: bool, is_silent: bool
) -> None:
    answer_by = TODAY - timedelta(days=days_late)
    assert bookings.is_silent(status, answer_by, TODAY, was_noted=was_noted) == is_silent
