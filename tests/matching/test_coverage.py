"""A short query's telling word must be there, or nothing is shown rather than rubbish."""

import pytest

from matching.matcher import Matcher
from matching.profile import Profile, Seeker
from matching.suggest import Thesaurus

TEXTS = (
    "We fix boilers and put in radiators",
    "Blocked drains cleared for a fixed price",
    "Legal help at a fixed price, with a letter you can keep",
    "We fix bicycles and sell good second-hand ones",
    "Accounts for village halls, at a fixed monthly price",
    "Sandwiches and cakes for meetings",
)


@pytest.fixture(scope="module")
def matcher():
    profiles = [Profile(id=n, name=f"Firm {n}", fields={"d": t}) for n, t in enumerate(TEXTS)]
    return Matcher().fit(profiles)


def found(matcher, text):
    return [match.id for match in matcher.rank(Seeker(text=text)).matches]


def test_the_common_half_of_a_short_query_is_no_match(matcher):
    assert found(matcher, "fix a boiler") == [0]


def test_either_of_two_equally_telling_words_is_enough(matcher):
    assert set(found(matcher, "boilers or sandwiches")) == {0, 5}


def test_a_word_that_nobody_uses_is_held_against_nobody(matcher):
    assert found(matcher, "boiler zeppelin") == [0]


@pytest.fixture(scope="module")
def knowing():
    """A matcher that knows what trades and causes are called."""
    rows = [
        ("food", "Food for people who need it", ("food bank", "surplus food", "soup kitchen")),
        ("money", "Money and advice", ("debt advice", "benefits help", "budgeting")),
        ("halls", "Village halls", ("village hall", "room hire", "debating evening")),
    ]
    texts = (
        "A food bank for the west of the county",
        "We hold debates every Thursday evening",
        "Room hire in the village",
    )
    profiles = [Profile(id=n, name=f"Body {n}", fields={"d": t}) for n, t in enumerate(texts)]
    return Matcher().fit(profiles, Thesaurus(rows))


def test_another_phrase_for_what_is_meant_is_found_and_named(knowing):
    (match,) = knowing.rank(Seeker(text="surplus food for families who cannot afford it")).matches
    assert match.id == 0
    assert "“food bank”, which fits “Food for people who need it”" in " ".join(match.reasons)


def test_a_word_that_trades_use_is_no_slip_for_another(knowing):
    assert found(knowing, "debt") == []
