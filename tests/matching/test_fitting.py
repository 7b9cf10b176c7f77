"""Who fits, what a score is made of, and that few rows looked at give the answer of all."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from matching.explain import Match, WhyNot
from matching.matcher import Matcher
from matching.profile import Evidence, Occasion, Place, Profile, Seeker, Times
from matching.scoring import exact
from matching.suggest import Thesaurus
from matching.text import word_terms
from matching.vectors import pack

HERE = Place(450_000, 200_000)
AXES = np.eye(64, dtype=np.float32)
TUESDAY = frozenset({"TuesdayMorning"})
TODAY = date(2026, 11, 23)
WAGE = Evidence("wage", "Living wage", is_verified=True)
CUSHION, SETTEE = word_terms("cushions")[0], word_terms("settee")[0]
HALVES = {"categories": 0.5, "causes": 0.5}


def found(matcher, seeker, **options):
    return [match.id for match in matcher.rank(seeker, **options).matches]


def values(match):
    return {part.name: part.value for part in match.parts}


def away(metres):
    return Place(HERE.easting + metres, HERE.northing)


def test_a_score_is_made_of_the_shares_of_what_was_asked_for():
    profile = Profile(
        1,
        "A",
        categories=("45000000",),
        causes=("food",),
        skills=("driving", "cooking"),
        times=Times(TUESDAY),
        place=away(3_000),
        evidence=(WAGE,),
    )
    seeker = Seeker(
        categories=("45310000",),
        causes=("food",),
        skills=("driving", "singing"),
        times=TUESDAY,
        place=HERE,
        within_m=6_000,
    )
    (match,) = Matcher().fit([profile]).rank(seeker).matches
    weights = {"categories": 0.5, "causes": 0.3, "skills": 0.3, "times": 0.2, "place": 0.15}
    weights["evidence"] = 0.05
    worth = {"categories": 0.7, "causes": 1, "skills": 0.5, "times": 1, "place": 0.5}
    worth["evidence"] = 0.5
    total = sum(weights.values())
    wanted = {name: float(exact(np.array(worth[name] * weights[name] / total))) for name in weights}
    assert list(values(match)) == list(wanted)
    assert values(match) == pytest.approx(wanted, abs=2e-9)
    assert all(value * 2**30 == round(value * 2**30) for value in values(match).values())


def test_only_parts_that_were_asked_for_and_weigh_something_are_told():
    profile = Profile(1, "A", {"about": "roofs"}, place=HERE)
    fitted = Matcher().fit([profile])
    assert list(values(fitted.rank(Seeker(text="roofs")).matches[0])) == ["words", "evidence"]
    asked = Seeker(text="roofs", times=TUESDAY, place=HERE)
    (match,) = fitted.rank(asked).matches
    assert list(values(match)) == ["words", "times", "place", "evidence"]
    (match,) = fitted.rank(asked, weights={"evidence": 0, "times": 0}).matches
    assert list(values(match)) == ["words", "place"]
    assert values(match)["words"] > values(match)["place"] > 0.15
    assert fitted.rank(Seeker(place=HERE)).matches[0].parts == ()
    (match,) = fitted.rank(Seeker(text=" ", times=TUESDAY)).matches
    assert list(values(match)) == ["times", "evidence"]


@pytest.mark.parametrize(("floor", "fits"), [(0, True), (0.5, True), (0.51, False), (1, False)])
def test_the_floor_is_the_share_of_what_was_asked_for(floor, fits):
    fitted = Matcher(weights=HALVES, floor=floor).fit([Profile(1, "A", causes=("food",))])
    asked = Seeker(categories=("45310000",), causes=("food",))
    assert found(fitted, asked) == [1] * fits
    assert isinstance(fitted.explain(asked, 1), Match if fits else WhyNot)


@pytest.mark.parametrize(("floor", "fits"), [(0, True), (0.25, True), (0.26, False)])
def test_where_any_suffices_the_best_of_it_has_to_reach_the_floor(floor, fits):
    fitted = Matcher(weights=HALVES, floor=floor).fit(
        [Profile(1, "A", categories=("45400000",)), Profile(2, "B", causes=("other",))]
    )
    asked = Seeker(categories=("45310000",), causes=("food",), any_suffices=True)
    assert found(fitted, asked) == [1] * fits


def test_who_has_nothing_that_was_asked_for_is_no_match_even_without_a_floor():
    nobody = Profile(1, "A", {"about": "bread"}, causes=("other",), evidence=(WAGE,), place=HERE)
    fitted = Matcher(floor=0).fit([nobody])
    for asked in (Seeker(text="roofs"), Seeker(causes=("food",)), Seeker(categories=("45310000",))):
        for wider in (asked, replace(asked, any_suffices=True)):
            assert found(fitted, replace(wider, place=HERE)) == []


@pytest.mark.parametrize(
    ("cosine", "floor", "fits"), [(0.44, 0.2, True), (0.36, 0.2, False), (0.36, 0, True)]
)
def test_what_is_said_in_other_words_has_to_be_close(cosine, floor, fits):
    vector = AXES[0] * cosine + AXES[1] * np.float32(np.sqrt(1 - cosine**2))
    profile = Profile(1, "A", {"about": "roofs"}, vectors=(pack(vector),))
    asked = Seeker(text="zzz", vector=pack(AXES[0]))
    assert found(Matcher(floor=floor).fit([profile]), asked) == [1] * fits


def test_being_close_lets_in_but_is_not_asked_of_who_has_the_words():
    worded = Profile(1, "A", {"about": "roofs"})
    far = replace(worded, id=2, vectors=(pack(AXES[5]),))
    fitted = Matcher(floor=0.6).fit([worded, far])
    assert set(found(fitted, Seeker(text="roofs", vector=pack(AXES[0])))) == {1, 2}


def test_what_a_model_takes_for_the_same_orders_but_lets_nobody_in():
    profiles = [Profile(1, "A", {"about": "settee"}), Profile(2, "B", {"about": "sofa"})]
    profiles.append(Profile(3, "C", {"about": "sofa settee"}))
    asked = Seeker(text="sofa cushions", near_words=((CUSHION, SETTEE, 0.9),))
    fitted = Matcher().fit([*profiles, Profile(4, "D", {"about": "cushions"})])
    assert 1 not in found(fitted, asked)
    loose = Matcher(floor=0).fit([*profiles, Profile(4, "D", {"about": "cushions"})])
    assert set(found(loose, asked)) == {1, 2, 3, 4}
    assert found(loose, asked).index(3) < found(loose, asked).index(2)


def test_a_phrase_for_what_is_meant_counts_as_some_of_the_words():
    lists = Thesaurus([("food", "Food", ("soup kitchen", "food bank"))])
    texts = ("A food bank", "A village hall", "A bank")
    profiles = [Profile(n, f"P{n}", {"about": text}) for n, text in enumerate(texts, 1)]
    fitted = Matcher(floor=0.2, weights={"evidence": 0, "order": 0.001}).fit(profiles, lists)
    (match,) = fitted.rank(Seeker(text="soup kitchen")).matches
    assert match.id == 1
    assert 0.29 < values(match)["words"] < 1


def mixed(count):
    """Profiles that differ in every part, with many that tie in words."""
    return [
        Profile(
            n,
            f"P{n}",
            {"about": "roofs" if n % 3 else "roofs gutters"},
            times=Times(TUESDAY if n % 2 else frozenset({"FridayEvening"})),
            place=away(400 * (n % 7)),
            evidence=(WAGE,) * (n % 5 == 0),
            is_remote=n % 11 == 0,
        )
        for n in range(count)
    ]


ASKED = Seeker(text="roofs gutters", times=TUESDAY, place=HERE, evidence=("wage",))


@pytest.mark.parametrize("order", ["relevance", "distance", "soonest"])
def test_the_first_few_are_the_first_of_all(order):
    fitted = Matcher(floor=0).fit(mixed(60))
    every = fitted.rank(ASKED, limit=99, order=order)
    assert every.total == 60
    for limit in (1, 2, 5, 20, 59, 60):
        few = fitted.rank(ASKED, limit=limit, order=order)
        assert (few.matches, few.total) == (every.matches[:limit], 60)
    assert fitted.rank(ASKED, limit=7, offset=31, order=order).matches == every.matches[31:38]
    assert fitted.rank(ASKED, limit=0, order=order).matches == ()


def test_what_came_since_is_looked_at_as_what_was_there():
    every = mixed(40)
    whole = Matcher().fit(every)
    lived = Matcher().fit(every[:20]).partial_fit(every[20:]).remove([3, 20])
    left = [match for match in whole.rank(ASKED, limit=99).matches if match.id not in (3, 20)]
    rebuilt = Matcher().fit([each for each in every if each.id not in (3, 20)])
    assert lived.rank(ASKED, limit=99).matches == rebuilt.rank(ASKED, limit=99).matches
    assert {m.id for m in lived.rank(ASKED, limit=99).matches} == {m.id for m in left}
    for match in rebuilt.rank(ASKED, limit=99).matches:
        assert lived.explain(ASKED, match.id) == match
    assert lived.explain(ASKED, 3).rule == lived.explain(ASKED, 20).rule == "absent"


def test_dates_count_for_what_came_since_too():
    def on(number, days):
        day = TODAY + timedelta(days=days)
        return Profile(number, f"P{number}", times=Times(occasions=(Occasion(day, TUESDAY),)))

    fitted = Matcher().fit([on(1, 9), on(2, 1), on(3, -1)])
    fitted.partial_fit([on(4, 5), on(5, 15), on(6, -5)])
    asked = Seeker(today=TODAY)
    assert found(fitted, asked, order="soonest") == [2, 4, 1, 5]
    assert isinstance(fitted.explain(asked, 4), Match)
    for gone in (3, 6):
        assert fitted.explain(asked, gone).rule == "dates"


def test_who_is_far_away_is_left_out_and_told_so_only_when_asked():
    near = Profile(1, "A", {"about": "roofs"}, place=away(1_000))
    far = Profile(2, "B", {"about": "roofs"}, place=away(90_000))
    remote = replace(far, id=3, is_remote=True)
    unplaced = replace(near, id=4, place=None)
    fitted = Matcher().fit([near, far, remote, unplaced])
    asked = Seeker(text="roofs", place=HERE, within_m=2_000)
    assert set(found(fitted, asked)) == {1, 3}
    assert fitted.explain(asked, 2).rule == fitted.explain(asked, 4).rule == "distance"
    assert isinstance(fitted.explain(asked, 3), Match)
    assert fitted.rank(asked).widen == ("Look further away: 2 more matches.",)


def test_working_remotely_is_worth_half_of_being_there_wherever_that_is():
    said = {"causes": ("food",), "is_remote": True}
    profiles = [
        Profile(1, "A", place=away(60_000), **said),
        Profile(2, "B", **said),
        Profile(3, "C", place=HERE, **said),
        Profile(4, "D", place=away(4_000), causes=("food",)),
        Profile(5, "E", causes=("food",)),
    ]
    fitted = Matcher(weights={"evidence": 0, "place": 0.3}).fit(profiles[:3])
    fitted.partial_fit(profiles[3:])
    asked = Seeker(causes=("food",), place=HERE)
    worth = {match.id: values(match)["place"] for match in fitted.rank(asked).matches}
    assert worth == {1: 0.25, 2: 0.25, 3: 0.5, 4: 0.25, 5: 0}


def test_where_both_what_it_is_and_a_rule_are_against_it_the_rule_is_told():
    baker = Profile(1, "A", {"about": "bread"}, place=away(90_000))
    fitted = Matcher().fit([baker])
    assert fitted.explain(Seeker(text="roofs", place=HERE, within_m=5), 1).rule == "distance"
    assert fitted.explain(Seeker(text="roofs", place=HERE), 1).rule == "floor"


def test_words_said_in_excess_are_worth_no_more_than_all_of_them():
    lists = Thesaurus([("food", "Food", ("soup kitchen", "food bank"))])
    both = Profile(1, "A", {"about": "A soup kitchen and food bank, a soup kitchen"})
    fitted = Matcher(weights={"evidence": 0}).fit([both], lists)
    (match,) = fitted.rank(Seeker(text="soup kitchen")).matches
    assert match.score <= 1
    assert values(match)["words"] <= 0.6 / 0.975
