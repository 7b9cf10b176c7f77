"""The best rows by words alone are those of a plain sum over all, also while the index lives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.best import best_of_many, best_rows
from matching.matcher import Matcher
from matching.postings import (
    _STRIDE,
    _add_in_numpy,
    add_impacts,
    add_spans,
    bar_of,
    leading,
    padded,
)
from matching.profile import Profile
from matching.scoring import lowest

WORDS = ["boiler", "roof", "garden", "cake", "lawn"]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
profile_texts = st.tuples(texts, st.lists(texts, max_size=2).map(tuple))
weighings = st.dictionaries(st.sampled_from(WORDS), st.floats(0.1, 3), max_size=4)


def plain_best(matcher, weights, count):
    """Of one document after the other the whole sum, term by term, then all of them in order."""
    fresh = Matcher().fit(matcher.profiles()).snapshot_
    sums = np.zeros(fresh.base.documents, np.float32)
    for term in sorted(weights, reverse=True):
        documents, impacts = fresh.base.posting(term)
        sums[documents] += impacts * np.float32(weights[term])
    best = {}
    for row in range(fresh.rows):
        best[fresh.profile(row).id] = float(sums[fresh.documents_of(row)].max())
    ids = np.array([profile for profile, score in best.items() if score], np.int64)
    scores = np.array([best[profile] for profile in ids.tolist()])
    chosen = lowest(-scores, ids, seed=0, count=count)
    return ids[chosen].tolist(), scores[chosen].tolist()


@settings(max_examples=100, deadline=None)
@given(
    start=st.lists(profile_texts, max_size=8),
    late=st.lists(profile_texts, max_size=4),
    gone=st.sets(st.integers(0, 12)),
    many=st.lists(weighings, max_size=3),
    count=st.integers(1, 6),
)
def test_the_best_are_those_of_a_plain_sum(start, late, gone, many, count):
    made = [
        Profile(number, "P", {"about": text}, accepted=accepted)
        for number, (text, accepted) in enumerate([*start, *late])
    ]
    fitted = Matcher().fit(made[: len(start)])
    fitted.partial_fit(made[len(start) :]).remove(gone)
    wanted = [plain_best(fitted, weights, count) for weights in many]
    found = [best_rows(fitted.snapshot_, weights, count) for weights in many]
    for answers in (found, list(best_of_many(fitted.snapshot_, many, count))):
        ids = [fitted.snapshot_.ids_of(rows).tolist() for rows, _ in answers]
        assert [*zip(ids, [scores.tolist() for _, scores in answers], strict=True)] == wanted


def test_the_best_of_many_rows_are_those_of_a_plain_sum():
    random = np.random.default_rng(0)
    size = 2 * _STRIDE + 5
    given_words = random.choice(WORDS, (size, 4)).tolist()
    fitted = Matcher().fit(
        Profile(number, "P", {"about": " ".join(own)}) for number, own in enumerate(given_words)
    )
    fitted.remove(range(0, size, 3))
    for count in (1, 20, size):
        weights = {"boiler": 2.0, "cake": 0.3, "lawn": 0.1}
        rows, scores = best_rows(fitted.snapshot_, weights, count)
        ids = fitted.snapshot_.ids_of(rows).tolist()
        assert (ids, scores.tolist()) == plain_best(fitted, weights, count)


@given(st.lists(st.floats(0.1, 3), min_size=len(WORDS), max_size=len(WORDS)))
def test_a_newcomer_scores_to_the_last_bit_what_one_of_the_base_does(weights):
    about = {"about": " ".join(WORDS)}
    fitted = Matcher().fit([Profile(0, "P", about)]).partial_fit([Profile(1, "P", about)])
    _, scores = best_rows(fitted.snapshot_, dict(zip(WORDS, weights, strict=True)), 2)
    assert scores[0] == scores[1]


def test_an_accepted_text_counts_for_its_own_profile_alone():
    accepted = ("boiler", "roof lawn")
    fitted = Matcher().fit(
        [Profile(1, "P", {"about": "cake"}, accepted=accepted), Profile(2, "P", {"about": "lawn"})]
    )
    rows, _ = best_rows(fitted.snapshot_, {"boiler": 1.0}, 3)
    assert fitted.snapshot_.ids_of(rows).tolist() == [1]


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


def test_spans_are_added_alike_compiled_and_plain():
    random = np.random.default_rng(1)
    rows = np.concatenate([random.permutation(50)[:20] for _ in range(4)]).astype(np.int32)
    impacts = random.random(rows.size, np.float32)
    spans = [(60, 80, 0.5), (20, 40, 1.5), (0, 20, 2.0), (0, 0, 9.0)]
    compiled, plain = np.ones((2, 50), np.float32)
    add_spans(spans, rows, impacts, compiled)
    _add_in_numpy(spans, rows, impacts, plain)
    assert compiled.tolist() == plain.tolist()


@given(st.integers(0, 3 * _STRIDE), st.integers(1, 300), st.integers(0, 99))
def test_all_that_lead_are_found(size, count, seed):
    values = np.zeros(padded(size), np.float32)
    values[:size] = np.random.default_rng(seed).integers(0, 50, size)
    rows, bar = leading(values, count, 0.5)
    assert sorted(rows.tolist()) == np.flatnonzero(values >= bar).tolist()
    assert bar <= max(0.5, np.sort(values)[-count])
