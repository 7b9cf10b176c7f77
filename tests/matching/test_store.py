"""Bases on disk: the same rankings, the same bytes, and nothing read that is damaged."""

import json

import pytest

from matching import store
from matching.matcher import Matcher
from matching.profile import Profile, Seeker
from matching.segment import Segment
from matching.suggest import Thesaurus
from tests.matching.town import MARKET, town, trades

SEEKERS = (
    Seeker(text="boilers electricians gardening plummer", place=MARKET),
    Seeker(categories=("45331000",), causes=("food",), place=MARKET, within_m=9_000),
    Seeker(),
)


def fitted(profiles=None):
    return Matcher().fit(profiles or town(), expansions=Thesaurus(trades()))


def adopted(folder):
    opened = store.open_newest(folder)
    return Matcher().adopt(opened.segment, opened.generation, expansions=Thesaurus(trades()))


@pytest.fixture
def folder(tmp_path):
    store.save(fitted().snapshot_.base, tmp_path / "index", generation=1, note={"newest": 7})
    return tmp_path / "index"


def test_a_stored_base_ranks_as_the_one_in_memory(folder):
    for seeker in SEEKERS:
        assert adopted(folder).rank(seeker) == fitted().rank(seeker)
    assert store.open_newest(folder).note == {"newest": 7}


def test_a_stored_base_lives_on(folder):
    lived, built = adopted(folder), fitted([*town()[1:], Profile(9, "New", {"about": "boilers"})])
    lived.partial_fit([Profile(9, "New", {"about": "boilers"})]).remove([1])
    for seeker in SEEKERS:
        assert lived.rank(seeker).matches == built.rank(seeker).matches
        assert lived.fold().rank(seeker).matches == built.rank(seeker).matches


def test_vectors_and_accepted_texts_come_back(tmp_path):
    profile = Profile(1, "A", {"about": "b"}, accepted=("c",), vectors=(b"\x01\xff", b"\x02\x00"))
    segment = fitted([profile, Profile(2, "B")]).snapshot_.base
    store.save(segment, tmp_path, generation=1, note={})
    assert list(store.open_newest(tmp_path).segment.profiles) == [profile, Profile(2, "B")][::1]


def test_the_same_profiles_give_the_same_bytes(tmp_path):
    places = []
    for number, profiles in enumerate((town(), town()[::-1])):
        segment = fitted(profiles).snapshot_.base
        places.append(store.save(segment, tmp_path / str(number), generation=3, note={}))
    first, second = ({p.name: p.read_bytes() for p in place.iterdir()} for place in places)
    assert first == second


def test_a_folded_base_has_the_bytes_of_a_built_one(tmp_path):
    lived = fitted(town()[:3]).partial_fit(town()[2:]).remove([99])
    for number, segment in enumerate((lived.fold().snapshot_.base, fitted().snapshot_.base)):
        store.save(segment, tmp_path / str(number), generation=1, note={})
    first, second = (
        {p.name: p.read_bytes() for p in (tmp_path / name / "generation-000000000001").iterdir()}
        for name in "01"
    )
    assert first == second


def test_an_empty_index_can_be_kept(tmp_path):
    store.save(Segment.build([], {}, lambda _: ()), tmp_path, generation=1, note={})
    assert adopted(tmp_path).rank(Seeker(text="roof")).widen == ("Nothing can be found here yet.",)


@pytest.mark.parametrize("harm", ["cut", "changed", "missing", "manifest"])
def test_a_damaged_generation_is_passed_over(folder, harm):
    newer = fitted(town()[:2]).snapshot_.base
    place = store.save(newer, folder, generation=2, note={})
    assert len(adopted(folder).profiles()) == 2
    path = place / ("manifest.json" if harm == "manifest" else "words.impacts.npy")
    raw = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(raw[:-9] if harm == "cut" else raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(store.DamagedIndexError):
        store.open_generation(place)
    assert store.open_newest(folder).generation == 1


def test_where_all_are_damaged_there_is_none(folder, tmp_path):
    (store.current(folder) / "manifest.json").write_text("{")
    assert store.open_newest(folder) is None
    assert store.open_newest(tmp_path / "nowhere") is None
    assert store.current(tmp_path / "nowhere") is None


def test_two_generations_are_kept(folder):
    for generation in (2, 3):
        store.save(fitted().snapshot_.base, folder, generation=generation, note={})
    names = sorted(each.name for each in folder.iterdir())
    assert names == ["CURRENT", "generation-000000000002", "generation-000000000003"]


def test_files_are_arrays_and_json_only(folder):
    place = store.current(folder)
    kinds = {each.suffix for each in place.iterdir()}
    assert kinds == {".npy", ".json"}
    assert json.loads((place / "manifest.json").read_text())["format"] == store.FORMAT
