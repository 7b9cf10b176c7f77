"""The facts of many profiles as arrays: sets, categories, causes, skills, evidence, places."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from matching.columns import category_fit, cpv_level, numbers_of
from matching.matcher import Matcher
from matching.profile import Evidence, Occasion, Place, Profile, Seeker, Serves, Times
from matching.segment import columns_of
from matching.sets import Bits, Codes, Listed, below

ALL = np.arange(4)


def many(**facts):
    """Four profiles; each fact is a list of four."""
    return columns_of(
        [Profile(n, f"P{n}", **{name: each[n] for name, each in facts.items()}) for n in range(4)]
    )


def proof(*kinds, verified=True):
    return tuple(Evidence(kind, kind, is_verified=verified) for kind in kinds)


def test_a_code_is_as_wide_as_its_digits_say():
    levels = [cpv_level(code) for code in ("45000000", "45310000", "45312311", "50000000")]
    assert levels == ["45", "4531", "45312311", "50"]


@pytest.mark.parametrize(
    ("wanted", "offered", "fit"),
    [
        ("45310000", "45310000", 1),
        ("45000000", "45331000", 1),
        ("45331000", "45000000", 0.7),
        ("45310000", "45400000", 0.25),
        ("45310000", "45330000", 0.5),
        ("45311000", "45312000", 0.65),
        ("45312100", "45312300", 0.75),
        ("45312310", "45312320", 0.8),
        ("45312311", "45312312", 0.85),
        ("45310000", "50310000", 0),
        ("45310000", "77310000", 0),
        ("food", "food", 1),
        ("food", "foods", 0),
        ("4531", "4533", 0),
        ("4531000x", "45310000", 0),
        ("４５３１００００", "45310000", 0),
    ],
)
def test_categories_fit_by_how_far_their_digits_agree(wanted, offered, fit):
    assert category_fit(wanted, offered) == fit


def test_the_part_of_categories_is_the_mean_of_the_best_fit_of_each():
    offered = [("45310000", "45330000"), ("45000000",), ("77310000",), ("45331000", "food")]
    profiles = [Profile(n, f"P{n}", categories=own) for n, own in enumerate(offered)]
    fitted = Matcher(floor=0, weights={"evidence": 0}).fit(profiles)

    def parts(*wanted):
        found = {m.id: m.score for m in fitted.rank(Seeker(categories=wanted)).matches}
        return [found.get(n, 0) for n in range(4)]

    assert parts("45310000") == pytest.approx([1, 0.7, 0, 0.5], abs=1e-8)
    assert parts("45300000", "77310000") == pytest.approx([0.5, 0.35, 0.5, 0.5], abs=1e-8)
    assert parts("food", "45310000") == pytest.approx([0.5, 0.35, 0, 0.75], abs=1e-8)
    assert parts("90000000") == [0, 0, 0, 0]


@pytest.mark.parametrize("name", ["causes", "skills"])
def test_lists_are_shared_by_the_shorter_of_the_two(name):
    columns = many(**{name: [("a", "b", "c"), ("a", "a"), (), ("d", "a")]})
    value = columns.cause_value if name == "causes" else columns.skill_value
    assert value(["a"], ALL).tolist() == [1, 1, 0, 1]
    assert value(["a", "d"], ALL).tolist() == [0.5, 1, 0, 1]
    assert value(["d", "d", "x", "y"], ALL) == pytest.approx([0, 0, 0, 0.5])
    assert value(["a"], np.array([3, 2])).tolist() == [1, 0]


def test_evidence_counts_by_what_was_asked_for_or_by_how_much_there_is():
    columns = many(
        evidence=[proof("wage", "mark"), proof("wage"), (), proof("wage", verified=False)]
    )
    assert columns.evidence_value([], ALL) == pytest.approx([2 / 3, 1 / 2, 0, 0])
    assert columns.evidence_value(["wage"], ALL).tolist() == [1, 1, 0, 0]
    assert columns.evidence_value(["wage", "mark"], ALL).tolist() == [1, 0.5, 0, 0]
    assert columns.evidence_value(["mark", "mark"], ALL).tolist() == [1, 0, 0, 0]


def test_distance_is_a_straight_line_and_unknown_where_either_place_is():
    columns = many(place=[Place(3, 4), Place(0, -5), None, Place(10, 20)])
    found = columns.distance(Place(0, 0), np.array([0, 1, 2]))
    assert found[:2].tolist() == [5, 5]
    assert math.isnan(found[2])
    assert columns.distance(Place(4, 12), np.array([3])).tolist() == [10]
    assert np.isnan(columns.distance(None, ALL)).all()
    assert columns.distance(None, ALL).shape == (4,)
    assert columns.size == 4


def test_what_is_not_stated_is_kept_as_unknown_or_without_a_limit():
    plain = numbers_of(Profile(1, "A"))
    assert [math.isnan(each) for each in plain[:2]] == [True, True]
    assert plain[2:] == (math.inf, 0, 0, 0, 0)
    full = Profile(
        1,
        "A",
        place=Place(1, 2),
        reach_m=3,
        is_remote=True,
        evidence=(*proof("a", "b"), *proof("c", verified=False)),
        causes=("x", "x", "y"),
        skills=("z", "z", "z"),
    )
    assert numbers_of(full) == (1, 2, 3, 1, 2, 2, 1)


HERE = Place(0, 0)


@pytest.mark.parametrize(
    ("rule", "passing"),
    [
        ({"areas": frozenset({"vale"})}, [True, False, False, False]),
        ({"by_reach": True}, [False, True, False, False]),
        ({"within_m": 10}, [True, True, False, False]),
        ({"within_m": 9}, [False, True, False, False]),
        ({"remotely": True}, [False, False, False, True]),
        ({"remotely": True, "by_reach": True}, [False, True, False, True]),
        ({}, [False, False, False, False]),
    ],
)
def test_where_the_work_is_one_way_is_enough(rule, passing):
    columns = many(
        place=[Place(10, 0), Place(5, 0), Place(11, 0), None],
        reach_m=[None, 5, 10, 5],
        areas=[frozenset({"vale"}), frozenset(), frozenset({"oxford"}), frozenset()],
        is_remote=[False, False, False, True],
    )
    seeker = Seeker(place=HERE, serves=Serves("No.", **rule))
    found = columns.rules(seeker, ALL, columns.distance(HERE, ALL))
    assert list(found) == ["tags", "serves"]
    assert found["serves"].tolist() == passing


def test_a_stated_reach_ends_where_it_says_and_who_states_none_goes_anywhere():
    columns = many(
        place=[Place(10, 0), Place(10, 0), Place(10, 0), None],
        reach_m=[9, 10, None, 1],
        is_remote=[False] * 4,
    )
    found = columns.rules(Seeker(place=HERE), ALL, columns.distance(HERE, ALL))
    assert found["reach"].tolist() == [False, True, True, True]
    assert "reach" not in columns.rules(Seeker(), ALL, columns.distance(None, ALL))


def test_tags_are_all_asked_for_one_of_each_choice_and_none_barred():
    columns = many(tags=[frozenset("ab"), frozenset("a"), frozenset("bc"), frozenset()])
    seeker = Seeker(all_tags=frozenset("a"))

    def passing(**asked):
        seeker = Seeker(**asked)
        return columns.rules(seeker, ALL, columns.distance(None, ALL))["tags"].tolist()

    assert passing(all_tags=frozenset("ab")) == [True, False, False, False]
    assert passing(any_tags=(frozenset("ac"), frozenset("b"))) == [True, False, True, False]
    assert passing(no_tags=frozenset("bx")) == [False, True, False, True]
    assert passing(all_tags=frozenset("b"), no_tags=frozenset("c")) == [True, False, False, False]
    found = columns.rules(seeker, np.array([3, 1]), columns.distance(None, np.arange(2)))
    assert found["tags"].tolist() == [False, True]


def test_more_values_than_bits_in_a_word_are_told_apart():
    sets = [{f"v{n}"} for n in range(130)] + [{"v0", "v64", "v129"}, set()]
    bits, rows = Bits.of(sets), np.arange(132)
    for number in (0, 1, 63, 64, 65, 127, 128, 129):
        wanted = [number] + ([130] if number in (0, 64, 129) else [])
        assert np.flatnonzero(bits.any_of([f"v{number}"], rows)).tolist() == wanted
    assert np.flatnonzero(bits.any_of(["v5", "v100", "no"], rows)).tolist() == [5, 100]
    assert bits.any_of(["v100"], np.array([100, 5])).tolist() == [True, False]
    assert not bits.any_of(["no"], rows).any()
    assert not Bits.of([(), ()]).any_of(["no"], np.arange(2)).any()
    assert Bits.of(sets[:64]).bits.shape == (1, 64)
    assert Bits.of(sets[:65]).bits.shape == (2, 65)
    assert bits.arrays()["bits"] is bits.bits
    assert set(bits.values.arrays) < set(bits.arrays())


def test_a_value_that_one_row_has_costs_no_bit_in_each_of_the_others():
    count = 20_000
    sets = [{f"own:{n}", "all", f"kind:{n % 3}", f"few:{n % 2000}"} for n in range(count)]
    bits, rows = Bits.of(sets), np.arange(count)
    assert sum(each.nbytes for each in bits.arrays().values()) < 100 * count
    assert bits.bits.shape == (1, count)
    for asked in (["own:0"], ["own:19999", "own:7"], ["few:3"], ["kind:1", "own:3"], ["no"], []):
        told = np.array([bool(each & set(asked)) for each in sets])
        assert (bits.any_of(asked, rows) == told).all()
        assert (bits.any_of(asked, rows[::-7]) == told[::-7]).all()


def test_bits_are_the_same_whatever_order_sets_are_read_in():
    sets = [{f"own:{n}", "all", f"kind:{n % 3}"} for n in range(600)]
    other = [sorted(each, reverse=True) for each in sets]
    for name, array in Bits.of(sets).arrays().items():
        assert (array == Bits.of(other).arrays()[name]).all()


def test_a_reader_sees_the_rows_there_were_when_it_began():
    rows_by = {"a": [0, 2, 5], "b": [1], "c": [6]}
    listed = Listed(rows_by, 5)
    assert listed.rows("a").tolist() == [0, 2]
    assert listed.rows("c").tolist() == listed.rows("none").tolist() == []
    assert listed.any_of(["a", "b", "c"], np.arange(5)).tolist() == [True, True, True, False, False]
    assert listed.any_of(["a"], np.array([2, 1])).tolist() == [True, False]
    assert list(listed) == ["a", "b", "c"]
    assert below([0, 2, 5], 6).tolist() == [0, 2, 5]
    assert below([0, 2, 5], 5).tolist() == [0, 2]
    assert below([0, 2, 5], 2).tolist() == [0]


def test_codes_are_looked_up_by_their_division():
    codes = Codes(Listed({"45310000": [0], "45330000": [1, 2], "77310000": [3]}, 4))
    found = {code: rows.tolist() for code, rows in codes.of_division("45999999")}
    assert found == {"45310000": [0], "45330000": [1, 2]}
    assert list(codes.of_division("90000000")) == []
    with pytest.raises(TypeError, match=r"^Only a base has its codes as arrays\.$"):
        codes.postings()


def test_only_a_base_gives_its_sets_away():
    snapshot = Matcher().fit([Profile(1, "A", tags=frozenset({"x"}))]).snapshot_
    assert snapshot.base.columns.bits("tags").any_of(["x"], np.arange(1)).all()
    with pytest.raises(TypeError, match=r"^Only a base has its sets as bits\.$"):
        snapshot.view.columns.bits("tags")


TODAY = date(2026, 11, 23)


def on(days, *parts, has_room=True):
    return Occasion(TODAY + timedelta(days=days), frozenset(parts), has_room)


def test_the_first_day_that_suits_has_a_time_that_suits_or_does_not_say():
    occasions = [
        (on(0, "MondayMorning"), on(8, "TuesdayMorning"), on(1, "TuesdayMorning")),
        (on(7, "MondayMorning"), on(2)),
        (on(1, "TuesdayEvening"),),
        (),
    ]
    columns = many(times=[Times(occasions=each) for each in occasions])
    free = Seeker(times=frozenset({"TuesdayMorning"}), today=TODAY)
    none = date.max.toordinal() + 1

    def first(seeker):
        days = columns.times.next_day(seeker, ALL)
        return [None if day == none else int(day) - TODAY.toordinal() for day in days]

    assert first(free) == [0, 2, 1, None]
    strict = Seeker(times=free.times, today=TODAY, times_required=True)
    assert first(strict) == [1, 2, None, None]
    later = replace(strict, from_day=TODAY + timedelta(days=2))
    assert first(later) == [8, 2, None, None]
    assert first(Seeker(today=TODAY, from_day=TODAY + timedelta(days=2))) == [8, 2, None, None]
    week = Seeker(from_day=TODAY + timedelta(days=1), to_day=TODAY + timedelta(days=1))
    assert first(week) == [1, None, 1, None]
    assert columns.times.next_day(strict, np.array([1, 0])).tolist() == [
        TODAY.toordinal() + 2,
        TODAY.toordinal() + 1,
    ]


def test_dates_rule_out_by_day_and_room_and_patterns_by_room_alone():
    columns = many(
        times=[
            Times(occasions=(on(3), on(5, has_room=False))),
            Times(occasions=(on(5, has_room=False),)),
            Times(has_room=False),
            None,
        ]
    )

    def passing(**asked):
        return columns.times.rules(Seeker(**asked), ALL)["dates"].tolist()

    later = TODAY + timedelta(days=4)
    assert passing(today=TODAY) == [True, True, True, True]
    assert passing(from_day=later) == [True, True, True, True]
    assert passing(from_day=later, needs_room=True) == [False, False, False, True]
    assert passing(to_day=later) == [True, False, True, True]
    assert passing(today=later, from_day=TODAY, to_day=later) == [False, False, True, True]
    assert passing(needs_room=True) == [True, False, False, True]
    assert columns.times.rules(Seeker(times=frozenset({"MondayMorning"})), ALL) == {}
