"""The arithmetic of a score, number by number."""

import math
from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching.scoring import (
    banded,
    check_weights,
    exact,
    idf,
    lowest,
    nearness,
    saturate,
    tie_keys,
)
from matching.wording import METRES_IN_A_MILE

NOBODY_REMOTE = np.zeros(1, np.bool_)


def refusal(weights, **known):
    with pytest.raises(ValueError, match=r"\.$") as caught:
        check_weights(weights, **known)
    return str(caught.value)


def test_a_weight_is_a_number_that_is_not_negative():
    for weight in (-0.1, math.nan, math.inf):
        said = refusal({"words": 1, "place": weight})
        assert said == "The weight of 'place' must be a number that is not negative."
    check_weights({"words": 0, "anything": 2.5})


def test_a_part_that_is_none_is_refused_with_those_there_are():
    said = refusal({"words": 1, "wealth": 1}, known=("words", "place"))
    assert said == "There is no part called 'wealth': choose from words, place."
    check_weights({"place": 0}, known=("words", "place"))


def test_values_are_cut_to_steps_that_add_up_exactly():
    step = 2.0**-30
    cut = exact(np.array([0.0, 1.0, 1 / 3, 1.9 * step, 0.9 * step]))
    assert cut.tolist() == [0, 1, math.floor(2**30 / 3) * step, step, 0]


def test_the_first_words_count_most_and_all_of_them_are_enough():
    found = saturate(np.array([0.0, 0.3, 0.6, 1.0, 1.7]))
    assert found == pytest.approx([0, 8 / 15, 0.8, 1, 1])


def test_a_band_ends_where_it_says_and_none_is_made_up():
    distance = np.array([0, 1, 1.001, 3, 3.001, math.nan]) * METRES_IN_A_MILE
    ends = banded(distance, (1, 3)) / METRES_IN_A_MILE
    assert ends[:5].tolist() == pytest.approx([1, 1, 3, 3, math.inf])
    assert math.isnan(ends[5])
    assert banded(distance, ()) is distance


@pytest.mark.parametrize(
    ("metres", "within_m", "value"),
    [
        (0, 6_000, 1),
        (3_000, 6_000, 0.5),
        (9_000, 6_000, 0.25),
        (4_000, None, 0.5),
        (12_000, None, 0.25),
        (0, 0, 1),
        (3, 0, 0.25),
        (math.nan, 6_000, 0),
    ],
)
def test_near_is_a_half_at_half_the_distance_asked_for(metres, within_m, value):
    assert nearness(np.array([metres]), NOBODY_REMOTE, within_m).tolist() == [value]


def test_remote_work_is_neither_near_nor_far_but_never_worse_than_its_place():
    distance = np.array([0, 2_000, 90_000, math.nan])
    found = nearness(distance, np.ones(4, np.bool_), None)
    assert found == pytest.approx([1, 2 / 3, 0.5, 0.5])


def test_a_rare_word_tells_more_and_none_tells_less_than_nothing():
    assert idf(1, 10) == pytest.approx(math.log(1 + 9.5 / 1.5))
    assert idf(0, 0) == pytest.approx(math.log(2))
    assert [idf(n, 10) for n in range(11)] == sorted((idf(n, 10) for n in range(11)), reverse=True)
    assert idf(10, 10) == pytest.approx(math.log(1 + 0.5 / 10.5))


def plain_key(seed, own_id):
    """SplitMix64 (Steele, Lea and Flood 2014) in plain whole numbers."""
    whole = 2**64 - 1
    start = int.from_bytes(blake2b(str(seed).encode(), digest_size=8).digest(), "big")
    key = (own_id * 0x9E3779B97F4A7C15 + start) & whole
    key = ((key ^ (key >> 30)) * 0xBF58476D1CE4E5B9) & whole
    key = ((key ^ (key >> 27)) * 0x94D049BB133111EB) & whole
    return key ^ (key >> 31)


def test_ties_are_drawn_as_published_so_that_a_ranking_can_be_repeated():
    ids = [0, 1, 2, 77, 2**62]
    for seed in (0, 1, 20261128):
        keys = tie_keys(seed, np.array(ids, np.int64))
        assert keys.tolist() == [plain_key(seed, each) for each in ids]


@given(
    keys=st.lists(st.integers(0, 3), max_size=12),
    seed=st.integers(0, 9),
    count=st.integers(0, 14),
)
@example(keys=[3, 1, 0, 2, 1], seed=0, count=2)
def test_the_lowest_are_the_first_of_all_in_order(keys, seed, count):
    ids = np.arange(len(keys), dtype=np.int64) * 7 % 13
    found = lowest(np.array(keys, np.float64), ids, seed=seed, count=count)
    every = sorted(range(len(keys)), key=lambda at: (keys[at], plain_key(seed, int(ids[at]))))
    assert found.tolist() == every[:count]


def test_copies_of_one_id_stay_in_the_order_of_their_ids():
    ids = np.array([5, 3, 5, 3], np.int64)
    found = lowest(np.zeros(4), ids, seed=1, count=4)
    assert [int(ids[at]) for at in found] in ([3, 3, 5, 5], [5, 5, 3, 3])
