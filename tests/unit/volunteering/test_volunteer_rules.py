"""What a volunteer may answer, how it reads, and what the lists they choose from hold."""

import csv
import re
from pathlib import Path

import pytest

from brokerage.errors import DomainError
from brokerage.scheduling.rules import DAY_PARTS
from brokerage.volunteering.rules import volunteers as rules
from brokerage.volunteering.rules.volunteers import Step

CATEGORIES = Path(__file__).parents[3] / "seed" / "categories"
# What a volunteer picks must not say what they believe, how they are, whom they love or where
# their family is from (UK GDPR, article 9). Words that lead to a code are looked at as well.
SPECIAL = re.compile(
    r"relig|church|mosque|temple\b|synagogue|faith|belief|christian|muslim|islam|jewish|hindu|sikh"
    r"|\bhealth\b(?![- ]and[- ]safety)|cancer|dementia|autis|diabet|illness|disease|disab|\bmental"
    r"|\bhiv\b|addict|alcohol|lgbt|\bgay\b|lesbian|transgender|sexual|\bqueer"
    r"|\brac(e|ial)\b|ethnic|\bblack\b|asian|minorit|\broma\b|gypsy|trade union|political",
    re.IGNORECASE,
)
ENOUGH = {
    "causes": ["food"],
    "skills": [],
    "day_parts": ["MondayMorning"],
    "has_place": True,
    "takes_remote": False,
}


@pytest.mark.parametrize("name", ["causes.csv", "skills.csv"])
def test_nothing_to_choose_says_anything_of_belief_health_sexuality_or_race(name: str) -> None:
    with (CATEGORIES / name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found = SPECIAL.search(" ".join(row.values()))
            assert not found, f"{row['code']}: {found}"


@pytest.mark.parametrize("text", ["a church hall", "mental health", "LGBT youth", "Race equality"])
def test_the_pattern_finds_what_it_is_for(text: str) -> None:
    assert SPECIAL.search(text)


def test_steps_come_one_after_the_other_and_skipped_ones_stay_skipped() -> None:
    assert rules.next_step([]) == Step.CAUSES
    assert rules.next_step(list(Step)) is None
    assert rules.step_after(Step.CAUSES, []) == Step.SKILLS
    assert rules.step_after(Step.TIMES, [Step.PLACE]) == Step.CARD
    assert rules.step_after(Step.CARD, []) is None
    assert rules.previous_step(Step.CAUSES) is None
    assert rules.previous_step(Step.CARD) == Step.PLACE


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"causes": [], "skills": ["driving"]}, []),
        ({"causes": []}, ["what you care about or what you can do"]),
        ({"day_parts": []}, ["when you are free"]),
        ({"has_place": False}, ["where from, or that you help online"]),
        ({"has_place": False, "takes_remote": True}, []),
    ],
)
def test_what_is_missing_is_named(changes: dict, missing: list[str]) -> None:
    assert rules.list_missing(**ENOUGH | changes) == missing


def test_times_read_a_day_a_line() -> None:
    assert rules.times_in_words([]) == []
    assert rules.times_in_words(DAY_PARTS) == ["Any time"]
    parts = ["SundayEvening", "MondayMorning", "MondayEvening", "MondayAfternoon"]
    assert rules.times_in_words(parts) == [
        "Monday: morning, afternoon and evening",
        "Sunday: evening",
    ]


@pytest.mark.parametrize(
    ("one_off", "regular", "words"),
    [
        (True, True, "One-off or regular"),
        (True, False, "One-off only"),
        (False, True, "Regular only"),
    ],
)
def test_how_often_reads_as_it_was_ticked(one_off: bool, regular: bool, words: str) -> None:
    assert rules.commitment_in_words(wants_one_off=one_off, wants_regular=regular) == words


def refused_field(check, *values, **named) -> str | None:
    with pytest.raises(DomainError) as refusal:
        check(*values, **named)
    return refusal.value.field


def test_too_few_and_too_many_answers_are_refused_at_their_field() -> None:
    both = {"wants_one_off": True, "wants_regular": True}
    neither = dict.fromkeys(both, False)
    many = [str(number) for number in range(20)]
    assert refused_field(rules.check_causes, []) == "causes"
    assert refused_field(rules.check_causes, many) == "causes"
    assert refused_field(rules.check_skills, [], "") == "skills"
    assert refused_field(rules.check_skills, many, "") == "skills"
    assert refused_field(rules.check_times, [], **both) == "day_parts"
    assert refused_field(rules.check_times, ["Someday"], **both) == "day_parts"
    assert refused_field(rules.check_times, ["MondayMorning"], **neither) == "commitments"
    rules.check_causes(many[: rules.MOST_CAUSES])
    rules.check_skills([], "I cook")
    rules.check_times(["MondayMorning"], **both)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"has_place": False}, "postcode"),
        ({"starts_from": None}, "starts_from"),
        ({"starts_from": "school"}, "starts_from"),
        ({"miles": None}, "miles"),
        ({"miles": 0}, "miles"),
        ({"miles": rules.MOST_MILES + 1}, "miles"),
    ],
)
def test_a_place_needs_its_distance(changes: dict, field: str) -> None:
    reach = {"has_place": True, "starts_from": "home", "miles": 5, "takes_remote": False}
    rules.check_reach(**reach)
    assert refused_field(rules.check_reach, **reach | changes) == field


def test_remote_only_needs_no_place() -> None:
    rules.check_reach(has_place=False, starts_from=None, miles=None, takes_remote=True)
