"""An index that lived ranks exactly as one built from what is left."""

import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.columns import category_fit
from matching.explain import Match
from matching.matcher import Matcher
from matching.profile import Evidence, Place, Profile, Seeker, TagRule, Times
from matching.suggest import Thesaurus
from matching.wording import OPPORTUNITY, ORGANISATION, VOLUNTEER_CARD
from tests.matching.invented import TODAY, day_parts, days, times
from tests.matching.town import trades
from tests.support.proof import IS_LONG

WORDS = ["plumber", "plumbing", "boiler", "boilers", "gardener", "garden", "cake", "sparky", "é"]
CODES = ["45330000", "45310000", "45000000", "77310000"]
TAGS = ["kind:charity", "kind:business", "is:listing"]

SKILLS = ["driving", "gardening", "food"]

sentences = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
metres = st.integers(-15_000, 40_000)
places = st.none() | st.builds(Place, metres, metres)
vectors = st.binary(min_size=16, max_size=16)
tag_sets = st.frozensets(st.sampled_from(TAGS), max_size=2)
profiles = st.builds(
    Profile,
    id=st.integers(0, 7),
    name=st.sampled_from(["Alpha", "beta", "Gamma"]),
    fields=st.fixed_dictionaries({"about": sentences}, optional={"offers": sentences}),
    categories=st.lists(st.sampled_from(CODES), max_size=2).map(tuple),
    causes=st.lists(st.sampled_from(["food", "health"]), max_size=1).map(tuple),
    skills=st.lists(st.sampled_from(SKILLS), max_size=3).map(tuple),
    times=st.none() | times,
    place=places,
    reach_m=st.none() | st.integers(0, 9_000),
    areas=st.frozensets(st.sampled_from(["oxford", "vale"])),
    is_remote=st.booleans(),
    evidence=st.lists(st.builds(Evidence, st.just("k"), st.just("L"), st.booleans())).map(tuple),
    tags=tag_sets,
    accepted=st.lists(sentences, max_size=2).map(tuple),
    vectors=st.lists(vectors, max_size=2).map(tuple),
)


@st.composite
def seekers(draw):
    place = draw(places)
    return Seeker(
        text=draw(sentences | st.just("plummer gardning")),
        vector=draw(st.just(b"") | vectors),
        categories=draw(st.lists(st.sampled_from(CODES), max_size=2).map(tuple)),
        causes=draw(st.lists(st.just("food"), max_size=1).map(tuple)),
        skills=draw(st.lists(st.sampled_from(SKILLS), max_size=2).map(tuple)),
        times=draw(day_parts),
        times_required=draw(st.booleans()),
        today=draw(st.none() | st.just(TODAY)),
        from_day=draw(st.none() | days),
        to_day=draw(st.none() | days),
        needs_room=draw(st.booleans()),
        any_suffices=draw(st.booleans()),
        place=place,
        within_m=None if place is None else draw(st.none() | st.integers(0, 30_000)),
        serves_area=draw(st.none() | st.just("oxford")),
        all_tags=draw(st.just(frozenset()) | tag_sets),
        any_tags=draw(st.just(()) | st.lists(tag_sets, max_size=2).map(tuple)),
        no_tags=draw(st.just(frozenset()) | tag_sets),
        tag_rules=draw(
            st.lists(
                st.builds(TagRule, st.just("own"), st.just("No."), tag_sets, tag_sets), max_size=1
            ).map(tuple)
        ),
    )


changes = st.lists(
    st.tuples(st.just("add"), st.lists(profiles, max_size=3))
    | st.tuples(st.just("remove"), st.lists(st.integers(0, 8), max_size=3))
    | st.tuples(st.just("fold"), st.just([])),
    max_size=6,
)


@settings(max_examples=120 if IS_LONG else 60, deadline=None)
@given(start=st.lists(profiles, max_size=6), changes=changes, seeker=seekers(), seed=st.integers())
def test_a_changed_index_ranks_as_a_rebuilt_one(start, changes, seeker, seed):
    thesaurus = Thesaurus(trades())
    lived = Matcher(floor=0.05).fit(start, expansions=thesaurus)
    left = {p.id: p for p in start}
    for verb, what in changes:
        if verb == "add":
            lived.partial_fit(what)
            left |= {p.id: p for p in what}
        elif verb == "remove":
            lived.remove(what)
            left = {i: p for i, p in left.items() if i not in what}
        else:
            lived.fold()
    rebuilt = Matcher(floor=0.05).fit(left.values(), expansions=thesaurus)
    for order in ("relevance", "distance", "soonest"):
        ours = lived.rank(seeker, tie_seed=seed, order=order)
        theirs = rebuilt.rank(seeker, tie_seed=seed, order=order)
        assert ours.matches == theirs.matches
        assert (ours.total, ours.widen) == (theirs.total, theirs.widen)
    changed = [verb for verb, _ in changes if verb != "fold"]
    assert lived.snapshot_.generation == 1 + len(changed)


