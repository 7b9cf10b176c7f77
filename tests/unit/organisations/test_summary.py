"""The line on a card: the first sentence that says something, cut at a word."""

import pytest

from brokerage.organisations.rules import LONGEST_SUMMARY, first_sentence


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        ("We fix boilers and taps. We come the same day.", "We fix boilers and taps."),
        ("1. To look after the meadow. 2. To open it.", "1. To look after the meadow."),
        ("Hello! We bake bread\nfor schools. Ask us.", "Hello! We bake bread for schools."),
        ("Short.", "Short."),
        ("", ""),
    ],
)
def test_the_first_sentence_that_says_something(description, summary):
    assert first_sentence(description) == summary


def test_a_long_sentence_is_cut_at_a_word():
    cut = first_sentence("gardening " * 40)
    assert len(cut) <= LONGEST_SUMMARY
    assert cut.endswith("gardening…")
