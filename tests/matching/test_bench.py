import json
import os
from importlib.util import find_spec
from itertools import islice, pairwise

import numpy as np
import pytest
from scipy import sparse

from matching import bench_population as population
from matching.bench import _same_scores, bench, one_core
from matching.bench_baselines import BASELINES, Neighbours, Terms
from matching.bench_engine import MatcherEngine
from matching.bench_memory import shared_index_memory
from tests.matching import engines, mapped


def test_a_longer_population_begins_like_a_shorter_one_and_a_seed_repeats_it():
    few = list(population.profiles(50))
    assert few == list(islice(population.profiles(20_000), 50))
    assert [profile.id for profile in few] == list(range(50))
    assert few != list(population.profiles(50, seed=1))


def test_a_second_block_is_not_the_first_again():
    first, second = (next(islice(population.profiles(10_001), at, None)) for at in (0, 10_000))
    assert (second.id, first.fields == second.fields) == (10_000, False)


def test_profiles_have_what_a_whole_match_looks_at():
    many = list(population.profiles(2_000))
    words = [len(population.document(profile).split()) for profile in many]
    assert 55 <= np.mean(words) <= 65
    places = np.array([(p.place.easting, p.place.northing) for p in many])
    assert places.min() >= 1_000
    assert np.ptp(places, axis=0).min() > 300_000
    for share, low, high in (
        (np.mean([p.reach_m is None for p in many]), 0.4, 0.6),
        (np.mean([p.is_remote for p in many]), 0.05, 0.15),
        (np.mean([p.times is None for p in many]), 0.15, 0.35),
        (np.mean(["is:approved" in p.tags for p in many]), 0.4, 0.6),
        (np.mean([any(e.is_verified for e in p.evidence) for p in many]), 0.5, 0.95),
        (np.mean([len(p.categories) for p in many]), 1.5, 2.5),
    ):
        assert low < share < high


def test_words_are_as_uneven_as_real_ones():
    counts = Terms(map(population.document, population.profiles(2_000))).counts()
    held = np.sort(np.bincount(counts.indices))[::-1] / 2_000
    assert 0.2 < held[0] < 0.5
    assert np.count_nonzero(held <= 1 / 1_000) > 5_000


