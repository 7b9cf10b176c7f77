"""Skills, rules with sentences of their own, and how each kind of candidate is spoken of."""

import dataclasses
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.explain import WhyNot
from matching.matcher import Matcher
from matching.profile import Place, Profile, Seeker, TagRule, Times
from matching.suggest import Thesaurus, skill_key
from matching.wording import (
    METRES_IN_A_MILE,
    OPPORTUNITY,
    ORGANISATION,
    VOLUNTEER_CARD,
    count_of,
)

LISTS = Thesaurus(
    [
        ("food-growing", "Growing food together", ("allotment", "orchard")),
        ("governance", "Better run charities", ("good governance",)),
        (skill_key("governance"), "Sitting on a board", ("trustee",)),
        (skill_key("gardening"), "Gardening and growing", ("pruning",)),
        (skill_key("driving"), "Driving", ("minibus driver",)),
    ]
)
HERE = Place(450_000, 200_000)


def fit(*profiles, wording=OPPORTUNITY):
    return Matcher(weights={"evidence": 0}, wording=wording).fit(profiles, LISTS)


def away(miles):
    return Place(HERE.easting + miles * METRES_IN_A_MILE, HERE.northing)


ORCHARD = Profile(
    1,
    "Plant an orchard",
    {"description": "Dig and water forty young trees."},
    causes=("food-growing",),
    skills=("gardening", "driving"),
    place=away(3),
    tags=frozenset({"commitment:regular"}),
)


def test_a_volunteer_reads_what_it_is_about_and_what_is_missing():
    seeker = Seeker(
        causes=("food-growing", "governance"),
        skills=("gardening",),
        place=HERE,
        place_label="OX4",
    )
    (match,) = fit(ORCHARD).rank(seeker).matches
    assert match.reasons == (
        "Is about “Growing food together”, which you care about.",
        "Uses “Gardening and growing”, which you can do.",
        "Is about 3 miles from OX4.",
    )
    assert match.missing == ("Also uses “Driving”, which you have not said you can do.",)


@pytest.mark.parametrize(
    ("skills", "sentence"),
    [
        (("governance",), "Uses none of the skills that you chose."),
        ((), "Asks for no particular skill."),
    ],
)
def test_what_a_role_uses_is_missing_only_where_it_uses_something(skills, sentence):
    plain = Profile(2, "Tea", causes=("food-growing",), skills=skills)
    seeker = Seeker(causes=("food-growing",), skills=("gardening",))
    (match,) = fit(plain).rank(seeker).matches
    assert match.missing == (sentence,)


def test_a_cause_and_a_skill_of_one_code_keep_their_own_labels():
    both = Profile(1, "Board", causes=("governance",), skills=("governance",))
    (match,) = fit(both).rank(Seeker(causes=("governance",), skills=("governance",))).matches
    assert match.reasons == (
        "Is about “Better run charities”, which you care about.",
        "Uses “Sitting on a board”, which you can do.",
    )
    assert fit(both).rank(Seeker(text="trustee")).total == 1
    assert fit(Profile(1, "B", causes=("governance",))).rank(Seeker(text="trustee")).total == 0


def test_lists_are_compared_by_the_shorter_whoever_looks():
    many = Seeker(causes=("food-growing", "governance", "a", "b", "c", "d"))
    (match,) = fit(ORCHARD).rank(many).matches
    assert match.score == pytest.approx(1, abs=1e-8)


def test_one_thing_shared_is_enough_where_any_suffices():
    orchard = dataclasses.replace(ORCHARD, causes=("food-growing", "a", "b"))
    seeker = Seeker(
        text="I once ran a puppet theatre",
        causes=("food-growing", "governance", "c", "d"),
        skills=("governance",),
    )
    puppets = Profile(2, "Puppet theatre")
    assert [match.id for match in fit(orchard, puppets).rank(seeker).matches] == [2]
    wide = dataclasses.replace(seeker, any_suffices=True)
    assert {match.id for match in fit(orchard, puppets).rank(wide).matches} == {1, 2}


def test_a_rule_by_tags_says_its_own_sentence_and_how_to_do_without():
    rule = TagRule(
        "commitment",
        "It is regular, and you look for one-off roles.",
        any_of=frozenset({"commitment:one-off"}),
        widen="Look at regular roles too: {}.",
    )
    seeker = Seeker(causes=("food-growing",), tag_rules=(rule,))
    assert fit(ORCHARD).explain(seeker, 1) == WhyNot(rule.name, rule.sentence)
    assert fit(ORCHARD).rank(seeker).widen == ("Look at regular roles too: 1 more match.",)


