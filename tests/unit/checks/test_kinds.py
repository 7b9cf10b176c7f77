"""What someone has, what is missing, when it is renewed and when it is forgotten."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.checks.rules import REQUIREMENT_LABELS, Requirement
from brokerage.checks.rules.kinds import (
    HOST_SENTENCES,
    KIND_LABELS,
    VOLUNTEER_SENTENCES,
    CheckAnswers,
    HeldCheck,
    Kind,
    Standing,
    check_answers,
    check_told_day,
    due_warning,
    find_missing,
    is_to_be_forgotten,
    months_later,
    oldest_told_day,
    renewal_of,
)
from brokerage.checks.rules.safeguarding import (
    ReviewState,
    check_contact,
    check_review,
    review_standing,
)
from brokerage.errors import DomainError

TODAY = date(2026, 11, 28)
ONE_DAY = timedelta(days=1)
DBS = "dbs-enhanced-children"


def held(**fields: object) -> HeldCheck:
    known = {"kind": "dbs", "level": "enhanced-children", "renew_on": None, "is_accepted": True}
    return HeldCheck(**known | fields)


def standings(needs: list[str], *checks: HeldCheck, has_consent: bool = True) -> list[Standing]:
    found = find_missing(needs, checks, has_consent=has_consent, on_day=TODAY)
    return [each.standing for each in found]


def test_expired_is_not_the_same_as_never_held() -> None:
    assert standings([DBS]) == [Standing.NEVER_HELD]
    expired = held(renew_on=TODAY - ONE_DAY)
    assert standings([DBS], expired) == [Standing.EXPIRED]
    (missing,) = find_missing([DBS], [expired], has_consent=True, on_day=TODAY)
    assert missing.renew_on == TODAY - ONE_DAY
    assert missing.label == REQUIREMENT_LABELS[DBS]
    assert missing.to_volunteer != find_missing([DBS], [], has_consent=True, on_day=TODAY)[0].label
    assert standings([DBS], held(renew_on=TODAY)) == []
    assert standings([DBS], expired, held()) == []


def test_it_counts_once_a_host_may_see_it_and_has_accepted_it() -> None:
    assert standings([DBS], held()) == []
    assert standings([DBS], held(), has_consent=False) == [Standing.NO_CONSENT]
    assert standings([DBS], held(is_accepted=False)) == [Standing.NOT_ACCEPTED]
    accepted_but_expired = held(renew_on=TODAY - ONE_DAY)
    assert standings([DBS], accepted_but_expired, held(is_accepted=False)) == [
        Standing.NOT_ACCEPTED
    ]
    assert standings([DBS], accepted_but_expired, has_consent=False) == [Standing.EXPIRED]


def test_a_check_that_looks_at_more_will_do_and_one_that_looks_at_less_will_not() -> None:
    assert standings([DBS], held(level="enhanced-both")) == []
    assert standings(["dbs-basic"], held()) == []
    assert standings([DBS], held(level="enhanced")) == [Standing.NEVER_HELD]
    assert standings([DBS], held(level="enhanced-adults")) == [Standing.NEVER_HELD]
    assert standings([DBS], held(kind="training", level=None)) == [Standing.NEVER_HELD]
    assert standings(["training"], held()) == [Standing.NEVER_HELD]
    assert standings(["training"], held(kind="training", level=None)) == []


def test_a_hosts_own_training_counts_for_no_other_host() -> None:
    for kind in ("training", "induction", "code-of-conduct"):
        assert standings([kind], held(kind=kind, level=None, is_accepted=False)) == [
            Standing.NEVER_HELD
        ]
        assert standings([kind], held(kind=kind, level=None)) == []
    for kind in ("references", "safeguarding-briefing"):
        assert standings([kind], held(kind=kind, level=None, is_accepted=False)) == [
            Standing.NOT_ACCEPTED
        ]


def test_what_no_rule_covers_waits_for_the_dbs_lead() -> None:
    assert standings(["dbs-unknown"], held(level="enhanced-both")) == [Standing.ASK_LEAD]


def test_what_is_missing_comes_in_one_order_and_each_once() -> None:
    needs = ["induction", DBS, "training", "induction"]
    found = find_missing(needs, [], has_consent=False, on_day=TODAY)
    assert [each.requirement for each in found] == [DBS, "training", "induction"]
    assert find_missing([], [], has_consent=False, on_day=TODAY) == []


def test_a_host_is_never_told_what_someone_has_but_does_not_share() -> None:
    assert HOST_SENTENCES[Standing.NO_CONSENT] == HOST_SENTENCES[Standing.NEVER_HELD]
    assert set(HOST_SENTENCES) == set(VOLUNTEER_SENTENCES) == set(Standing)
    assert set(KIND_LABELS) == set(Kind)


def answers(**fields: object) -> CheckAnswers:
    known = {
        "kind": "dbs",
        "level": "enhanced",
        "workforce": "adult",
        "issued_on": TODAY - 40 * ONE_DAY,
        "seen_on": TODAY,
        "renew_on": None,
    }
    return CheckAnswers(**known | fields)


REFUSED = (
    ({"level": None}, "level"),
    ({"workforce": None}, "workforce"),
    ({"issued_on": date(2002, 2, 28)}, "issued_on"),
    ({"issued_on": TODAY + ONE_DAY, "seen_on": TODAY + ONE_DAY}, "issued_on"),
    ({"seen_on": TODAY + ONE_DAY}, "seen_on"),
    ({"seen_on": TODAY - 41 * ONE_DAY}, "seen_on"),
    ({"renew_on": TODAY - 40 * ONE_DAY}, "renew_on"),
    ({"renew_on": TODAY + 10 * 366 * ONE_DAY}, "renew_on"),
)


@pytest.mark.parametrize(("fields", "field"), REFUSED)
def test_a_check_that_cannot_be_so_is_refused_at_its_field(fields: dict, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        check_answers(answers(**fields), TODAY)
    assert refusal.value.field == field


def test_a_check_that_can_be_so_is_taken() -> None:
    check_answers(answers(), TODAY)
    check_answers(answers(kind="training", level=None, workforce=None), TODAY)
    check_answers(answers(issued_on=TODAY), TODAY)
    check_answers(answers(issued_on=date(2002, 3, 1)), TODAY)
    check_answers(answers(renew_on=months_later(TODAY - 40 * ONE_DAY, 120)), TODAY)
    check_answers(answers(renew_on=TODAY - 39 * ONE_DAY), TODAY)


def test_a_certificate_has_no_end_and_the_briefing_two_years() -> None:
    assert renewal_of("dbs", TODAY, None) is None
    assert renewal_of("training", TODAY, None) is None
    assert renewal_of("safeguarding-briefing", TODAY, None) == date(2028, 11, 28)
    assert renewal_of("safeguarding-briefing", TODAY, 12) == date(2027, 11, 28)
    assert renewal_of("children-level-2", TODAY, 36) == date(2029, 11, 28)


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.integers(1, 120))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int
) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + ONE_DAY).day == 1


def test_the_last_of_a_month_stays_in_its_month() -> None:
    assert months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2026, 12, 1), 1) == date(2027, 1, 1)


WARNINGS = (
    (61, (), None),
    (60, (), 60),
    (60, (60,), None),
    (31, (60,), None),
    (30, (60,), 30),
    (7, (60, 30), 7),
    (7, (), 7),
    (0, (60, 30), 7),
    (0, (60, 30, 7), None),
    (-1, (), None),
)


@pytest.mark.parametrize(("left", "sent", "expected"), WARNINGS)
def test_each_warning_is_due_once(left: int, sent: tuple, expected: int | None) -> None:
    assert due_warning(TODAY + left * ONE_DAY, TODAY, sent) == expected


@given(st.integers(0, 120))
def test_a_job_that_runs_daily_warns_of_each_span_once(start: int) -> None:
    sent: set[int] = set()
    for day in range(start, -3, -1):
        due = due_warning(TODAY + day * ONE_DAY, TODAY, sent)
        if due is not None:
            assert due not in sent
            sent.add(due)
    assert sent == {days for days in (60, 30, 7) if start >= days} | (
        {min(days for days in (60, 30, 7) if days >= start)} if start <= 60 else set()
    )


def forgets(**fields: object) -> bool:
    known = {"seen_on": date(2024, 1, 1), "renew_on": None, "consents_end": [None]}
    return is_to_be_forgotten(**known | fields, today=TODAY)


def test_a_check_is_kept_while_it_counts_and_one_host_may_see_it() -> None:
    half_a_year_ago = date(2026, 5, 28)
    assert not forgets()
    assert not forgets(renew_on=TODAY)
    assert not forgets(renew_on=half_a_year_ago)
    assert forgets(renew_on=half_a_year_ago - ONE_DAY)
    assert not forgets(consents_end=[half_a_year_ago])
    assert forgets(consents_end=[half_a_year_ago - ONE_DAY])
    assert not forgets(consents_end=[half_a_year_ago - ONE_DAY, None])
    assert not forgets(consents_end=[date(2025, 1, 1), TODAY])
    assert forgets(consents_end=[])
    assert not forgets(consents_end=[], seen_on=half_a_year_ago)


def test_a_told_day_is_recent_or_planned() -> None:
    oldest = oldest_told_day(TODAY)
    check_told_day(oldest, TODAY)
    check_told_day(TODAY + 400 * ONE_DAY, TODAY)
    for day in (oldest - ONE_DAY, TODAY + 401 * ONE_DAY):
        with pytest.raises(DomainError) as refusal:
            check_told_day(day, TODAY)
        assert refusal.value.field == "day"
    assert (TODAY - oldest).days == 183


def test_a_yearly_review_is_due_a_year_later() -> None:
    never = review_standing("policy", None, TODAY)
    assert (never.state, never.is_overdue) == (ReviewState.NEVER, True)
    fine = review_standing("policy", date(2025, 11, 28), TODAY)
    assert (fine.state, fine.due_on, fine.is_overdue) == (
        ReviewState.UP_TO_DATE,
        TODAY,
        False,
    )
    late = review_standing("self-assessment", date(2025, 11, 27), TODAY)
    assert (late.state, late.is_overdue) == (ReviewState.OVERDUE, True)
    assert "self-assessment" in late.label


def test_a_review_is_in_the_past_and_after_the_last() -> None:
    check_review(TODAY, None, TODAY)
    check_review(TODAY, TODAY - ONE_DAY, TODAY)
    for done_on, last_on in ((TODAY + ONE_DAY, None), (TODAY, TODAY)):
        with pytest.raises(DomainError) as refusal:
            check_review(done_on, last_on, TODAY)
        assert refusal.value.field == "done_on"


def test_a_contact_can_be_reached() -> None:
    check_contact("01865 496 0000", "")
    check_contact("+44 (0)1865-4960000", "")
    check_contact("", "lead@host.example")
    for phone, email in (("", ""), ("ask Ann", "a@b.example"), ("123", ""), ("1" * 16, "")):
        with pytest.raises(DomainError) as refusal:
            check_contact(phone, email)
        assert refusal.value.field == "phone"


def test_every_requirement_has_words() -> None:
    assert set(REQUIREMENT_LABELS) == set(Requirement)
