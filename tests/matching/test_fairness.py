"""Exposure by group, and an order that shares it out within a band."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.fairness import (
    LEAN,
    LIMIT_SHARE,
    ScoredList,
    attention,
    exposure_limit,
    exposure_of,
    measure_exposure,
    ndcg,
    report_exposure,
    rotate,
)
from matching.scoring import tie_keys

GROUPS = {
    1: {"size": "micro", "kind": "charity"},
    2: {"size": "micro", "kind": "business"},
    3: {"size": "large", "kind": "business"},
    4: {"size": "large"},
}


def test_attention_is_discounted_as_by_dcg():
    assert attention(3).tolist() == pytest.approx([1, 1 / math.log2(3), 0.5])
    assert exposure_of([[1, 2, 3], [2]]) == pytest.approx({1: 1, 2: 1 + 1 / math.log2(3), 3: 0.5})


def test_a_report_sets_exposure_against_who_could_be_shown():
    report = report_exposure([[3, 1], [3, 2], [3]], GROUPS)
    rows = {(row.dimension, row.group): row for row in report.rows}
    small = 2 / math.log2(3)
    assert rows["size", "large"].share_of_exposure == pytest.approx(3 / (3 + small))
    assert rows["size", "large"].share_of_eligible == 0.5
    assert rows["size", "large"].ratio == pytest.approx(6 / (3 + small))
    assert rows["size", "large"].sentence == (
        "large: 50% of candidates, 70% of what was seen, more than its share."
    )
    assert rows["size", "micro"].sentence.endswith("30% of what was seen, less than its share.")
    assert (report.largest_id, report.rankings, report.candidates) == (3, 3, 4)
    assert report.largest_share == pytest.approx(3 / (3 + small))
    json.dumps(report.as_plain(), allow_nan=False)


def test_who_has_no_label_counts_in_no_group_of_that_dimension():
    rows = report_exposure([[4, 1]], GROUPS).rows
    kinds = {row.group: row.share_of_exposure for row in rows if row.dimension == "kind"}
    assert kinds == {"business": 0, "charity": 1}


def test_nothing_shown_is_a_report_too():
    report = report_exposure([], GROUPS)
    assert (report.largest_id, report.largest_share) == (None, 0)
    assert all(row.share_of_exposure == 0 for row in report.rows)


@given(st.lists(st.permutations([1, 2, 3, 4]).map(lambda each: each[:3]), min_size=1))
def test_shares_of_a_dimension_that_all_have_sum_to_one(rankings):
    sizes = [row for row in report_exposure(rankings, GROUPS).rows if row.dimension == "size"]
    assert math.fsum(row.share_of_exposure for row in sizes) == pytest.approx(1)
    assert math.fsum(row.share_of_eligible for row in sizes) == pytest.approx(1)


scored = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 50)), max_size=12)


@given(scored, st.floats(0, 0.9), st.floats(0.1, 60), st.integers(0, 12))
def test_nobody_passes_another_from_outside_the_band_or_who_was_seen_less(rows, band, limit, top):
    scores, seen = [row[0] for row in rows], [row[1] for row in rows]
    ids = list(range(10, 10 + len(rows)))
    so_far = dict(zip(ids, seen, strict=True))
    order = rotate(scores, ids, so_far, limit=limit, band=band, seed=3, top=top)
    assert sorted(order) == list(range(len(rows)))
    for above, first in enumerate(order):
        for second in order[above + 1 :]:
            if scores[first] < scores[second]:
                assert above < top
                assert scores[first] >= scores[second] * (1 - band) - 1e-12
                assert seen[first] < seen[second]


@given(scored, st.floats(0.5, 20), st.integers(0, 12))
def test_nobody_is_taken_past_the_limit_while_another_in_the_band_is_free(rows, limit, top):
    scores, seen = [row[0] for row in rows], [row[1] for row in rows]
    ids = list(range(len(rows)))
    so_far = dict(zip(ids, seen, strict=True))
    order = rotate(scores, ids, so_far, limit=limit, band=0.5, seed=3, top=top)
    for place, (worth, chosen) in enumerate(
        zip(attention(min(top, len(rows))), order, strict=False)
    ):
        if seen[chosen] + worth > limit + 1e-6:
            bar = 0.5 * max(scores[each] for each in order[place:])
            others = [each for each in order[place:] if scores[each] >= bar]
            assert all(seen[each] + worth > limit for each in others)


@given(scored)
def test_without_a_limit_the_score_decides_and_ties_go_by_their_key(rows):
    scores = [round(row[0], 1) for row in rows]
    ids = list(range(len(rows)))
    order = rotate(scores, ids, dict.fromkeys(ids, 9.0), limit=math.inf, seed=5)
    keys = tie_keys(5, np.arange(len(rows), dtype=np.int64))
    assert order == sorted(ids, key=lambda row: (-scores[row], keys[row]))


@pytest.mark.parametrize(
    ("scores", "seen", "changes", "order"),
    [
        ([1, 0.9], [3, 0], {}, [1, 0]),  # once more at the top would pass the limit
        ([1, 0.9], [3, 0], {"limit": 5}, [0, 1]),
        ([1, 0.9], [3, 0], {"limit": 4}, [1, 0]),  # at 3/4 of it, 9/16 of LEAN
        ([1, 0.7], [3, 0], {"band": 0.2}, [0, 1]),
        ([1, 0.9], [3, 3], {}, [0, 1]),  # nobody is free
        ([1, 0.9, 0.8], [3, 0, 0], {}, [1, 2, 0]),
        ([1, 0.9, 0.8], [2.4, 0, 0], {"limit": 3.1}, [1, 0, 2]),  # room for a second place
        ([1, 0.9, 0.8], [3, 0, 0], {"top": 1}, [1, 0, 2]),
        ([1, 0.9], [3, 0], {"band": 0.05}, [0, 1]),  # the lean takes nobody past the band
        ([1, 0.98, 0.84], [3, 2.76, 0], {"band": 0.15}, [1, 0, 2]),
        ([1, 1, 1], [3, 0, 1], {"limit": 9, "band": 0.0}, [0, 1, 2]),
    ],
)
def test_who_was_seen_enough_makes_room(scores, seen, changes, order):
    ids = list(range(len(scores)))
    given_ = {"limit": 3.0, "band": 0.3, "seed": 1}
    found = rotate(scores, ids, dict(zip(ids, seen, strict=True)), **(given_ | changes))
    if "band" in changes and changes["band"] == 0:
        keys = tie_keys(1, np.arange(3, dtype=np.int64))
        order = sorted(ids, key=lambda row: keys[row])
    assert found == order


@pytest.mark.parametrize(("gap", "order"), [(0.01, [1, 0]), (-0.01, [0, 1])])
def test_near_equals_give_way_as_the_limit_nears(gap, order):
    seen = {1: 30.0, 2: 20.0}  # three quarters of the limit, and a half
    scores = [1, (1 - LEAN * 9 / 16) / (1 - LEAN / 4) + gap]
    assert rotate(scores, [1, 2], seen, limit=40.0, band=0.9, seed=0) == order
    assert rotate(scores, [1, 2], seen, limit=40.0, band=0.9, seed=0, top=0) == [0, 1]


@pytest.mark.parametrize(("seen", "limit"), [({}, 1), ({1: 2.0}, 1), ({1: 4.0, 2: 10.0}, 4.9)])
def test_a_limit_is_a_share_of_the_largest_and_never_below_once_at_the_top(seen, limit):
    assert exposure_limit(seen) == pytest.approx(limit)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"band": 1}, "A band is"),
        ({"band": math.nan}, "A band is"),
        ({"scores": [math.nan, 1]}, "not negative"),
        ({"scores": [-1, 1]}, "not negative"),
        ({"ids": [1]}, "one id"),
        ({"exposure_so_far": {1: math.inf}}, "not negative"),
        ({"exposure_so_far": {1: -1.0}}, "not negative"),
        ({"limit": 0}, "above 0"),
        ({"limit": math.nan}, "above 0"),
        ({"top": -1}, "number of places"),
    ],
)
def test_what_means_nothing_is_refused(changes, sentence):
    given_ = {"scores": [1, 1], "ids": [1, 2], "exposure_so_far": {}, "limit": 2.0, "seed": 0}
    with pytest.raises(ValueError, match=sentence):
        rotate(**(given_ | changes))


def popular_town(seed, *, queries=300, candidates=200, shown=150):
    """A few candidates fit everything a little; who is relevant is told by the rest."""
    generator = np.random.default_rng(seed)
    popularity = generator.beta(1, 8, candidates) / 2
    lists = []
    for _ in range(queries):
        chosen = generator.permutation(candidates)[:shown]
        fits = generator.beta(1.2, 5, shown)
        relevance = {int(c): 1.0 for c, fit in zip(chosen, fits, strict=True) if fit > 0.5}
        scores = (fits + popularity[chosen]) / 1.5
        lists.append(ScoredList(tuple(chosen.tolist()), tuple(scores.tolist()), relevance))
    return lists


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_largest_share_is_halved_for_a_hundredth_of_the_quality(seed):
    measure = measure_exposure(popular_town(seed), seed=seed)
    assert measure.largest_share_after <= 0.5 * measure.largest_share_before
    assert measure.cost <= 0.01


def test_the_cost_is_told_by_list():
    lists = [ScoredList((1, 2), (1.0, 0.9), {1: 1.0})] * 4
    measure = measure_exposure([*lists, ScoredList((1,), (1.0,), {})], seed=0)
    second = 1 / math.log2(3)
    assert measure.limit == pytest.approx(5 * LIMIT_SHARE)
    assert measure.ndcg_before == (1, 1, 1, 1)
    assert measure.ndcg_after == pytest.approx((1, 1, second, 1))  # the last time nobody has room
    assert measure.cost == pytest.approx((1 - second) / 4)


def test_without_a_band_nothing_is_gained_or_lost():
    measure = measure_exposure(popular_town(0, queries=20), band=0, seed=1)
    assert measure.cost == 0
    assert measure.largest_share_after == measure.largest_share_before
    assert measure_exposure([], seed=0).cost == 0


def test_ndcg_is_that_of_the_best_order():
    assert ndcg([1, 0], [0, 1], 10) == 1
    assert ndcg([0, 1], [0, 1], 10) == pytest.approx(1 / math.log2(3))
    assert ndcg([0, 1], [0, 1], 1) == 0
    assert ndcg([0], [0], 10) == 0
