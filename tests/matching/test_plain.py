"""What is kept of profiles and seekers is all that they are, to the last bit."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.plain import (
    FORMAT,
    profile_as_plain,
    profile_from_plain,
    seeker_as_plain,
    seeker_from_plain,
)
from matching.profile import (
    RULES,
    Evidence,
    Occasion,
    Place,
    Profile,
    Seeker,
    Serves,
    TagRule,
    Times,
)
from matching.times import DAY_PARTS

texts = st.text(max_size=8)
tuples = st.lists(texts, max_size=3).map(tuple)
sets = st.frozensets(texts, max_size=3)
metres = st.floats(0, 1e7, allow_nan=False) | st.integers(0, 10**7)
points = st.floats(-1e7, 1e7, allow_nan=False) | st.integers(-(10**7), 10**7)
places = st.none() | st.builds(Place, points, points)
parts = st.frozensets(st.sampled_from(DAY_PARTS), max_size=3)
days = st.dates()
occasions = st.builds(Occasion, days, parts, st.booleans())
profiles = st.builds(
    Profile,
    id=st.integers(0, 2**63 - 1),
    name=texts,
    fields=st.dictionaries(texts, texts, max_size=3),
    categories=tuples,
    causes=tuples,
    skills=tuples,
    times=st.none()
    | st.builds(Times, parts, st.lists(occasions, max_size=2).map(tuple), st.booleans()),
    place=places,
    reach_m=st.none() | metres,
    areas=sets,
    is_remote=st.booleans(),
    evidence=st.lists(st.builds(Evidence, texts, texts, st.booleans()), max_size=2).map(tuple),
    tags=sets,
    accepted=tuples,
    vectors=st.lists(st.binary(max_size=3), max_size=2).map(tuple),
)


@st.composite
def seekers(draw):
    place = draw(places)
    limits = st.none() | metres if place else st.none()
    rule = st.builds(Serves, texts, sets, st.booleans(), limits, st.booleans())
    names = draw(st.lists(texts.filter(lambda name: name not in RULES), max_size=2, unique=True))
    return Seeker(
        text=draw(texts),
        categories=draw(tuples),
        causes=draw(tuples),
        skills=draw(tuples),
        evidence=draw(tuples),
        times=draw(parts),
        times_required=draw(st.booleans()),
        today=draw(st.none() | days),
        from_day=draw(st.none() | days),
        to_day=draw(st.none() | days),
        needs_room=draw(st.booleans()),
        place=place,
        place_label=draw(texts),
        within_m=draw(limits),
        serves_area=draw(st.none() | texts),
        serves=draw(st.none() | rule),
        all_tags=draw(sets),
        any_tags=draw(st.lists(sets, max_size=2).map(tuple)),
        no_tags=draw(sets),
        tag_rules=tuple(
            TagRule(n, draw(texts), draw(sets), draw(sets), draw(texts)) for n in names
        ),
        any_suffices=draw(st.booleans()),
        vector=draw(st.binary(max_size=3)),
        near_words=draw(st.lists(st.tuples(texts, texts, st.floats(0, 1)), max_size=2).map(tuple)),
    )


def through_json(plain):
    return json.loads(json.dumps(plain, allow_nan=False))


@given(profile=profiles)
def test_a_profile_comes_back_as_it_was(profile):
    back = profile_from_plain(through_json(profile_as_plain(profile)))
    assert back == profile
    assert list(back.fields.items()) == list(profile.fields.items())
    assert profile_as_plain(back) == profile_as_plain(profile)


@given(seeker=seekers())
def test_a_seeker_comes_back_as_it_was(seeker):
    back = seeker_from_plain(through_json(seeker_as_plain(seeker)))
    assert back == seeker
    assert seeker_as_plain(back) == seeker_as_plain(seeker)


def test_nothing_of_either_is_left_out():
    rest = {"format"}
    assert set(profile_as_plain(Profile(1, "A"))) == set(Profile.__dataclass_fields__) | rest
    assert set(seeker_as_plain(Seeker())) == set(Seeker.__dataclass_fields__) | rest


def test_a_format_from_elsewhere_is_refused():
    later = {"format": FORMAT + 1}
    with pytest.raises(ValueError, match="not known"):
        profile_from_plain(profile_as_plain(Profile(1, "A")) | later)
    with pytest.raises(ValueError, match="not known"):
        seeker_from_plain(seeker_as_plain(Seeker(today=date(2026, 11, 22))) | later)


def test_what_was_kept_before_vectors_is_still_read():
    profile, seeker = Profile(1, "A", {"about": "roofs"}), Seeker(text="roofs")
    old_profile = profile_as_plain(profile) | {"format": 1}
    old_seeker = seeker_as_plain(seeker) | {"format": 1}
    for plain, name in (
        (old_profile, "accepted"),
        (old_profile, "vectors"),
        (old_seeker, "vector"),
        (old_seeker, "near_words"),
    ):
        del plain[name]
    assert profile_from_plain(old_profile) == profile
    assert seeker_from_plain(old_seeker) == seeker
