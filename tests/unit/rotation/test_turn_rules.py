"""Turns come first, fit second: whatever the numbers are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.rotation import rules
from brokerage.rotation.rules import Candidate

scores = st.floats(0, 1, allow_nan=False)


def one(asked: int = 0, score: float = 0.5, band: str = "Good match") -> Candidate:
    return Candidate(supplier_id=1, name="Ace", score=score, band=band, asked=asked)


@given(st.integers(0, 200), st.integers(0, 200), scores, scores)
def test_whoever_was_asked_less_comes_first_however_well_another_fits(
    asked: int, more: int, low: float, high: float
) -> None:
    most = asked + more + 1
    less, often = one(asked, low), one(most, high)
    assert rules.turn_score(less, most) > rules.turn_score(often, most)


@given(st.integers(0, 200), st.integers(0, 200), scores)
def test_the_worth_is_between_nothing_and_one(asked: int, more: int, score: float) -> None:
    assert 0 <= rules.turn_score(one(asked, score), asked + more) <= 1


def test_among_those_asked_alike_the_better_fit_comes_first() -> None:
    assert rules.turn_score(one(2, 0.6), 4) > rules.turn_score(one(2, 0.5), 4)


@pytest.mark.parametrize(("quotes", "already", "seats"), [(3, 0, 3), (3, 2, 1), (3, 5, 0)])
def test_what_is_found_already_is_not_looked_for(quotes: int, already: int, seats: int) -> None:
    assert rules.seats_of(quotes, already) == seats


@pytest.mark.parametrize("number", [0, rules.MOST_BRIEFS + 1])
def test_no_brief_and_too_many_are_refused(number: int) -> None:
    with pytest.raises(DomainError):
        rules.check_choice(range(number))
    rules.check_choice(range(rules.MOST_BRIEFS))


def test_a_word_is_no_reason() -> None:
    with pytest.raises(DomainError):
        rules.check_reason(" fair    ")
    rules.check_reason("They were last asked in May.")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (0, "Not asked by you in the last 12 months"),
        (1, "Asked by you once in the last 12 months"),
        (4, "Asked by you 4 times in the last 12 months"),
    ],
)
def test_turns_are_told_in_words(asked: int, said: str) -> None:
    assert rules.asked_words(asked) == said


def test_why_somebody_waits() -> None:
    assert "Suggested for “Chairs”" in rules.why_others_wait(one(), "Chairs", 0)
    assert "others have been asked less" in rules.why_others_wait(one(3), None, 2)
    assert "they fit better" in rules.why_others_wait(one(2), None, 2)
