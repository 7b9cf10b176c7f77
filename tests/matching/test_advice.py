"""What is said of a candidate that is kept out, and of ways to find more."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matching.explain import WhyNot
from matching.matcher import Matcher
from matching.profile import Occasion, Place, Profile, Seeker, Serves, TagRule, Times
from tests.matching.town import MARKET

TODAY = date(2026, 11, 23)
PAST = Times(occasions=(Occasion(TODAY - timedelta(days=1), frozenset({"SundayEvening"})),))
FULL = Times(
    occasions=(Occasion(TODAY, frozenset({"MondayMorning"}), has_room=False),), has_room=False
)
FAR = Place(MARKET.easting + 16_100, MARKET.northing)
TUESDAY = frozenset({"TuesdayMorning"})
ROOFER = Profile(1, "Roofer", {"about": "roofs"}, place=FAR, reach_m=8_100, times=FULL)
OWN = TagRule("own", "Not a charity.", frozenset({"kind:charity"}), widen="Any kind: {}.")
BARRED = TagRule("barred", "Does not want to be found.", none_of=frozenset({"hidden"}))


def why_not(seeker, profile=ROOFER):
    return Matcher().fit([profile]).explain(seeker, profile.id)


@pytest.mark.parametrize(
    ("seeker", "rule", "sentence"),
    [
        (
            Seeker(all_tags=frozenset({"x"})),
            "tags",
            "It does not pass the filters that you set.",
        ),
        (Seeker(serves_area="Vale"), "area", "It does not say that it serves Vale."),
        (
            Seeker(place=MARKET, within_m=3_300, place_label="Carfax"),
            "distance",
            "It is further than about 2 miles from Carfax.",
        ),
        (
            Seeker(place=MARKET, within_m=0),
            "distance",
            "It is further than less than a mile from the place you gave.",
        ),
        (
            Seeker(place=MARKET),
            "reach",
            "It works within about 5 miles of where it is, not at the place you gave.",
        ),
        (
            Seeker(place=MARKET, place_label="Carfax"),
            "reach",
            "It works within about 5 miles of where it is, not at Carfax.",
        ),
        (Seeker(serves=Serves("It does not work here.")), "serves", "It does not work here."),
        (
            Seeker(today=TODAY, needs_room=True),
            "dates",
            "It has no date to come with room in the days that you asked for.",
        ),
        (
            Seeker(today=TODAY + timedelta(days=1)),
            "dates",
            "It has no date to come in the days that you asked for.",
        ),
        (
            Seeker(times=TUESDAY, times_required=True),
            "times",
            "It is not at a time when you said you are free.",
        ),
        (Seeker(tag_rules=(BARRED, OWN)), "own", "Not a charity."),
    ],
)
def test_each_rule_says_in_its_own_words_why_it_keeps_out(seeker, rule, sentence):
    assert why_not(seeker) == WhyNot(rule, sentence)


def test_who_has_no_place_is_not_said_to_be_far_away():
    unplaced = replace(ROOFER, place=None)
    why = why_not(Seeker(place=MARKET, within_m=5_000), unplaced)
    assert why == WhyNot("distance", "It has not said where it is.")


def test_a_tag_that_bars_keeps_out_whatever_else_is_there():
    charity = replace(ROOFER, tags=frozenset({"kind:charity", "hidden"}))
    seeker = Seeker(tag_rules=(OWN, BARRED))
    assert why_not(seeker, charity) == WhyNot("barred", "Does not want to be found.")
    assert Matcher().fit([replace(charity, tags=OWN.any_of)]).rank(seeker).total == 1


def test_of_several_rules_the_first_is_named():
    seeker = Seeker(
        all_tags=frozenset({"x"}),
        tag_rules=(OWN,),
        serves_area="vale",
        place=MARKET,
        within_m=1,
        times=TUESDAY,
        times_required=True,
    )
    kept_out = []
    profile = ROOFER
    for change in (
        {"tags": frozenset({"x"})},
        {"tags": frozenset({"x", "kind:charity"})},
        {"areas": frozenset({"vale"})},
        {"place": MARKET},
        {"times": None},
    ):
        kept_out.append(why_not(seeker, profile).rule)
        profile = replace(profile, **change)
    assert kept_out == ["tags", "own", "area", "distance", "times"]


def widened(seeker, *profiles):
    return Matcher().fit(profiles).rank(seeker).widen


def test_each_filter_that_keeps_some_out_is_offered_with_how_many():
    near = Place(MARKET.easting + 1_000, MARKET.northing)
    placed = replace(ROOFER, times=None)
    many = [replace(placed, id=n, reach_m=None) for n in (1, 2)]
    assert widened(Seeker(text="roofs", place=MARKET, within_m=5_000), *many) == (
        "Look further away: 2 more matches.",
    )
    assert widened(Seeker(text="roofs", place=MARKET), placed) == (
        "Try another place: 1 more match, but not at this one.",
    )
    busy = replace(placed, times=Times(frozenset({"FridayEvening"})), place=near)
    asked = Seeker(text="roofs", times=TUESDAY, times_required=True, place=MARKET)
    assert widened(asked, busy) == ("Look at other times of the week: 1 more match.",)
    assert widened(Seeker(text="roofs", tag_rules=(OWN,)), placed) == ("Any kind: 1 more match.",)


def test_a_filter_is_not_offered_for_who_fails_another_one_too():
    asked = Seeker(text="roofs", place=MARKET, within_m=5_000, serves_area="vale")
    alone = replace(ROOFER, id=2, reach_m=None, areas=frozenset({"vale"}))
    assert widened(asked, replace(ROOFER, reach_m=None)) == (
        "Try fewer or more general words, or fewer categories.",
    )
    assert widened(asked, replace(ROOFER, reach_m=None), alone) == (
        "Look further away: 1 more match.",
    )


def test_what_is_law_or_past_is_not_offered_to_be_dropped():
    assert widened(Seeker(text="roofs", tag_rules=(replace(OWN, widen=""),)), ROOFER) == (
        "Try fewer or more general words, or fewer categories.",
    )
    past = replace(ROOFER, times=PAST)
    assert widened(Seeker(text="roofs", today=TODAY), past) == (
        "Try fewer or more general words, or fewer categories.",
    )


def test_who_only_browses_is_not_told_to_type_other_words():
    assert widened(Seeker(today=TODAY), replace(ROOFER, times=PAST)) == ()
    assert widened(Seeker(), ROOFER) == ()
    assert widened(Seeker(text="roofs"), ROOFER) == (
        "Try fewer or more general words, or fewer categories.",
    )


SIX = "roofs zeppelins quagmire obelisk pharaoh walrus"


def test_the_first_word_that_nobody_has_is_named_in_a_short_query():
    said = widened(Seeker(text=SIX), ROOFER)
    assert len(said) == 1
    assert said[0].startswith("Nothing mentions “")
    assert said[0].endswith("”: try another word for it.")
    assert "roofs" not in said[0]
    longer = widened(Seeker(text=f"{SIX} juggernaut"), ROOFER)
    assert longer == ("Try fewer or more general words, or fewer categories.",)


def test_who_says_much_of_themselves_is_told_of_no_single_word():
    asked = Seeker(text="roofs zeppelins", causes=("food",), any_suffices=True)
    assert widened(asked, ROOFER) == ("Try fewer or more general words, or fewer categories.",)
    empty = Seeker(text="the and of", causes=("food",), any_suffices=True)
    assert widened(empty, ROOFER) == ("Try fewer or more general words, or fewer categories.",)


def test_words_that_say_nothing_are_asked_for_more():
    hint = "Say what you are looking for in a few more words."
    assert widened(Seeker(text="the and of"), ROOFER) == (hint,)
    assert hint not in widened(Seeker(causes=("food",)), ROOFER)
    assert hint not in widened(Seeker(text="roofs"), ROOFER)
