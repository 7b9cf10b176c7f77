"""The rules of the charter: red, amber, green; days; voices; groups; buddies; the catalogue."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.charter import rules
from brokerage.charter.rules import EvidenceSource, TermStatus, Voice, buddies, comments, terms
from brokerage.charter.rules.catalogue import PledgeLine, check_line, read_codes
from brokerage.charter.rules.check_ins import check_step, needs_look
from brokerage.charter.rules.groups import add_up
from brokerage.charter.rules.public import sum_up
from brokerage.charter.rules.rag import Rag, Standing, count_rags, find_rag
from brokerage.charter.rules.signing import missing_steps
from brokerage.charter.rules.terms import CheckInStatus
from brokerage.errors import DomainError

START = date(2026, 1, 15)
DUE = (date(2026, 4, 15), date(2026, 7, 15), date(2027, 1, 15))
NOTHING = Standing(
    target=Decimal(40),
    value=None,
    is_confirmed=False,
    evidence_on=None,
    starts_on=START,
    due_days=DUE,
)


@pytest.mark.parametrize(
    ("changes", "today", "expected"),
    [
        ({}, date(2026, 4, 15), Rag.AMBER),
        ({}, date(2026, 4, 16), Rag.RED),
        ({"evidence_on": START}, date(2026, 4, 16), Rag.AMBER),
        ({"evidence_on": START - timedelta(days=1)}, date(2026, 4, 16), Rag.RED),
        ({"evidence_on": date(2026, 4, 14)}, date(2026, 7, 16), Rag.RED),
        ({"evidence_on": date(2026, 4, 15)}, date(2026, 7, 16), Rag.AMBER),
        ({"value": Decimal(40), "is_confirmed": True}, date(2026, 2, 1), Rag.GREEN),
        ({"value": Decimal(40), "is_confirmed": True}, date(2026, 7, 16), Rag.GREEN),
        ({"value": Decimal(40)}, date(2026, 7, 16), Rag.RED),
        ({"value": Decimal("39.99"), "is_confirmed": True}, date(2026, 2, 1), Rag.AMBER),
        ({"value": Decimal(40), "is_confirmed": True, "target": None}, START, Rag.AMBER),
    ],
)
def test_green_is_confirmed_amber_is_evidence_or_not_due_red_is_due_with_none(
    changes: dict[str, object], today: date, expected: Rag
) -> None:
    assert find_rag(replace(NOTHING, **changes), today) == expected


@given(
    value=st.decimals(0, 100, places=2),
    is_confirmed=st.booleans(),
    days=st.integers(0, 500),
    evidence=st.none() | st.integers(0, 500),
)
def test_ones_own_word_never_makes_green_and_evidence_never_makes_red_worse(
    value: Decimal, is_confirmed: bool, days: int, evidence: int | None
) -> None:
    today = START + timedelta(days=days)
    evidence_on = None if evidence is None else START + timedelta(days=evidence)
    standing = replace(NOTHING, value=value, is_confirmed=is_confirmed, evidence_on=evidence_on)
    rag = find_rag(standing, today)
    assert (rag == Rag.GREEN) == (is_confirmed and value >= 40)
    if rag == Rag.RED:
        assert days > 90
        assert find_rag(replace(standing, evidence_on=today), today) == Rag.AMBER


def test_a_term_has_twelve_months_and_three_check_ins() -> None:
    assert terms.last_day(date(2026, 11, 30)) == date(2027, 11, 29)
    assert [each.due_on for each in terms.list_check_ins(date(2026, 11, 30))] == [
        date(2027, 2, 28),
        date(2027, 5, 30),
        date(2027, 11, 30),
    ]
    assert [(each.month, each.due_on) for each in terms.list_check_ins(START)] == [
        (3, DUE[0]),
        (6, DUE[1]),
        (12, DUE[2]),
    ]


def test_a_renewed_term_begins_the_day_after_the_last() -> None:
    today = date(2026, 12, 1)
    assert terms.first_day_after(None, today) == today
    assert terms.first_day_after(date(2026, 11, 30), today) == today
    assert terms.first_day_after(today, today) == date(2026, 12, 2)
    assert terms.first_day_after(date(2027, 1, 14), today) == date(2027, 1, 15)


def test_when_to_open_remind_renew_and_end() -> None:
    due = DUE[0]
    assert not terms.is_to_open(due, due - timedelta(days=15))
    assert terms.is_to_open(due, due - timedelta(days=14))
    assert not terms.is_overdue(CheckInStatus.OPEN, due, due)
    assert terms.is_overdue(CheckInStatus.OPEN, due, due + timedelta(days=1))
    assert not terms.is_overdue(CheckInStatus.SENT, due, due + timedelta(days=1))
    assert not terms.can_renew(due, due - timedelta(days=61))
    assert terms.can_renew(due, due - timedelta(days=60))
    assert not terms.is_over(due, due + timedelta(days=42))
    assert terms.is_over(due, due + timedelta(days=43))
    assert terms.quarter_of(date(2026, 12, 31)) == date(2026, 10, 1)
    assert terms.quarter_of(date(2026, 4, 1)) == date(2026, 4, 1)


def test_voices_are_ones_own() -> None:
    rules.check_voices([Voice.EMPLOYER, Voice.BUYER], is_person=False)
    rules.check_voices([Voice.INDIVIDUAL], is_person=True)
    for voices, is_person in (
        ([], False),
        ([Voice.INDIVIDUAL], False),
        ([Voice.EMPLOYER], True),
        (["king"], False),
    ):
        with pytest.raises(DomainError):
            rules.check_voices(voices, is_person=is_person)
    rules.check_voice("buyer", ["buyer"], [])
    with pytest.raises(DomainError):
        rules.check_voice("buyer", ["employer"], [])
    with pytest.raises(DomainError):
        rules.check_voice("buyer", ["buyer"], ["employer"])


def test_steps_that_a_sign_up_can_take() -> None:
    rules.check_transition(TermStatus.SUBMITTED, TermStatus.APPROVED)
    for now, then in (
        (TermStatus.DRAFT, TermStatus.APPROVED),
        (TermStatus.APPROVED, TermStatus.WITHDRAWN),
        (TermStatus.LEFT, TermStatus.APPROVED),
    ):
        with pytest.raises(DomainError):
            rules.check_transition(now, then)
    for now in (CheckInStatus.DONE, CheckInStatus.DROPPED):
        for then in CheckInStatus:
            with pytest.raises(DomainError):
                check_step(now, then)


@dataclass
class Answered:
    is_complete: bool


def test_what_is_missing_is_said_in_order() -> None:
    assert missing_steps([], [], "", "") == [
        "In which voices you sign",
        "Your pledges",
        "Who leads, from where to where",
        "Risk and equality",
    ]
    half = missing_steps(["buyer"], [Answered(True), Answered(False)], "risk", "note")
    assert half == ["Who leads, from where to where"]
    assert not missing_steps(["buyer"], [Answered(True)], "risk", "note")


@dataclass(frozen=True, kw_only=True)
class Taken:
    taken_pledge_id: int = 1
    signatory_id: int
    pledge_id: int | None = 7
    words: str = "Support staff to volunteer"
    source: str = EvidenceSource.VOLUNTEERING_HOURS
    unit: str = "hours"
    value: Decimal | None = None
    is_confirmed: bool = True
    rag: Rag = Rag.AMBER


def test_a_groups_figures_are_added_once_and_shares_never() -> None:
    names = {1: "Council", 2: "Its company"}
    listed = [
        Taken(signatory_id=1, value=Decimal(30)),
        Taken(signatory_id=2, value=Decimal(12)),
        Taken(signatory_id=2, value=Decimal(12)),
        Taken(
            signatory_id=2,
            pledge_id=8,
            words="Local",
            source=EvidenceSource.SPEND_SHARE,
            unit="%",
            value=Decimal(60),
        ),
    ]
    hours, local = add_up(listed, names)
    assert (hours.value, len(hours.by)) == (Decimal(42), 2)
    assert (local.value, local.by) == (None, (("Its company", Decimal(60)),))
    [unproved] = add_up([Taken(signatory_id=1, value=Decimal(5), is_confirmed=False)], names)
    assert unproved.value == 0


def test_the_public_sums_count_what_is_confirmed() -> None:
    sums = sum_up(
        [
            Taken(signatory_id=1, value=Decimal(30), rag=Rag.GREEN),
            Taken(signatory_id=2, value=Decimal(12), is_confirmed=False),
            Taken(signatory_id=3, pledge_id=None, value=Decimal(9)),
        ]
    )
    assert (sums[7].signatories, sums[7].green, sums[7].confirmed) == (2, 1, Decimal(30))
    assert list(sums) == [7]
    assert count_rags([Rag.RED, Rag.RED, Rag.GREEN]) == {
        Rag.GREEN: 1,
        Rag.AMBER: 0,
        Rag.RED: 2,
    }


def test_reasons_are_facts_of_both() -> None:
    one = buddies.SignatoryFacts(
        kind="business",
        categories=frozenset({"15"}),
        size="small",
        authority_code="E07000178",
        point=(451200, 206100),
    )
    near = replace(one, point=(452809, 206100))
    assert buddies.list_reasons(one, near) == [
        "You work in the same field",
        "You are the same kind of organisation",
        "You are about the same size",
        "You are 1 mile apart",
    ]
    far = replace(one, categories=frozenset(), size=None, kind="charity", point=(551200, 206100))
    assert buddies.list_reasons(one, far) == ["You are in the same council’s area"]
    assert buddies.list_reasons(buddies.SignatoryFacts(), buddies.SignatoryFacts()) == []
    assert buddies.rank({3: ["a"], 1: ["a"], 2: ["a", "b"]}) == [2, 1, 3]
    assert buddies.say_miles(0.4) == "less than a mile"
    with pytest.raises(DomainError):
        buddies.check_step("declined", "active")


def test_comments_have_an_end() -> None:
    today = date(2026, 5, 1)
    comments.check_open(today, today)
    for closes_on in (None, today - timedelta(days=1)):
        with pytest.raises(DomainError):
            comments.check_open(closes_on, today)
    with pytest.raises(DomainError):
        comments.check_room(comments.MOST_COMMENTS)


@dataclass
class Figure:
    found_value: Decimal | None
    corrected_value: Decimal | None
    is_found_confirmed: bool


def test_a_broker_looks_at_what_is_only_said() -> None:
    found = Figure(Decimal(4), None, True)
    assert not needs_look([found, Figure(None, None, False)])
    assert needs_look([found, Figure(Decimal(4), Decimal(5), True)])
    assert needs_look([Figure(Decimal(4), None, False)])


GOOD = PledgeLine(
    code="staff-volunteering",
    theme_code="sharing",
    words="Support staff to volunteer",
    voices=("employer",),
    source="volunteering-hours",
    source_codes=("NT17",),
    unit="hours",
)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "Not A Code"}, "code"),
        ({"code": "a" * 20 + "-" + "b" * 20}, "code"),
        ({"theme_code": "wealth"}, "theme_code"),
        ({"words": " "}, "words"),
        ({"words": "x" * 201}, "words"),
        ({"about": "x" * 601}, "about"),
        ({"voices": ()}, "voices"),
        ({"voices": ("king",)}, "voices"),
        ({"source": "hearsay"}, "source"),
        ({"source_codes": ()}, "source_codes"),
        ({"source": "accreditation", "source_codes": ("tick-box",)}, "source_codes"),
        ({"source": "spend-share", "source_codes": ("local", "sme"), "unit": "%"}, "source_codes"),
        ({"source": "award-share", "source_codes": ()}, "unit"),
        ({"unit": ""}, "unit"),
    ],
)
def test_a_line_of_the_catalogue_must_be_understood(changes: dict[str, object], field: str) -> None:
    check_line(GOOD, {"sharing"})
    with pytest.raises(DomainError) as refusal:
        check_line(replace(GOOD, **changes), {"sharing"})
    assert refusal.value.field == field


def test_codes_are_read_from_a_cell() -> None:
    assert read_codes("NT17; NT29;NT7") == ("NT17", "NT29", "NT7")
    assert read_codes("") == ()


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "hours", "not known"),
        (Decimal("1200.50"), "hours", "1,200.5 hours"),
        (Decimal(40), "%", "40%"),
        (Decimal("0.00"), "places", "0 places"),
    ],
)
def test_figures_are_written_plainly(value: Decimal | None, unit: str, text: str) -> None:
    assert rules.with_unit(value, unit) == text
