"""The best rows by words alone are those of a plain sum over all, also while the index lives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.best import best_rows
from matching.matcher import Matcher
from matching.postings import _STRIDE, add_impacts, bar_of
from matching.profile import Profile

WORDS = ["boiler", "roof", "garden", "cake", "lawn"]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


def plain_scores(matcher, weights):
    fresh = Matcher().fit(matcher.profiles())
    scores = {}
    for term, weight in weights.items():
        documents, impacts = fresh.snapshot_.base.posting(term)
        for row, impact in zip(documents.tolist(), impacts.tolist(), strict=True):
            profile = fresh.snapshot_.profile(row).id
            scores[profile] = scores.get(profile, 0.0) + weight * impact
    return scores


@settings(max_examples=100, deadline=None)
@given(
    start=st.lists(texts, max_size=8),
    late=st.lists(texts, max_size=4),
    gone=st.sets(st.integers(0, 12)),
    weights=st.dictionaries(st.sampled_from(WORDS), st.floats(0.1, 3), max_size=4),
    count=st.integers(1, 6),
)
def test_the_best_are_those_of_a_plain_sum(start, late, gone, weights, count):
    fitted = Matcher().fit(Profile(i, "P", {"about": text}) for i, text in enumerate(start))
    fitted.partial_fit(Profile(8 + i, "P", {"about": text}) for i, text in enumerate(late))
    fitted.remove(gone)
    rows, scores = best_rows(fitted.snapshot_, weights, count)
    wanted = plain_scores(fitted, weights)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    best = sorted(wanted.values(), reverse=True)[:count]
    np.testing.assert_allclose(scores, best, rtol=1e-5)
    for profile, score in zip(fitted.snapshot_.ids_of(rows).tolist(), scores.tolist(), strict=True):
        np.testing.assert_allclose(score, wanted[profile], rtol=1e-5)


def test_nothing_is_found_for_nothing():
    rows, scores = best_rows(Matcher().fit([]).snapshot_, {"roof": 1.0}, 5)
    assert (rows.size, scores.size) == (0, 0)


@given(st.integers(0, 3 * _STRIDE), st.integers(1, 9), st.integers(0, 99))
def test_no_value_among_the_best_is_below_the_bar(size, count, seed):
    values = np.random.default_rng(seed).integers(0, 50, size).astype(np.float32)
    bar = bar_of(values, count)
    assert np.count_nonzero(values >= bar) >= min(count, size)
    assert bar <= np.sort(values)[::-1][:count].min(initial=np.inf)


def test_impacts_are_added_where_they_belong():
    into = np.zeros(5, np.float32)
    add_impacts(np.array([0, 4], np.int32), np.array([0.5, 1], np.float32), 2.0, into)
    assert into.tolist() == [1, 0, 0, 0, 2]
