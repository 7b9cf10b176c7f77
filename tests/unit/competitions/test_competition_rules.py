"""What each step of a competition needs."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from brokerage.competitions import rules
from brokerage.competitions.rules import CompetitionStatus as S
from brokerage.competitions.rules.moments import day_of, hour_of, moment_of
from brokerage.competitions.rules.responses import Offered, check_complete, check_known
from brokerage.errors import DomainError

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
READY = {
    "text": "Lunches for forty people, each Monday.",
    "questions": 1,
    "social_value": 20,
    "measures": 1,
    "quality": 50,
    "invited": 2,
}


@pytest.mark.parametrize("last", [99, 101, 0])
def test_weights_make_a_whole(last: int) -> None:
    rules.check_weights(50, 30, 20)
    with pytest.raises(DomainError, match="100"):
        rules.check_weights(0, 0, last)


def test_the_very_moment_of_the_deadline_is_too_late() -> None:
    rules.check_in_time(S.OPEN, NOW + timedelta(microseconds=1), NOW)
    for deadline in (NOW, NOW - timedelta(days=1)):
        with pytest.raises(DomainError, match="deadline has passed"):
            rules.check_in_time(S.OPEN, deadline, NOW)


@pytest.mark.parametrize("status", [S.DRAFT, S.OPENED, S.AWARDED, S.NO_AWARD, S.WITHDRAWN])
def test_nothing_is_sent_to_what_is_not_open(status: S) -> None:
    with pytest.raises(DomainError):
        rules.check_in_time(status, NOW + timedelta(days=9), NOW)


def test_nobody_opens_before_the_deadline() -> None:
    rules.check_openable(S.OPEN, NOW, NOW)
    with pytest.raises(DomainError, match="Nobody can open"):
        rules.check_openable(S.OPEN, NOW + timedelta(microseconds=1), NOW)
    with pytest.raises(DomainError):
        rules.check_openable(S.WITHDRAWN, NOW, NOW)


def test_a_deadline_gives_time_and_moves_only_later() -> None:
    rules.check_deadline(NOW + timedelta(days=3), NOW)
    rules.check_extension(NOW + timedelta(days=1), NOW + timedelta(days=2), NOW)
    for refused in (
        lambda: rules.check_deadline(NOW + timedelta(days=2), NOW),
        lambda: rules.check_deadline(NOW + timedelta(days=181), NOW),
        lambda: rules.check_extension(NOW + timedelta(days=2), NOW + timedelta(days=1), NOW),
        lambda: rules.check_extension(NOW, NOW + timedelta(days=1), NOW),
        lambda: rules.check_extension(NOW + timedelta(days=1), NOW + timedelta(days=181), NOW),
    ):
        with pytest.raises(DomainError):
            refused()


def test_questions_end_two_days_before() -> None:
    rules.check_asking(S.OPEN, NOW + timedelta(days=2, seconds=1), NOW)
    with pytest.raises(DomainError, match="Questions are closed"):
        rules.check_asking(S.OPEN, NOW + timedelta(days=2), NOW)


@pytest.mark.parametrize(
    "lacking",
    [
        {"text": "Short."},
        {"questions": 0},
        {"measures": 0},
        {"social_value": 0},
        {"invited": 0},
        {"invited": 51},
    ],
)
def test_an_invitation_needs_everything(lacking: dict[str, object]) -> None:
    rules.check_ready(**READY)
    with pytest.raises(DomainError):
        rules.check_ready(**READY | lacking)


def test_what_has_ended_stays_ended() -> None:
    for status in rules.ENDED:
        assert not rules.TRANSITIONS[status]
    with pytest.raises(DomainError):
        rules.check_transition(S.AWARDED, S.OPEN)


def test_a_decision_leaves_nobody_without_a_word() -> None:
    rules.check_decision(1, [1, 2], [])
    with pytest.raises(DomainError, match="Barton"):
        rules.check_decision(1, [1], ["Barton Lunches"])
    with pytest.raises(DomainError, match="Agree"):
        rules.check_decision(3, [1, 2], [])


def test_a_response_is_complete_with_every_answer_and_a_price() -> None:
    whole = Offered(answers={4: "Yes."}, price_pence=0)
    check_complete(whole, [4])
    with pytest.raises(DomainError) as refusal:
        check_complete(whole, [4, 5])
    assert refusal.value.field == "answer_5"
    with pytest.raises(DomainError) as refusal:
        check_complete(Offered(answers={4: "Yes."}), [4])
    assert refusal.value.field == "price"
    with pytest.raises(DomainError):
        check_known(Offered(quantities={9: Decimal(1)}), [4], [8])
    with pytest.raises(DomainError):
        check_known(whole, [5], [])


def test_what_is_offered_comes_back_as_it_was() -> None:
    offered = Offered(answers={4: "Yes."}, price_pence=1, quantities={8: Decimal("12.5")})
    assert Offered.from_content(offered.as_content()) == offered
    assert Offered.from_content(None) == Offered()


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 12, 1)])
def test_an_hour_is_london_s(day: date) -> None:
    moment = moment_of(day, "12")
    assert (day_of(moment), hour_of(moment)) == (day, "12")
    assert moment.hour == (11 if day.month == 7 else 12)
