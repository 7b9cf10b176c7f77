"""Which DBS check the rules that ship allow: cases of the law, and what must always hold."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.checks.rules import DBS_REQUIREMENTS, HOST_CHOICES, Requirement, without_dbs
from brokerage.checks.rules.facts import Activity, People, RoleFacts, Setting
from brokerage.checks.rules.fees import FEE_SENTENCES, Fee, fee_of
from brokerage.checks.rules.levels import (
    LEVEL_LABELS,
    LEVEL_OF,
    NO_RULES,
    NOT_SURE_WHO,
    REQUIREMENT_OF,
    Answer,
    Level,
    check_age,
    check_lawful,
    check_lead,
    combine,
    covers,
    decide,
    requirements_with,
)
from brokerage.errors import DomainError
from tests.factories.checks import FIRST_DAY, LIMITS, make_facts, read_rules

RULES = read_rules()
TODAY = date(2026, 11, 28)
BEFORE = FIRST_DAY - timedelta(days=1)
OFTEN = {"is_weekly": True, "days_in_30": 9}
ADULTS = {"people": {"adults"}, "setting": "community", "activities": {"care"}}


def level(on_day: date = TODAY, **facts: object) -> Level:
    return decide(make_facts(**facts), RULES, LIMITS, on_day).level


def answer_of(on_day: date = TODAY, **facts: object) -> Answer:
    return decide(make_facts(**facts), RULES, LIMITS, on_day)


def test_supervised_work_with_children_is_judged_by_the_day_of_its_session() -> None:
    before, then = answer_of(BEFORE, **OFTEN), answer_of(FIRST_DAY, **OFTEN)
    assert (before.level, then.level) == (Level.ENHANCED, Level.ENHANCED_CHILDREN)
    (old,), (new,) = before.rules, then.rules
    assert (old.to_on, new.from_on) == (BEFORE, FIRST_DAY)
    assert "even when it is supervised" in new.words
    assert "Crime and Policing Act 2026" in new.source
    assert (before.on_day, then.on_day) == (BEFORE, FIRST_DAY)


CASES = (
    # With children: how often, at night, supervised.
    ({}, Level.NONE),
    ({"days_in_30": 3}, Level.NONE),
    ({"days_in_30": 4}, Level.ENHANCED_CHILDREN),
    ({"is_weekly": True}, Level.ENHANCED_CHILDREN),
    ({"is_weekly": True, "days_in_30": None, "is_overnight": None}, Level.ENHANCED_CHILDREN),
    ({"is_overnight": True}, Level.ENHANCED_CHILDREN),
    ({"is_supervised": False, "days_in_30": 3}, Level.NONE),
    (OFTEN | {"is_supervised": False}, Level.ENHANCED_CHILDREN),
    (OFTEN | {"activities": {"care"}, "setting": "community"}, Level.ENHANCED_CHILDREN),
    ({"activities": {"personal-care"}}, Level.ENHANCED_CHILDREN),
    ({"activities": {"personal-care"}, "is_supervised": None}, Level.ENHANCED_CHILDREN),
    ({"activities": {"health-care"}}, Level.ENHANCED_CHILDREN),
    (OFTEN | {"activities": {"advice"}, "is_supervised": None}, Level.ENHANCED_CHILDREN),
    (OFTEN | {"activities": {"drive"}}, Level.ENHANCED_CHILDREN),
    (OFTEN | {"activities": {"moderate"}, "setting": "online"}, Level.ENHANCED_CHILDREN),
    ({"activities": {"advice"}}, Level.NONE),
    ({"activities": {"contact"}}, Level.NONE),
    (OFTEN | {"activities": {"contact"}, "is_supervised": False}, Level.ENHANCED_CHILDREN),
    (OFTEN | {"activities": {"contact"}, "setting": "community"}, Level.NONE),
    # With adults who get care.
    (ADULTS, Level.NONE),
    (ADULTS | OFTEN, Level.ENHANCED),
    (ADULTS | {"activities": {"personal-care"}}, Level.ENHANCED_ADULTS),
    (ADULTS | {"activities": {"health-care"}}, Level.ENHANCED_ADULTS),
    (ADULTS | {"activities": {"social-work"}}, Level.ENHANCED_ADULTS),
    (ADULTS | {"activities": {"money"}}, Level.ENHANCED_ADULTS),
    (ADULTS | {"activities": {"affairs"}}, Level.ENHANCED_ADULTS),
    (ADULTS | {"activities": {"convey"}}, Level.ENHANCED_ADULTS),
    (ADULTS | OFTEN | {"activities": {"drive", "teach", "advice"}}, Level.ENHANCED),
    (ADULTS | {"activities": {"contact"}, "setting": "health"}, Level.STANDARD),
    (ADULTS | {"activities": {"care"}, "setting": "health"}, Level.STANDARD),
    (ADULTS | OFTEN | {"activities": {"care"}, "setting": "health"}, Level.ENHANCED),
    (ADULTS | {"activities": {"contact"}, "setting": "care-home"}, Level.NONE),
    (ADULTS | OFTEN | {"activities": {"contact"}, "setting": "care-home"}, Level.ENHANCED),
    # Both, and neither.
    (
        OFTEN | {"people": {"children", "adults"}, "activities": {"personal-care"}},
        Level.ENHANCED_BOTH,
    ),
    (OFTEN | {"people": {"children", "adults"}, "activities": {"teach"}}, Level.ENHANCED_CHILDREN),
    ({"people": {"neither"}}, Level.NONE),
    ({"people": {"neither"}, "is_trusted": True}, Level.BASIC),
)


@pytest.mark.parametrize(("facts", "expected"), CASES)
def test_the_rules_of_today(facts: dict, expected: Level) -> None:
    answer = answer_of(**facts)
    assert answer.level == expected
    assert answer.rules
    assert not answer.open_questions
    assert all(rule.is_in_force(TODAY) for rule in answer.rules)


OPEN_CASES = (
    ({"people": set()}, NOT_SURE_WHO),
    ({"people": {"neither", "children"}}, NOT_SURE_WHO),
    ({"activities": set()}, "You have not said what a volunteer does with children."),
    ({"days_in_30": None}, "You are not sure how often, or whether at night: with children."),
    ({"is_weekly": None}, "You are not sure how often"),
    ({"is_overnight": None}, "You are not sure how often"),
    (OFTEN | {"is_supervised": None}, "whether a volunteer is supervised with children"),
    (
        OFTEN | {"activities": {"contact"}},
        "No rule covers this with children: “none of these”, in “a school”.",
    ),
    ({"activities": {"other"}}, "No rule covers this"),
    ({"activities": {"money"}}, "No rule covers this"),
    ({"activities": {"teach", "other"}}, "No rule covers this"),
    ({"activities": {"contact"}, "setting": "home"}, "“someone’s home”"),
    (ADULTS | {"activities": {"contact"}}, "No rule covers this with adults who get care"),
    ({"people": {"neither"}, "is_trusted": None}, "money, keys or private details"),
    ({"people": {"children", "adults"}, "activities": {"teach", "contact"}}, "with adults who"),
)


@pytest.mark.parametrize(("facts", "sentence"), OPEN_CASES)
def test_what_no_rule_covers_is_never_none(facts: dict, sentence: str) -> None:
    answer = answer_of(**facts)
    assert answer.level == Level.CANNOT_TELL
    assert answer.requirement == Requirement.DBS_UNKNOWN
    assert any(sentence in each for each in answer.open_questions)


def test_what_is_left_open_cannot_raise_the_most_there_is() -> None:
    assert level(**OFTEN, activities={"teach", "other"}) == Level.ENHANCED_CHILDREN
    assert level(BEFORE, **OFTEN, activities={"teach", "other"}) == Level.CANNOT_TELL


def test_without_rules_or_figures_of_the_day_nobody_can_tell() -> None:
    facts = make_facts(**OFTEN)
    for answer in (
        decide(facts, [], LIMITS, TODAY),
        decide(facts, RULES, None, TODAY),
        decide(facts, RULES, LIMITS, date(2012, 9, 9)),
    ):
        assert (answer.level, answer.open_questions) == (Level.CANNOT_TELL, (NO_RULES,))
    assert decide(facts, RULES, LIMITS, date(2012, 9, 10)).level == Level.ENHANCED


def test_days_with_others_count_for_the_group_they_are_with() -> None:
    facts = make_facts()
    assert decide(facts, RULES, LIMITS, TODAY, often_with={"adults"}).level == Level.NONE
    often = decide(facts, RULES, LIMITS, TODAY, often_with={"children"})
    assert often.level == Level.ENHANCED_CHILDREN


def test_a_figure_is_changed_without_code() -> None:
    stricter = replace(LIMITS, most_days=0)
    assert decide(make_facts(), RULES, stricter, TODAY).level == Level.ENHANCED_CHILDREN


ANY_FACTS = st.builds(
    RoleFacts,
    people=st.frozensets(st.sampled_from(People)),
    activities=st.frozensets(st.sampled_from(Activity), max_size=4),
    setting=st.sampled_from(Setting),
    is_weekly=st.none() | st.booleans(),
    days_in_30=st.none() | st.integers(1, 30),
    is_overnight=st.none() | st.booleans(),
    is_supervised=st.none() | st.booleans(),
    is_trusted=st.none() | st.booleans(),
)
DAYS = st.dates(date(2010, 1, 1), date(2030, 1, 1))
FLAGS = ("is_weekly", "days_in_30", "is_overnight", "is_supervised", "is_trusted")


@given(ANY_FACTS, DAYS)
def test_an_answer_stands_on_rules_of_its_day_or_says_what_is_open(
    facts: RoleFacts, on_day: date
) -> None:
    answer = decide(facts, RULES, LIMITS, on_day)
    if answer.level == Level.CANNOT_TELL:
        assert answer.open_questions
    else:
        assert answer.rules
        assert all(rule.is_in_force(on_day) for rule in answer.rules)
        assert combine(Level(rule.level) for rule in answer.rules) == answer.level
        assert {rule.people for rule in answer.rules} == facts.people


@given(ANY_FACTS, DAYS, st.sampled_from(FLAGS), st.booleans(), st.integers(1, 30))
def test_not_knowing_never_gives_another_answer_than_knowing(
    facts: RoleFacts, on_day: date, name: str, flag: bool, days: int
) -> None:
    """An answer given without a fact holds whatever that fact turns out to be."""
    answer = decide(replace(facts, **{name: None}), RULES, LIMITS, on_day)
    known = replace(facts, **{name: days if name == "days_in_30" else flag})
    if answer.level != Level.CANNOT_TELL:
        assert decide(known, RULES, LIMITS, on_day).level == answer.level


@given(ANY_FACTS, DAYS, st.sampled_from(Activity))
def test_doing_more_never_asks_for_less(facts: RoleFacts, on_day: date, activity: Activity) -> None:
    less = decide(facts, RULES, LIMITS, on_day).level
    more = decide(
        replace(facts, activities=facts.activities | {activity}), RULES, LIMITS, on_day
    ).level
    assert Level.CANNOT_TELL in (less, more) or covers(more, less)


@given(ANY_FACTS, DAYS)
def test_nothing_above_the_answer_can_be_asked_for(facts: RoleFacts, on_day: date) -> None:
    answer = decide(facts, RULES, LIMITS, on_day)
    for requirement in sorted(DBS_REQUIREMENTS - {Requirement.DBS_UNKNOWN}):
        asked = LEVEL_OF[requirement]
        is_lawful = asked == Level.BASIC or covers(answer.level, asked)
        if is_lawful:
            check_lawful([requirement], answer, field_name="requirements")
        else:
            with pytest.raises(DomainError) as refusal:
                check_lawful([requirement], answer, field_name="requirements")
            assert refusal.value.field == "requirements"


@given(ANY_FACTS)
def test_facts_come_back_as_they_were_kept(facts: RoleFacts) -> None:
    assert RoleFacts.from_values(facts.as_values()) == facts


def test_asking_for_more_is_refused_and_named() -> None:
    with pytest.raises(DomainError, match="does not allow more than this.*: basic DBS check") as no:
        check_lawful([Requirement.DBS_ENHANCED], answer_of(), field_name="requirements")
    assert "offence" in no.value.sentence
    with pytest.raises(DomainError, match="more than this.*: enhanced DBS check. Asking"):
        check_lawful(
            [Requirement.DBS_ENHANCED_ADULTS], answer_of(**ADULTS, **OFTEN), field_name="x"
        )
    with pytest.raises(DomainError, match="Ask your DBS lead") as unknown:
        check_lawful([Requirement.DBS_ENHANCED], answer_of(people=set()), field_name="x")
    assert unknown.value.field == "x"
    check_lawful(["dbs-basic", "training"], answer_of(people=set()), field_name="x")
    check_lawful([Requirement.DBS_UNKNOWN], answer_of(people=set()), field_name="x")


def test_a_leads_word_counts_only_where_no_rule_does() -> None:
    unsure = make_facts(people=set(), lead_level="enhanced")
    answer = decide(unsure, RULES, LIMITS, TODAY)
    assert (answer.level, answer.is_from_lead) == (Level.ENHANCED, True)
    check_lead(unsure, answer)
    sure = make_facts(lead_level="enhanced")
    answer = decide(sure, RULES, LIMITS, TODAY)
    assert (answer.level, answer.is_from_lead) == (Level.NONE, False)
    with pytest.raises(DomainError) as refusal:
        check_lead(sure, answer)
    assert refusal.value.field == "lead_level"
    for said in (None, "none", "basic"):
        check_lead(make_facts(lead_level=said), answer)


def test_the_rules_check_takes_the_place_of_the_hosts() -> None:
    often = answer_of(**OFTEN)
    kept = requirements_with(often, ["training", "dbs-basic", "dbs-enhanced", "induction"])
    assert kept == ["dbs-enhanced-children", "training", "induction"]
    assert requirements_with(answer_of(), ["training", "dbs-basic"]) == ["dbs-basic", "training"]
    assert requirements_with(answer_of(), ["dbs-enhanced"]) == []
    assert requirements_with(answer_of(people=set()), ["references", "dbs-basic"]) == [
        "dbs-unknown",
        "references",
    ]
    assert without_dbs(["induction", "dbs-basic", "training"]) == ["training", "induction"]


def test_nobody_under_16_can_have_a_check() -> None:
    with pytest.raises(DomainError, match="Nobody under 16"):
        check_age(Level.ENHANCED, 15, LIMITS)
    check_age(Level.ENHANCED, 16, LIMITS)
    check_age(Level.NONE, 15, LIMITS)


COVERED = (
    ("enhanced-both", "enhanced-children", True),
    ("enhanced-both", "enhanced-adults", True),
    ("enhanced-children", "enhanced-adults", False),
    ("enhanced-children", "enhanced", True),
    ("enhanced", "standard", True),
    ("standard", "enhanced", False),
    ("basic", "basic", True),
    ("none", "basic", False),
    ("cannot-tell", "none", False),
    ("enhanced-both", "cannot-tell", False),
)


@pytest.mark.parametrize(("held", "needed", "expected"), COVERED)
def test_one_check_covers_another(held: str, needed: str, expected: bool) -> None:
    assert covers(held, needed) is expected


FEES: tuple[tuple[str, Callable[[], Fee], Fee], ...] = (
    ("free", lambda: fee_of("enhanced", may_be_paid=False), Fee.FREE),
    ("standard", lambda: fee_of("standard", may_be_paid=False), Fee.FREE),
    ("both", lambda: fee_of("enhanced-both", may_be_paid=False), Fee.FREE),
    ("paid leave", lambda: fee_of("enhanced-children", may_be_paid=True), Fee.UNSETTLED),
    ("not known", lambda: fee_of("enhanced-adults", may_be_paid=None), Fee.UNSETTLED),
    ("basic", lambda: fee_of("basic", may_be_paid=False), Fee.PAID),
    ("course", lambda: fee_of("enhanced", may_be_paid=False, is_course=True), Fee.PAID),
    ("none", lambda: fee_of("none", may_be_paid=True), Fee.NOTHING_NEEDED),
    ("unknown", lambda: fee_of("cannot-tell", may_be_paid=True), Fee.NOTHING_NEEDED),
)


@pytest.mark.parametrize("case", FEES, ids=lambda case: case[0])
def test_whether_it_is_free_is_said_and_paid_leave_is_not_settled(case: tuple) -> None:
    _, ask, expected = case
    assert ask() == expected


def test_every_level_and_fee_has_words_and_every_rule_its_source() -> None:
    assert set(LEVEL_LABELS) == set(Level) == set(REQUIREMENT_OF)
    assert set(FEE_SENTENCES) == set(Fee)
    assert {Requirement.DBS_BASIC} == DBS_REQUIREMENTS.intersection(HOST_CHOICES)
    for rule in RULES:
        assert len(rule.words) > 40
        assert rule.source
        assert rule.activities <= set(Activity)
        assert rule.settings <= set(Setting)
    assert len({(rule.code, rule.from_on) for rule in RULES}) == len(RULES)
