"""What a place is worth, what a run says, and how an offer lives."""

from datetime import date

import pytest

from brokerage.cohorts.rules import cohorts, offers, runs
from brokerage.cohorts.rules.offers import PlacementStatus
from brokerage.cohorts.rules.runs import PersonFacts, PlaceFacts
from brokerage.errors import DomainError

TESSA = PersonFacts(
    name="Tessa Brook",
    causes=["reading"],
    skills=["listening"],
    day_parts=["TuesdayMorning", "FridayAfternoon"],
    point=(0, 0),
)
LARKRISE = PlaceFacts(
    name="Larkrise",
    area="Banbury",
    causes=["reading"],
    skills=["listening"],
    day_parts=["TuesdayMorning"],
    point=(0, 0),
    is_remote=False,
)
LABELS = {"reading": "Children and reading", "listening": "Listening"}


def place(**changes) -> PlaceFacts:
    return PlaceFacts(**{**LARKRISE.__dict__, **changes})


@pytest.mark.parametrize(
    ("decile", "bands", "points", "facts"),
    [
        (None, [], 0, 0),
        (10, [], 0, 0),
        (1, [], 4, 1),
        (2, [("The Leys", "20%")], 3, 2),
        (3, [("Northfield Brook", "10%")], 4, 2),
        (None, [("A ward", "priority ward"), ("Elsewhere", "unknown")], 1, 1),
    ],
)
def test_the_most_that_holds_of_an_area_counts(decile, bands, points, facts):
    found = cohorts.area_priority(decile, bands)
    assert (found[0], len(found[1])) == (points, facts)


def test_a_place_has_no_more_than_its_seats_and_no_fewer_than_its_fewest():
    cohorts.check_place(3, 3, 3)
    for capacity, minimum, field in ((4, 0, "capacity"), (2, 3, "minimum")):
        with pytest.raises(DomainError) as refused:
            cohorts.check_place(capacity, minimum, 3)
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("status", "missing", "own", "sentence"),
    [
        ("draft", [], False, "does not take anyone"),
        ("closed", [], False, "does not take anyone"),
        ("open", [], True, "act for this host"),
        ("open", ["when you are free"], False, "when you are free"),
    ],
)
def test_who_cannot_join_learns_why(status, missing, own, sentence):
    with pytest.raises(DomainError, match=sentence):
        cohorts.check_joinable(status, missing, is_own_host=own)
    cohorts.check_joinable("open", [], is_own_host=False)


def test_an_offer_is_answered_once_and_in_time():
    offers.check_in_time(date(2026, 12, 4), date(2026, 12, 4))
    with pytest.raises(DomainError):
        offers.check_in_time(date(2026, 12, 4), date(2026, 12, 5))
    for before in PlacementStatus:
        for then in PlacementStatus:
            if then in offers.MOVES.get(before, ()):
                offers.check_move(before, then)
            else:
                with pytest.raises(DomainError):
                    offers.check_move(before, then)
    ends = {"declined", "lapsed", "taken-back", "ended"}
    assert not ends & offers.MOVES.keys()


def test_reasons_can_be_checked():
    assert runs.reasons_for(TESSA, LARKRISE, LABELS, 3.2) == [
        "Free when it is: Tuesday morning.",
        "About 3 miles away.",
        "Cares about: Children and reading.",
        "Brings: Listening.",
    ]
    assert runs.reasons_for(TESSA, place(day_parts=[], causes=[], skills=[]), LABELS, 0.4) == [
        "The times can be agreed.",
        "Close by.",
    ]
    assert "It is done from home." in runs.reasons_for(TESSA, place(is_remote=True), LABELS, None)


def solution(**changes) -> dict:
    return {
        "places": [0, -1],
        "objective": [1, 4.0, 0.5],
        "bound": [1, 4.0, 0.5],
        "greedy": [1, 0.0, 0.4],
        "gap": 0.0,
        "pairs": 3,
        "method": "matching",
        "vacancies": [],
        "unplaced": [],
    } | changes


def test_best_is_said_of_what_meets_its_bound_alone():
    assert runs.verdict_of(solution())["is_best"]
    assert not runs.verdict_of(solution(gap=1.0))["is_best"]


@pytest.mark.parametrize(
    ("changes", "empty", "closed", "sentence"),
    [
        ({}, 1, False, "A Tuesday morning helper in Banbury for Larkrise."),
        ({"area": ""}, 1, False, "A Tuesday morning helper at Larkrise."),
        ({"is_remote": True}, 2, False, "2 Tuesday morning helpers from home."),
        ({"day_parts": []}, 1, False, "A helper in Banbury for Larkrise."),
        (
            {},
            1,
            True,
            "A Tuesday morning helper in Banbury for Larkrise. Nobody is placed there: too few "
            "could come for it to run.",
        ),
    ],
)
def test_who_is_needed_is_said_in_words(changes, empty, closed, sentence):
    vacancies = [{"place": 0, "empty": empty, "closed": closed}]
    told = runs.needs_of(solution(vacancies=vacancies), [place(**changes)])
    assert told == [{"place": 0, "empty": empty, "sentence": sentence}]


def test_what_would_place_somebody_is_said_in_words():
    remedies = [
        {"change": change, "place": 0, "rule": "times" if change == "widen" else ""}
        for change in ("lift_forbid", "add_seat", "drop_minimum", "widen")
    ]
    unplaced = [{"person": 0, "why": "full", "remedies": remedies}]
    told = runs.left_over_of(solution(unplaced=unplaced), [TESSA], [LARKRISE])
    assert told[0]["why"] == "Every place they could have is full."
    assert told[0]["remedies"] == [
        "Lift “never here” for Larkrise.",
        "One more place at Larkrise, kept for Tessa Brook.",
        "Let Larkrise run below its fewest, with a place kept for Tessa Brook.",
        "Larkrise has room: Tessa Brook is not free at the times of Larkrise.",
    ]


def test_numbers_of_the_matcher_become_names():
    told = runs.name_numbers("Person 0 is locked to place 0, not place 7.", [TESSA], [LARKRISE])
    assert told == "Tessa Brook is locked to Larkrise, not place 7."


def test_the_same_in_gives_the_same_digest():
    assert runs.digest_of({"a": [1], "b": 2}) == runs.digest_of({"b": 2, "a": [1]})
    assert runs.digest_of({"a": [1]}) != runs.digest_of({"a": [2]})


def test_progress_never_goes_beyond_its_stage():
    assert [runs.share_done("scores", n, 4) for n in (0, 2, 4)] == [0, 40, 80]
    assert runs.share_done("scores", 0, 0) == 0
    assert runs.share_done("places", 0, 1) == 85


@pytest.mark.parametrize(
    ("offered", "today", "is_due"),
    [
        (date(2026, 11, 2), date(2026, 11, 4), False),
        (date(2026, 11, 2), date(2026, 11, 5), True),
        (date(2026, 11, 2), date(2026, 11, 7), True),
        (date(2026, 11, 2), date(2026, 11, 8), False),
        (date(2026, 11, 5), date(2026, 11, 5), False),
        (date(2026, 11, 5), date(2026, 11, 6), True),
    ],
)
def test_a_reminder_comes_in_the_last_two_days_and_not_with_the_offer(offered, today, is_due):
    assert offers.is_reminder_due(offered, date(2026, 11, 7), today) is is_due
