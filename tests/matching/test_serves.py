"""The rule on where the work is: one clause over columns, and once more on one profile."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.explain import WhyNot
from matching.matcher import Matcher
from matching.profile import Place, Profile, Seeker, Serves

HERE = Place(0, 0)
ELSEWHERE = "It does not work here."

areas = st.frozensets(st.sampled_from(["oxford", "vale", "cherwell"]), max_size=2)
places = st.none() | st.builds(Place, st.integers(0, 9), st.integers(0, 9))
limits = st.none() | st.integers(0, 12)
profiles = st.builds(
    Profile,
    id=st.integers(0, 50),
    name=st.just("A"),
    place=places,
    reach_m=limits,
    areas=areas,
    is_remote=st.booleans(),
)


@st.composite
def seekers(draw):
    place = draw(places)
    rule = Serves(
        ELSEWHERE,
        areas=draw(areas),
        by_reach=draw(st.booleans()),
        within_m=draw(limits) if place else None,
        remotely=draw(st.booleans()),
    )
    return Seeker(place=place, serves=rule)


def passes(profile, seeker):
    rule = seeker.serves
    if rule.areas & profile.areas or (rule.remotely and profile.is_remote):
        return True
    if seeker.place is None or profile.place is None:
        return False
    here, there = seeker.place, profile.place
    distance = math.dist((here.easting, here.northing), (there.easting, there.northing))
    limits = [profile.reach_m if rule.by_reach else None, rule.within_m]
    return any(limit is not None and distance <= limit for limit in limits)


@given(many=st.lists(profiles, max_size=8, unique_by=lambda p: p.id), seeker=seekers())
def test_one_clause_over_columns_agrees_with_the_rule_on_one_profile(many, seeker):
    fitted = Matcher().fit(many)
    found = {match.id for match in fitted.rank(seeker).matches}
    assert found == {profile.id for profile in many if passes(profile, seeker)}
    for profile in many:
        if profile.id not in found:
            assert fitted.explain(seeker, profile.id) == WhyNot("serves", ELSEWHERE)


def test_without_the_rule_a_stated_reach_rules_out_as_before():
    profile = Profile(1, "A", place=Place(9, 0), reach_m=3, areas=frozenset({"oxford"}))
    fitted = Matcher().fit([profile])
    assert fitted.explain(Seeker(place=HERE), 1).rule == "reach"
    rule = Serves(ELSEWHERE, areas=frozenset({"oxford"}), by_reach=True)
    assert fitted.explain(Seeker(place=HERE, serves=rule), 1).distance_m == 9


@pytest.mark.parametrize("within_m", [-1, math.nan, math.inf, 5])
def test_a_limit_that_means_nothing_is_refused(within_m):
    place = None if within_m == 5 else HERE
    with pytest.raises(ValueError, match=r"\.$"):
        Seeker(place=place, serves=Serves(ELSEWHERE, within_m=within_m))