def test_vectors_are_of_unit_length_and_alike_within_a_trade():
    vectors = np.concatenate(list(population.vectors(3_000)))
    assert vectors.shape == (3_000, population.DIMENSIONS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    codes = np.array([profile.categories[0] for profile in population.profiles(3_000)])
    same = codes[:, None] == codes[None, :]
    alike = vectors @ vectors.T
    others = ~np.eye(3_000, dtype=bool)
    assert alike[same & others].mean() == pytest.approx(0.5, abs=0.03)
    assert abs(alike[~same].mean()) < 0.03


def test_needs_are_short_and_asked_near_and_nationwide():
    for need in population.needs(200):
        assert 2 <= len(need.text.split()) <= 16
        assert need.near.text == need.nationwide.text == need.text
        assert (need.near.within_m, need.nationwide.within_m) == (50_000, None)
        assert need.near.place == need.nationwide.place is not None
        assert need.near.categories
        assert need.near.times
        assert need.near.tag_rules
    assert 4 <= np.mean([len(need.text.split()) for need in population.needs(200)]) <= 12


def test_a_needs_vector_is_that_of_its_trade():
    needs = population.needs(300)
    same = [
        a.vector @ b.vector for a, b in pairwise(needs) if a.near.categories == b.near.categories
    ]
    apart = [
        a.vector @ b.vector for a, b in pairwise(needs) if a.near.categories != b.near.categories
    ]
    assert abs(np.mean(apart)) < 0.05
    assert all(value > 0.3 for value in same)


@pytest.fixture(scope="module")
def figures():
    return bench(120, queries=20, baselines=("nearest_neighbors",))


def test_the_bench_gives_every_figure_and_none_for_what_was_not_measured(figures):
    json.dumps(figures, allow_nan=False)
    for name in ("text", "whole_50km", "whole_nationwide", "nearest_neighbors"):
        assert 0 < figures[f"{name}_p50_ms"] <= figures[f"{name}_p95_ms"]
        assert figures[f"{name}_queries"] == 20
    for name in ("tantivy", "bm25s", "bm25s_numpy"):
        assert figures[f"{name}_p50_ms"] is figures[f"{name}_p95_ms"] is None
    assert figures["whole_p95_ms"] == max(
        figures["whole_50km_p95_ms"], figures["whole_nationwide_p95_ms"]
    )
    for name in ("build_s", "batch_s", "add_ms", "rss_mb"):
        assert figures[name] > 0
    assert figures["remove_ms"] >= 0
    assert figures["bm25s_build_s"] is figures["overlap_at_20"] is None
    assert figures["index_private_mb"] > 0
    assert "synthetic" in figures["notes"]


@pytest.mark.parametrize(("profiles", "queries"), [(99, 20), (100, 19), (-1, 200)])
def test_too_few_profiles_or_queries_are_refused(profiles, queries):
    with pytest.raises(ValueError, match="at least"):
        bench(profiles, queries=queries)


@pytest.mark.parametrize("engine", [engines.Forgetful, engines.Hoarding])
def test_a_change_that_the_next_query_does_not_see_is_no_figure(engine):
    with pytest.raises(RuntimeError, match="not seen"):
        bench(100, queries=20, baselines=(), engine_class=engine)


@pytest.mark.long
def test_the_index_of_a_worker_is_measured_in_workers():
    figures = bench(100, queries=20, baselines=(), engine_class=engines.Rebuilt)
    assert 0 < figures["index_private_mb"] < figures["rss_mb"]


def test_what_two_processes_map_is_private_to_neither(tmp_path):
    mapped.write(tmp_path)
    shared = shared_index_memory(mapped.Mapped, tmp_path, mapped.touch)
    copied = shared_index_memory(mapped.Copied, tmp_path, mapped.touch)
    assert shared["index_private_mb"] < mapped.MEGABYTES / 4
    assert copied["index_private_mb"] > mapped.MEGABYTES * 0.9
    assert shared["rss_mb"] > mapped.MEGABYTES


def test_a_worker_that_ends_early_is_an_error(tmp_path):
    with pytest.raises(RuntimeError, match="no answer"):
        shared_index_memory(mapped.Broken, tmp_path, mapped.touch)


def test_one_core_meanwhile():
    before = os.sched_getaffinity(0)
    with one_core():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before


def test_the_batch_is_the_best_of_its_product():
    engine = MatcherEngine()
    engine.build(population.profiles(300), population.vectors(300))
    texts = [need.text for need in population.needs(10)]
    ids, scores = engine.batch(texts, 5)
    queries, documents = engine.product(texts)
    dense = (queries @ documents).toarray()
    np.testing.assert_allclose(scores, -np.sort(-dense, axis=1)[:, :5], rtol=1e-5)
    found = ids >= 0
    row_of = {each: row for row, each in enumerate(engine.ids())}
    rows = np.array([[row_of.get(each, 0) for each in own] for own in ids.tolist()])
    np.testing.assert_allclose(np.take_along_axis(dense, rows, 1)[found], scores[found], rtol=1e-6)


def test_scores_agree_only_where_they_are_the_same():
    product = sparse.csr_matrix([[0.0, 3.0, 2.0], [1.0, 0.0, 0.0]])
    assert _same_scores(np.array([[3.0, 2.0], [1.0, 0.0]]), product)
    assert not _same_scores(np.array([[3.0, 2.1], [1.0, 0.0]]), product)
    assert not _same_scores(np.array([[3.0, 2.0], [1.0, 0.5]]), product)


@pytest.mark.parametrize("name", [n for n, (package, _) in BASELINES.items() if find_spec(package)])
def test_each_library_finds_a_document_by_its_own_words(name):
    _, make = BASELINES[name]
    texts = [population.document(profile) for profile in population.profiles(200)]
    index = make(Terms(texts), lambda: texts)
    for row in (0, 57, 199):
        found = index.top(" ".join(texts[row].split()[-8:]), 20)
        assert found[0] == row
        assert len(set(found)) == len(found) <= 20
    assert name == "nearest_neighbors" or index.top("zzz NOT", 20) == []


def test_terms_are_counted_as_the_vectoriser_would():
    terms = Terms(["red boiler, red door", "the", "door"])
    assert terms.counts().toarray().tolist() == [[2, 1, 1], [0, 0, 0], [0, 0, 1]]
    assert terms.row("a green door").toarray().tolist() == [[0, 0, 1]]
    assert Neighbours(terms, list).top("boilers", 1) == [0]
