"""Where a candidate would stand with more, and what one below the floor lacks."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.matcher import Matcher
from matching.profile import Evidence, Profile, Seeker, Times
from tests.matching.town import town

TUESDAY = frozenset({"TuesdayMorning"})
WAGE = Evidence("wage", "Living wage", is_verified=True)
SEEKER = Seeker(text="repair a roof", times=TUESDAY, evidence=("wage",))


def roofer(number, **more):
    own = {"times": Times(frozenset({"FridayEvening"}))} | more
    return Profile(number, "Roofer", {"about": "We repair a roof."}, **own)


def ranks(fitted):
    return {match.id: n for n, match in enumerate(fitted.rank(SEEKER, limit=99).matches, 1)}


def test_a_tuesday_would_make_it_first():
    fitted = Matcher().fit([roofer(1, times=Times(TUESDAY)), roofer(2, evidence=(WAGE,))])
    assert ranks(fitted) == {1: 1, 2: 2}
    (chance,) = fitted.what_would_help(SEEKER, 2)
    assert (chance.part, chance.rank, chance.rank_now) == ("times", 1, 2)
    assert chance.sentence == "With a time that suits it would be number 1, not 2."
    assert fitted.what_would_help(SEEKER, 1) == ()


def test_what_is_no_match_hears_of_no_chance():
    fitted = Matcher().fit([roofer(1), Profile(2, "Baker", {"about": "Bread."})])
    assert fitted.what_would_help(SEEKER, 2) == fitted.what_would_help(SEEKER, 99) == ()


@settings(max_examples=60, deadline=None)
@given(
    facts=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=6),
    asked=st.integers(0, 5),
)
def test_the_change_that_is_told_gives_the_place_that_is_told(facts, asked):
    many = [
        roofer(
            number,
            times=Times(TUESDAY if is_free else frozenset({"FridayEvening"})),
            evidence=(WAGE,) if is_paid else (),
        )
        for number, (is_free, is_paid) in enumerate(facts)
    ]
    own = many[asked % len(many)]
    for chance in Matcher().fit(many).what_would_help(SEEKER, own.id):
        more = {"times": {"times": Times(TUESDAY)}, "evidence": {"evidence": (WAGE,)}}[chance.part]
        changed = Matcher().fit([*(p for p in many if p is not own), replace(own, **more)])
        scores = {m.id: m.score for m in changed.rank(SEEKER, limit=99).matches}
        assert chance.rank == 1 + sum(score > scores[own.id] for score in scores.values())


def test_below_the_floor_it_is_told_what_is_lacking():
    query = "solicitor for a conveyance of leasehold flats in schools"
    why = Matcher().fit(town()).explain(Seeker(text=query), 1)
    assert why.rule == "floor"
    assert why.lacking[0].startswith("Does not mention “conveyance”")
    assert Matcher().fit(town()).explain(Seeker(text="zeppelins"), 1).lacking == ()
