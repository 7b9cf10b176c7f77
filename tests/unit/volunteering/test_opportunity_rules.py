"""What an opportunity may be, who decides on it, and what the booked are told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.organisations.rules import Status, Want
from brokerage.volunteering.rules import opportunities as rules
from brokerage.volunteering.rules.changes import describe_changes, describe_move
from brokerage.volunteering.rules.opportunities import OpportunityStatus, Step

S = OpportunityStatus
TIME: dict[str, Any] = {
    "commitment": "one-off",
    "minutes": 90,
    "is_flexible": False,
    "flexible_places": 0,
    "pattern": "",
    "day_parts": [],
}


@pytest.mark.parametrize(
    ("minutes", "words", "needed"),
    [
        (0, "", "hour"),
        (1, "1 minute", "hour"),
        (45, "45 minutes", "hour"),
        (60, "1 hour", "hour"),
        (150, "2 hours 30 minutes", "half-day"),
        (480, "8 hours", "day"),
        (2880, "48 hours", "longer"),
    ],
)
def test_time_in_words_and_its_class(minutes: int, words: str, needed: str) -> None:
    assert rules.time_in_words(minutes) == words
    assert rules.time_needed(minutes) == needed


def test_the_first_of_a_host_goes_to_a_broker() -> None:
    assert rules.status_when_published(S.DRAFT, has_published_before=False) == S.SUBMITTED
    assert rules.status_when_published(S.DRAFT, has_published_before=True) == S.PUBLISHED
    for before in (True, False):
        then = rules.status_when_published(S.CHANGES_ASKED, has_published_before=before)
        assert then == S.SUBMITTED


@given(st.sampled_from(S), st.sampled_from(S))
def test_a_step_that_is_not_in_the_table_is_refused(now: str, then: str) -> None:
    if then in rules.OPPORTUNITY_TRANSITIONS[S(now)]:
        rules.check_opportunity_transition(now, then)
        return
    with pytest.raises(DomainError, match="cannot be done"):
        rules.check_opportunity_transition(now, then)


def test_every_state_is_named_and_editable_or_says_why_not() -> None:
    assert set(rules.STATUS_LABELS) == set(rules.OPPORTUNITY_TRANSITIONS) == set(S)
    assert rules.EDITABLE | set(rules.NOT_EDITABLE) == set(S)
    for status in rules.NOT_EDITABLE:
        with pytest.raises(DomainError):
            rules.check_editable(status)


def test_what_is_missing_is_named() -> None:
    answered = [step for step in Step if step != Step.PLACE]
    with pytest.raises(DomainError, match=r"missing: where, a date to come\."):
        rules.check_complete(answered, is_flexible=False, coming_sessions=0)
    rules.check_complete(list(Step), is_flexible=True, coming_sessions=0)
    rules.check_complete(list(Step), is_flexible=False, coming_sessions=1)


def test_only_an_approved_organisation_that_wants_volunteers_is_a_host() -> None:
    assert rules.is_host(Status.APPROVED, [Want.HOST_VOLUNTEERS])
    rules.check_host(Status.APPROVED, [Want.HOST_VOLUNTEERS])
    for status, wants in ((Status.SUBMITTED, [Want.HOST_VOLUNTEERS]), (Status.APPROVED, [])):
        assert not rules.is_host(status, wants)
        with pytest.raises(DomainError):
            rules.check_host(status, wants)


def test_a_member_of_the_host_does_not_decide_on_it() -> None:
    rules.check_decider(None)
    with pytest.raises(DomainError, match="another broker decides"):
        rules.check_decider("viewer")


def test_dates_are_added_where_there_can_be_some() -> None:
    rules.check_takes_dates(S.PUBLISHED, is_flexible=False)
    for status, is_flexible in ((S.CLOSED, False), (S.SUBMITTED, False), (S.DRAFT, True)):
        with pytest.raises(DomainError):
            rules.check_takes_dates(status, is_flexible=is_flexible)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"minutes": 14}, "hours"),
        ({"minutes": rules.MOST_MINUTES + 1}, "hours"),
        ({"is_flexible": True}, "flexible_places"),
        ({"is_flexible": True, "flexible_places": 501}, "flexible_places"),
        ({"is_flexible": True, "flexible_places": 1, "day_parts": ["Never"]}, "day_parts"),
    ],
)
def test_an_answer_on_time_that_says_too_little_is_refused(
    change: dict[str, Any], field: str
) -> None:
    rules.check_time(TIME, was_published=False, was_flexible=False)
    with pytest.raises(DomainError) as refused:
        rules.check_time(TIME | change, was_published=False, was_flexible=False)
    assert refused.value.field == field


def test_what_people_have_seen_with_dates_keeps_them() -> None:
    flexible = TIME | {"is_flexible": True, "flexible_places": 1}
    rules.check_time(flexible, was_published=False, was_flexible=False)
    rules.check_time(flexible, was_published=True, was_flexible=True)
    for answers, was_flexible in ((flexible, False), (TIME, True)):
        with pytest.raises(DomainError, match="copy it and close"):
            rules.check_time(answers, was_published=True, was_flexible=was_flexible)


def test_too_many_causes_or_skills_and_two_levels_of_check_are_refused() -> None:
    rules.check_fit(["a"] * rules.MOST_CAUSES, ["b"] * rules.MOST_SKILLS)
    with pytest.raises(DomainError, match="4 causes or fewer"):
        rules.check_fit(["a"] * 5, [])
    with pytest.raises(DomainError, match="8 skills or fewer"):
        rules.check_fit([], ["b"] * 9)
    rules.check_requirements(["dbs-basic", "training"])
    for requirements in (["dbs-basic", "dbs-standard"], ["a blood test"]):
        with pytest.raises(DomainError):
            rules.check_requirements(requirements)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ({"title": "A"}, {"title": "B"}, "It is now called “B”."),
        ({"minutes": 60}, {"minutes": 90}, "It now takes 1 hour 30 minutes each time."),
        ({"commitment": "regular"}, {"commitment": "one-off"}, "It is now one-off."),
        (
            {"is_remote": False, "postcode": "OX4 1EQ", "place_name": "Hall"},
            {"is_remote": False, "postcode": "OX1 1BX", "place_name": "Barn"},
            "It is now at Barn, OX1 1BX.",
        ),
        (
            {"is_remote": False, "postcode": "OX4 1EQ", "place_name": "Hall"},
            {"is_remote": True, "postcode": None, "place_name": ""},
            "It is now done from anywhere, online or by phone.",
        ),
        (
            {"minimum_band": "16-17"},
            {"minimum_band": "18+"},
            "It is now for people aged 18 or over.",
        ),
        (
            {"requirements": []},
            {"requirements": ["training", "references"]},
            "What you need first is now: The host’s own training, References.",
        ),
        ({"access": "x"}, {"access": ""}, "Access: nothing is said any more."),
        ({"expenses": ""}, {"expenses": "Bus fares."}, "Expenses: Bus fares."),
        (
            {"pattern": "", "day_parts": []},
            {"pattern": "Weekly.", "day_parts": ["MondayMorning"]},
            "When and how often: Weekly. It can be done on: Monday morning.",
        ),
    ],
)
def test_the_booked_are_told_in_plain_words(
    before: dict[str, Any], after: dict[str, Any], sentence: str
) -> None:
    assert describe_changes(before, after) == [sentence]
    assert describe_changes(after, after) == []


def test_other_words_for_the_work_and_other_causes_are_no_news() -> None:
    before = {"description": "a", "causes": ["x"], "flexible_places": 3}
    after = {"description": "b", "causes": [], "flexible_places": 4}
    assert describe_changes(before, after) == []


def test_a_date_that_moves_says_from_where_to_where() -> None:
    start = datetime(2027, 7, 1, 9, tzinfo=UTC)
    was, now = (start, start + timedelta(hours=3)), (start, start + timedelta(hours=2))
    assert describe_move(was, was) == []
    (sentence,) = describe_move(was, now)
    assert sentence == (
        "It is now on Thursday 1 July 2027, 10:00 to 12:00. "
        "Before, it was on Thursday 1 July 2027, 10:00 to 13:00."
    )


def test_steps_follow_one_another() -> None:
    assert rules.previous_step(Step.ROLE) is None
    assert rules.previous_step(Step.FIT) == Step.ROLE
    assert rules.next_step([Step.ROLE]) == Step.FIT
    assert rules.next_step(list(Step)) is None
