"""Texts that a profile was accepted for, and those that may never be used."""

from datetime import date, timedelta

import pytest

from matching.accepted import AskedText, accepted_passages

DAY = date(2026, 5, 4)


def asked(text, *, profile=1, outcome="chosen", days=0, is_private=False, may_be_used=False):
    day = DAY + timedelta(days=days)
    return AskedText(profile, text, outcome, day, is_private, may_be_used)


def test_only_what_it_was_accepted_for_counts():
    outcomes = ["shown", "shortlisted", "enquired", "answered", "declined", "accepted", "chosen"]
    given = [asked(f"roof number {n}{n}", outcome=o, days=n) for n, o in enumerate(outcomes)]
    assert accepted_passages(given) == {1: ("roof number 66", "roof number 55")}


def test_a_private_text_is_used_only_where_its_author_said_so():
    private = asked("a secret school kitchen", is_private=True)
    assert accepted_passages([private]) == {}
    allowed = asked("an open school kitchen", is_private=True, may_be_used=True)
    assert accepted_passages([private, allowed]) == {1: ("an open school kitchen",)}


def test_the_newest_are_kept_and_the_same_words_once():
    given = [asked(f"garden fence {n:02}", days=n) for n in range(12)]
    given.append(asked("Garden FENCE 11!", days=20))
    (passages,) = accepted_passages(given, most=3).values()
    assert passages == ("Garden FENCE 11!", "garden fence 10", "garden fence 09")
    assert accepted_passages(reversed(given), most=3) == {1: passages}


def test_each_profile_has_its_own():
    given = [asked("roof", profile=2), asked("fence", profile=1)]
    assert accepted_passages(given) == {1: ("fence",), 2: ("roof",)}


@pytest.mark.parametrize("text", ["", " ", "of the and", "\N{PARTY POPPER}"])
def test_a_text_that_says_nothing_is_no_passage(text):
    assert accepted_passages([asked(text)]) == {}


def test_a_long_text_is_cut():
    (passages,) = accepted_passages([asked("roof " * 1_000_000)], most_chars=12).values()
    assert passages == ("roof roof ro",)


@pytest.mark.parametrize("limits", [{"most": 0}, {"most_chars": 0}])
def test_limits_that_keep_nothing_are_refused(limits):
    with pytest.raises(ValueError, match="at least one passage"):
        accepted_passages([], **limits)
