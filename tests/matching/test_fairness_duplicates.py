"""Copies are found, repeated words are noticed, and neither lifts anybody above the honest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.duplicates import near_duplicates, stuffed_terms
from matching.explain import Match
from matching.matcher import Matcher
from matching.profile import Profile, Seeker
from matching.suggest import Thesaurus
from tests.matching.town import town, trades

TOLERANCE = 0.06
"""Of a score in [0, 1]: what repeating or copying may gain at the most."""
HONEST = (
    "We are qualified electricians who rewire homes, schools and shops across the county, and "
    "test appliances for landlords and small charities at a price agreed before we begin. Our team "
    "of six keeps school kitchens, village halls and workshops safe, and trains two apprentices."
)
OTHER = (
    "Our gardeners look after grounds, hedges and allotments with disabled adults, and teach "
    "school children how to grow vegetables from seed through every season of the year."
)


def profile(number, *texts, name="A name"):
    return Profile(number, name, {f"field {n}": text for n, text in enumerate(texts)})


def test_a_copy_is_found_under_another_name():
    found = near_duplicates([profile(7, HONEST), profile(3, HONEST, name="B"), profile(5, OTHER)])
    assert found == ((3, 7),)


@pytest.mark.parametrize(
    "copy",
    [
        HONEST.upper(),
        HONEST.replace("county", "shire"),
        HONEST + " " + OTHER,
        HONEST + " Call us today for a free quotation, day or night, seven days a week.",
    ],
)
def test_a_copy_with_small_changes_or_more_words_is_found(copy):
    assert near_duplicates([profile(1, HONEST), profile(2, copy)]) == ((1, 2),)


def test_a_copy_cut_over_other_fields_is_found():
    first, second = HONEST.split(", and ", 1)
    assert near_duplicates([profile(1, HONEST), profile(2, first, second)]) == ((1, 2),)


def test_the_same_trade_in_own_words_is_no_copy():
    own = (
        "Electricians since 1990: rewiring of homes and schools, appliance testing for landlords, "
        "fixed prices, and apprentices whom we train from the estates that we work on."
    )
    assert near_duplicates([profile(1, HONEST), profile(2, own), profile(3, OTHER)]) == ()


def test_a_name_is_no_text_to_copy():
    own = [
        "Electricians since 1990, rewiring homes, schools, barns, shops, chapels and town halls.",
        "Gardeners who plant hedges, prune orchards, mow lawns, weed borders and build dry walls.",
    ]
    alike = [profile(n, text, name=f"{HONEST} {OTHER}") for n, text in enumerate(own)]
    assert near_duplicates(alike, likeness=0.6, fewest_terms=8) == ()


@pytest.mark.parametrize("text", ["", "Gardening services", "\N{PARTY POPPER}" * 40, "the of and"])
def test_who_says_little_copies_nobody(text):
    assert near_duplicates([profile(1, text), profile(2, text)]) == ()
    assert near_duplicates([]) == ()


def test_many_of_one_text_are_one_group():
    same = [profile(number, HONEST) for number in range(200)]
    assert near_duplicates([*same, profile(500, OTHER)]) == (tuple(range(200)),)


@given(st.permutations(range(6)))
def test_the_order_of_profiles_changes_nothing(order):
    texts = [HONEST, OTHER, HONEST + " Ask us.", OTHER.lower(), HONEST + " " + OTHER, "Roofs."]
    profiles = [profile(number, texts[number]) for number in order]
    assert near_duplicates(profiles) == ((0, 1, 2, 3, 4),)


@pytest.mark.parametrize("likeness", [0, 1.1, -1])
def test_a_likeness_that_means_nothing_is_refused(likeness):
    with pytest.raises(ValueError, match="likeness"):
        near_duplicates([], likeness=likeness)


def test_repeats_are_told_with_their_counts():
    stuffed = stuffed_terms("Plumber plumbers plumbing! " * 5 + "boilers and taps")
    assert dict(stuffed.terms) == {"plumber": 10, "plumbing": 5}
    assert stuffed.share == pytest.approx(9 / 17)  # eight end a run said before, one is a fifth
    assert stuffed.is_stuffed


def test_a_passage_that_is_said_again_is_told():
    again = stuffed_terms(f"{HONEST} {HONEST}")
    assert again.terms == ()
    assert 0.4 < again.share < 0.5


@pytest.mark.parametrize("text", ["", "of the", HONEST, OTHER, f"{HONEST} {OTHER}"])
def test_plain_speech_is_not_stuffed(text):
    assert not stuffed_terms(text).is_stuffed


@given(st.text(max_size=200))
def test_any_text_has_a_share(text):
    assert 0 <= stuffed_terms(text).share <= 1


def ranked(query, *more):
    return Matcher().fit([*town(), *more], Thesaurus(trades())).rank(Seeker(text=query)).matches


def score_of(query, text):
    found = Matcher().fit([*town(), profile(99, text)]).explain(Seeker(text=query), 99)
    return found.score if isinstance(found, Match) else 0.0


@pytest.mark.parametrize("times", [2, 5, 20, 200])
@pytest.mark.parametrize("query", ["electrician", "electricians to rewire a school"])
def test_what_gains_by_saying_it_again_is_flagged(query, times):
    for text in ("electrician", "electricians rewire schools", HONEST):
        again = f"{text} " * times
        if score_of(query, again) > score_of(query, text) + TOLERANCE:
            assert stuffed_terms(again).is_stuffed


@pytest.mark.parametrize("times", [1, 5, 50, 500])
def test_a_repeated_keyword_does_not_pass_who_does_all_that_is_asked(times):
    stuffer = profile(99, "electrician " * times)
    first, *_ = ranked("electrician to rewire a school", stuffer)
    assert first.id == 1


@pytest.mark.parametrize("query", ["electricians who rewire schools", "rewire a shop"])
def test_pasting_the_text_of_another_gains_next_to_nothing(query):
    honest = town()[0]
    for copies in (1, 5):
        matches = ranked(query, profile(99, honest.fields["about"] * copies))
        scores = {match.id: match.score for match in matches}
        assert scores[99] <= scores[1] + TOLERANCE