def test_a_rule_that_is_law_is_not_offered_to_be_dropped():
    rule = TagRule("age", "It is for adults.", none_of=frozenset({"commitment:regular"}))
    ranking = fit(ORCHARD).rank(Seeker(causes=("food-growing",), tag_rules=(rule,)))
    assert ranking.widen == (OPPORTUNITY.try_less,)


def test_two_more_matches_are_said_as_two():
    twin = dataclasses.replace(ORCHARD, id=2)
    ranking = fit(ORCHARD, twin).rank(Seeker(place=HERE, within_m=10))
    assert ranking.widen == ("Look further away: 2 more matches.",)
    assert (count_of(1, "match", "es"), count_of(1_200, "mile")) == ("1 match", "1,200 miles")


@pytest.mark.parametrize(
    ("miles", "sentence", "known"),
    [
        (0.2, "Starts within 1 mile.", 1),
        (0.99, "Starts within 1 mile.", 1),
        (1.01, "Starts within 3 miles.", 3),
        (9, "Starts within 10 miles.", 10),
        (19.9, "Starts within 20 miles.", 20),
        (21, "Starts more than 20 miles away.", None),
    ],
)
def test_a_card_tells_a_distance_by_its_band_only(miles, sentence, known):
    person = Profile(1, "", causes=("food-growing",), place=away(miles))
    seeker = Seeker(causes=("food-growing",), place=HERE)
    (match,) = fit(person, wording=VOLUNTEER_CARD).rank(seeker).matches
    assert sentence in match.reasons + match.missing
    assert match.distance_m == (known and pytest.approx(known * METRES_IN_A_MILE))


def test_within_a_band_cards_tie_in_score_and_in_order_by_distance():
    people = [Profile(n, "", causes=("food-growing",), place=away(5 + n / 20)) for n in range(1, 9)]
    fitted = fit(*people, wording=VOLUNTEER_CARD)
    seeker = Seeker(causes=("food-growing",), place=HERE)
    assert len({match.score for match in fitted.rank(seeker).matches}) == 1
    for order in ("relevance", "distance"):
        found = [match.id for match in fitted.rank(seeker, order=order).matches]
        assert found != sorted(found)


def test_how_far_somebody_travels_is_judged_exactly():
    person = Profile(1, "", causes=("food-growing",), place=away(2), reach_m=METRES_IN_A_MILE)
    why = fit(person, wording=VOLUNTEER_CARD).explain(Seeker(place=HERE), 1)
    assert why == WhyNot("reach", "They do not travel this far.")


words = st.text(string.ascii_lowercase, min_size=5, max_size=9)


@given(own=words, name=words, miles=st.floats(0, 40))
def test_a_card_says_nothing_of_ones_own(own, name, miles):
    person = Profile(
        1,
        f"{name} zq{name}",
        {"own": f"Orchard and allotment, zq{own}."},
        causes=("food-growing",),
        skills=("gardening",),
        times=Times(frozenset({"TuesdayMorning"})),
        place=away(miles),
    )
    seeker = Seeker(
        text="orchard pruning",
        causes=("food-growing",),
        skills=("gardening", "driving"),
        times=frozenset({"TuesdayMorning"}),
        place=HERE,
    )
    (match,) = fit(person, wording=VOLUNTEER_CARD).rank(seeker).matches
    said = " ".join((*match.reasons, *match.missing, *(part.sentence for part in match.parts)))
    assert "zq" not in said
    assert "own words" not in said
    assert "Cares about “Growing food together”." in said
    assert "Has not said that they can do “Driving”." in match.missing


@pytest.mark.parametrize("wording", [ORGANISATION, OPPORTUNITY, VOLUNTEER_CARD])
def test_every_sentence_ends_and_leaves_no_gap(wording):
    seeker = Seeker(
        text="orchard zeppelin",
        categories=("45000000",),
        causes=("food-growing", "governance"),
        skills=("gardening", "governance"),
        times=frozenset({"TuesdayMorning"}),
        place=HERE,
    )
    matches = fit(ORCHARD, wording=wording).rank(seeker).matches
    remote = dataclasses.replace(ORCHARD, is_remote=True, place=None)
    matches += fit(remote, wording=wording).rank(seeker).matches
    assert len(matches) == 2
    for match in matches:
        for sentence in (*match.reasons, *match.missing):
            assert sentence.endswith(".")
            assert not set("{}") & set(sentence)
