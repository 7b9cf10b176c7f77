"""An index that lived ranks exactly as one built from what is left."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import index
from matching.columns import category_fit
from matching.explain import Match
from matching.matcher import Matcher
from matching.profile import Evidence, Place, Profile, Seeker
from matching.suggest import Thesaurus
from tests.matching.town import trades

WORDS = ["plumber", "plumbing", "boiler", "boilers", "gardener", "garden", "cake", "sparky", "é"]
CODES = ["45330000", "45310000", "45000000", "77310000"]
TAGS = ["kind:charity", "kind:business", "is:listing"]

sentences = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
places = st.none() | st.builds(Place, st.integers(0, 9_000), st.integers(0, 9_000))
tag_sets = st.frozensets(st.sampled_from(TAGS), max_size=2)
profiles = st.builds(
    Profile,
    id=st.integers(0, 7),
    name=st.sampled_from(["Alpha", "beta", "Gamma"]),
    fields=st.fixed_dictionaries({"about": sentences}, optional={"offers": sentences}),
    categories=st.lists(st.sampled_from(CODES), max_size=2).map(tuple),
    causes=st.lists(st.sampled_from(["food", "health"]), max_size=1).map(tuple),
    place=places,
    reach_m=st.none() | st.integers(0, 9_000),
    areas=st.frozensets(st.sampled_from(["oxford", "vale"])),
    is_remote=st.booleans(),
    evidence=st.lists(st.builds(Evidence, st.just("k"), st.just("L"), st.booleans())).map(tuple),
    tags=tag_sets,
)


@st.composite
def seekers(draw):
    place = draw(places)
    return Seeker(
        text=draw(sentences | st.just("plummer gardning")),
        categories=draw(st.lists(st.sampled_from(CODES), max_size=2).map(tuple)),
        causes=draw(st.lists(st.just("food"), max_size=1).map(tuple)),
        place=place,
        within_m=None if place is None else draw(st.none() | st.integers(0, 9_000)),
        serves_area=draw(st.none() | st.just("oxford")),
        all_tags=draw(st.just(frozenset()) | tag_sets),
        any_tags=draw(st.just(()) | st.lists(tag_sets, max_size=2).map(tuple)),
        no_tags=draw(st.just(frozenset()) | tag_sets),
    )


changes = st.lists(
    st.tuples(st.just("add"), st.lists(profiles, max_size=3))
    | st.tuples(st.just("remove"), st.lists(st.integers(0, 8), max_size=3)),
    max_size=6,
)


@pytest.mark.parametrize("delta_rows", [1_000, 2])
@settings(max_examples=60, deadline=None)
@given(start=st.lists(profiles, max_size=6), changes=changes, seeker=seekers(), seed=st.integers())
def test_a_changed_index_ranks_as_a_rebuilt_one(delta_rows, start, changes, seeker, seed):
    thesaurus = Thesaurus(trades())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "DELTA_ROWS", delta_rows)
        lived = Matcher(floor=0.05).fit(start, expansions=thesaurus)
        left = {p.id: p for p in start}
        for verb, what in changes:
            if verb == "add":
                lived.partial_fit(what)
                left |= {p.id: p for p in what}
            else:
                lived.remove(what)
                left = {i: p for i, p in left.items() if i not in what}
        rebuilt = Matcher(floor=0.05).fit(left.values(), expansions=thesaurus)
        for order in ("relevance", "distance"):
            ours = lived.rank(seeker, tie_seed=seed, order=order)
            theirs = rebuilt.rank(seeker, tie_seed=seed, order=order)
            assert ours.matches == theirs.matches
            assert (ours.total, ours.widen) == (theirs.total, theirs.widen)
        assert lived.snapshot_.generation == 1 + len(changes)


def passes_every_rule(profile, seeker):
    """The hard rules said once more, on one profile in plain Python."""
    if not seeker.all_tags <= profile.tags or seeker.no_tags & profile.tags:
        return False
    if not all(choice & profile.tags for choice in seeker.any_tags):
        return False
    if seeker.serves_area is not None and seeker.serves_area not in profile.areas:
        return False
    if seeker.place is None or profile.is_remote:
        return True
    if profile.place is None:
        return seeker.within_m is None
    here, there = seeker.place, profile.place
    distance = math.dist((here.easting, here.northing), (there.easting, there.northing))
    limits = [limit for limit in (seeker.within_m, profile.reach_m) if limit is not None]
    return all(distance <= limit for limit in limits)


def fits_at_all(profile, seeker):
    causes = set(seeker.causes) & set(profile.causes)
    fits = [category_fit(w, o) for w in seeker.categories for o in profile.categories]
    return bool(causes or any(fits))


@settings(max_examples=150, deadline=None)
@given(many=st.lists(profiles, max_size=8, unique_by=lambda p: p.id), seeker=seekers())
def test_rules_over_columns_agree_with_rules_on_one_profile(many, seeker):
    fitted = Matcher(floor=0).fit(many)
    found = {match.id for match in fitted.rank(seeker).matches}
    allowed = {p.id for p in many if passes_every_rule(p, seeker)}
    assert found <= allowed
    for profile in many:
        must = seeker.browses or fits_at_all(profile, seeker)
        if profile.id in allowed and must:
            assert profile.id in found
        assert isinstance(fitted.explain(seeker, profile.id), Match) == (profile.id in found)


@settings(max_examples=100, deadline=None)
@given(many=st.lists(profiles, max_size=8), seeker=seekers())
def test_every_score_is_the_exact_sum_of_its_parts(many, seeker):
    for match in Matcher(floor=0).fit(many).rank(seeker).matches:
        assert match.score == math.fsum(part.value for part in match.parts)
        assert 0 <= match.score <= 1
        assert 1 <= len(match.reasons) <= 4


def test_partial_fit_begins_where_nothing_was_fitted():
    fitted = Matcher().partial_fit([Profile(1, "Alpha", {"about": "boilers"})])
    assert fitted.rank(Seeker(text="boiler")).generation == 1
    assert fitted.fit([]).rank(Seeker(text="boiler")).generation == 2


def test_a_replaced_profile_is_found_by_its_new_words_only():
    fitted = Matcher().fit([Profile(1, "Alpha", {"about": "boilers"})])
    fitted.partial_fit([Profile(1, "Alpha", {"about": "cakes"})])
    assert fitted.rank(Seeker(text="boilers")).total == 0
    assert [match.id for match in fitted.rank(Seeker(text="cakes")).matches] == [1]


def test_what_is_gone_counts_for_nothing():
    kept = [Profile(1, "Alpha", {"about": "boilers cakes"}), Profile(2, "B", {"about": "gardens"})]
    gone = [Profile(n, "Gone", {"about": "boilers " * n}) for n in range(3, 9)]
    lived = Matcher().fit([*kept, *gone]).remove(range(3, 9))
    seeker = Seeker(text="boilers and cakes")
    assert lived.rank(seeker).matches == Matcher().fit(kept).rank(seeker).matches


def test_a_word_that_came_later_is_found_when_misspelt():
    lived = Matcher().fit([Profile(1, "Alpha", {"about": "cakes"})])
    lived.partial_fit([Profile(2, "Beta", {"about": "plumbers"})])
    assert [match.id for match in lived.rank(Seeker(text="plummer")).matches] == [2]
