"""Who can be a pair, and what each state allows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from brokerage.errors import DomainError
from brokerage.mentoring.rules import pairs, profiles
from brokerage.mentoring.rules.pairs import PairStatus
from brokerage.mentoring.rules.profiles import Standing

ONE = Standing(
    user_id=1,
    band="18+",
    ways=frozenset({"in-person", "video"}),
    point=(454_000, 204_000),
    miles=5,
    is_complete=True,
    has_room=True,
)
OTHER = replace(ONE, user_id=2, miles=10)
TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
FAR = (474_000, 204_000)


def test_two_adults_with_room_who_can_meet_are_a_pair() -> None:
    assert profiles.find_reason_against(ONE, OTHER) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"band": "16-17"}, "between adults"),
        ({"user_id": 1}, "themselves"),
        ({"is_complete": False}, "every question"),
        ({"has_room": False}, "They have no room"),
        ({"ways": frozenset({"phone"})}, "no way to meet"),
        ({"ways": frozenset({"in-person"}), "point": FAR}, "no way to meet"),
        ({"ways": frozenset({"in-person"}), "point": None}, "no way to meet"),
    ],
)
def test_what_is_against_a_pair(changes: dict[str, object], said: str) -> None:
    assert said in str(profiles.find_reason_against(ONE, replace(OTHER, **changes)))
    with pytest.raises(DomainError):
        profiles.check_pair(ONE, replace(OTHER, **changes))


def test_a_child_is_on_neither_side() -> None:
    child = replace(ONE, band="16-17")
    assert profiles.find_reason_against(child, OTHER) == profiles.ADULTS_ONLY
    with pytest.raises(DomainError, match="18 or over"):
        profiles.check_adult("16-17")
    profiles.check_adult("18+")


def test_in_person_counts_only_within_the_shorter_reach() -> None:
    six_miles = (454_000 + 9_656, 204_000)
    assert profiles.shared_ways(ONE, replace(OTHER, point=six_miles)) == ["video"]
    assert profiles.shared_ways(replace(ONE, miles=7), replace(OTHER, point=six_miles)) == [
        "in-person",
        "video",
    ]


def test_how_many_at_once() -> None:
    assert profiles.check_places("mentee", 4, 0) == 1
    assert profiles.check_places("mentor", 4, 4) == 4
    for places, taken in ((None, 0), (0, 0), (6, 0), (1, 2)):
        with pytest.raises(DomainError):
            profiles.check_places("mentor", places, taken)


@pytest.mark.parametrize("status", PairStatus)
def test_only_an_ask_is_answered_and_only_what_is_open_ends(status: PairStatus) -> None:
    answered = {PairStatus.ACTIVE, PairStatus.DECLINED, PairStatus.WITHDRAWN}
    for then in answered:
        if status == PairStatus.ASKED:
            pairs.check_move(status, then)
        else:
            with pytest.raises(DomainError):
                pairs.check_move(status, then)
    if status in pairs.OPEN:
        pairs.check_move(status, PairStatus.ENDED)
    else:
        with pytest.raises(DomainError):
            pairs.check_move(status, PairStatus.ENDED)


def test_the_clock_leaves_weekends_out() -> None:
    assert pairs.answer_by(TODAY) == date(2026, 12, 4)
    assert not pairs.is_late("asked", date(2026, 12, 4), date(2026, 12, 4))
    assert pairs.is_late("asked", date(2026, 12, 4), date(2026, 12, 5))
    assert not pairs.is_late("active", date(2026, 12, 4), date(2026, 12, 5))


def test_silent_is_longer_than_five_weeks_without_a_word() -> None:
    assert not pairs.is_silent("active", NOW - pairs.SILENT_AFTER, NOW)
    assert pairs.is_silent("active", NOW - pairs.SILENT_AFTER - timedelta(seconds=1), NOW)
    assert not pairs.is_silent("ended", NOW - timedelta(days=90), NOW)


def test_days_of_meetings() -> None:
    pairs.check_planned(TODAY, TODAY)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=367)):
        with pytest.raises(DomainError):
            pairs.check_planned(day, TODAY)
    pairs.check_held(TODAY, TODAY)
    pairs.check_held(None, TODAY)
    with pytest.raises(DomainError):
        pairs.check_held(TODAY + timedelta(days=1), TODAY)


def test_nobody_answers_their_own_ask_or_takes_back_another_s() -> None:
    pairs.check_asked("mentee", "mentor")
    pairs.check_asker("mentee", "mentee")
    with pytest.raises(DomainError):
        pairs.check_asked("mentee", "mentee")
    with pytest.raises(DomainError):
        pairs.check_asker("mentee", "mentor")


def test_a_card_s_address_differs_from_seeker_to_seeker() -> None:
    addresses = {
        profiles.card_address("secret", side, seeker, 7)
        for side in ("mentor", "mentee")
        for seeker in (1, 2)
    }
    assert len(addresses) == 4
    assert profiles.card_address("other", "mentor", 1, 7) not in addresses