@settings(max_examples=60 if IS_LONG else 40, deadline=None)
@given(
    start=st.lists(profiles, min_size=6, max_size=8, unique_by=lambda profile: profile.id),
    seeker=seekers(),
    limit=st.integers(0, 4),
)
def test_the_first_matches_are_the_first_of_all(start, seeker, limit):
    matcher = Matcher(floor=0.05).fit(start[:4], expansions=Thesaurus(trades()))
    matcher.partial_fit(start[4:])
    everything = matcher.rank(seeker, limit=100)
    first = matcher.rank(seeker, limit=limit)
    assert first.matches == everything.matches[:limit]
    assert first.total == everything.total == len(everything.matches)
    found = {match.id for match in everything.matches}
    for profile in start:
        assert isinstance(matcher.explain(seeker, profile.id), Match) == (profile.id in found)


def passes_every_rule(profile, seeker):
    """The hard rules said once more, on one profile in plain Python."""
    return (
        passes_by_tags(profile, seeker)
        and passes_on_time(profile.times or Times(), seeker)
        and (seeker.serves_area is None or seeker.serves_area in profile.areas)
        and passes_by_place(profile, seeker)
    )


def passes_by_tags(profile, seeker):
    has = profile.tags
    return (
        seeker.all_tags <= has
        and not seeker.no_tags & has
        and all(choice & has for choice in seeker.any_tags)
        and all(rule.any_of & has or not rule.any_of for rule in seeker.tag_rules)
        and not any(rule.none_of & has for rule in seeker.tag_rules)
    )


def passes_by_place(profile, seeker):
    if seeker.place is None or profile.is_remote:
        return True
    if profile.place is None:
        return seeker.within_m is None
    here, there = seeker.place, profile.place
    distance = math.dist((here.easting, here.northing), (there.easting, there.northing))
    limits = [limit for limit in (seeker.within_m, profile.reach_m) if limit is not None]
    return all(distance <= limit for limit in limits)


def passes_on_time(times, seeker):
    first = max(seeker.today or date.min, seeker.from_day or date.min)
    coming = [
        each
        for each in times.occasions
        if first <= each.day <= (seeker.to_day or date.max)
        and (each.has_room or not seeker.needs_room)
    ]
    if times.occasions:
        choices = [each.day_parts for each in coming]
    else:
        choices = [times.day_parts] if times.has_room or not seeker.needs_room else []
    if not (seeker.times and seeker.times_required):
        return bool(choices)
    return any(not parts or parts & seeker.times for parts in choices)


def fits_at_all(profile, seeker):
    if not (seeker.text.strip() or seeker.categories or seeker.causes or seeker.skills):
        return True  # free times alone rank everyone
    causes = set(seeker.causes) & set(profile.causes) or set(seeker.skills) & set(profile.skills)
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


@pytest.mark.parametrize("wording", [ORGANISATION, OPPORTUNITY, VOLUNTEER_CARD])
@settings(max_examples=100, deadline=None)
@given(many=st.lists(profiles, max_size=8), seeker=seekers())
def test_every_score_is_the_exact_sum_of_its_parts(wording, many, seeker):
    for match in Matcher(floor=0, wording=wording).fit(many).rank(seeker).matches:
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


@settings(max_examples=60 if IS_LONG else 40, deadline=None)
@given(start=st.lists(profiles, max_size=6), before=changes, after=changes, seeker=seekers())
def test_what_changes_while_a_base_is_folded_is_not_lost(start, before, after, seeker):
    lived, plain = Matcher(floor=0.05).fit(start), Matcher(floor=0.05).fit(start)
    apply_all(lived, before)
    folded = lived.folded()
    apply_all(lived, after)
    lived.take_folded(*folded)
    apply_all(apply_all(plain, before), after)
    ours, theirs = lived.rank(seeker), plain.rank(seeker)
    assert (ours.matches, ours.total) == (theirs.matches, theirs.total)
    assert lived.snapshot_.generation == plain.snapshot_.generation
    assert lived.profiles() == plain.profiles()


def apply_all(fitted, many):
    for verb, what in many:
        if verb == "add":
            fitted.partial_fit(what)
        elif verb == "remove":
            fitted.remove(what)
    return fitted
