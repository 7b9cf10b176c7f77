"""How fast the matcher is on invented suppliers, beside other libraries in the same run."""

from __future__ import annotations

import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from matching import bench_population as population
from matching.bench_baselines import BASELINES, Bm25s, Bm25sNumpy, Terms, sparse_dot_topn
from matching.bench_engine import Engine, MatcherEngine
from matching.bench_memory import resident_mb, shared_index_memory
from matching.bench_population import Need
from matching.profile import Profile

TOP = 20
ROUNDS = 5  # in which all take turns, so that what else the machine does slows all alike
BUDGET_S = 60.0  # a method that needs longer for the queries answers the first of them only
FEWEST = 4  # queries a round that even the slowest answers
WARM = 3  # queries a turn that are not counted
BATCH = 1_000
BATCH_RUNS = 3
CHANGES = 50
SAME = 1e-4  # relative: sums of float32 in another order
PACKAGES = ("numpy", "scipy", "scikit-learn", "tantivy", "bm25s", "numba", "sparse_dot_topn")
NOTES = (
    "Profiles and needs are invented; sentence vectors are synthetic, clustered by trade, and "
    "embedding is not part of any figure. One core, one process, warm; all take turns on the same "
    "queries. The libraries that take terms get the matcher's own; bm25s_build_s includes reading "
    "the texts into them, and the query times include reading the query. index_private_mb is "
    "taken in a process that maps the index beside another living one."
)

Timed = tuple[list[float], list[list[int]]]
Method = Callable[[Need], list[int]]


def bench(
    profiles: int,
    *,
    queries: int = 200,
    seed: int = 0,
    baselines: Collection[str] = tuple(BASELINES),
    engine_class: Callable[[], Engine] = MatcherEngine,
) -> dict[str, Any]:
    """The figures at so many profiles: milliseconds, seconds and MB (2^20 bytes) by name.

    A figure is None where its package is not installed or the engine does not do it. Raises
    ValueError for fewer than 100 profiles or 20 queries, RuntimeError if a change is not found.
    """
    if profiles < 100 or queries < ROUNDS * FEWEST:
        raise ValueError(f"Give at least 100 profiles and {ROUNDS * FEWEST} queries.")
    asked = population.needs(max(queries, BATCH), seed + 1)
    with one_core():
        engine = engine_class()
        began = time.perf_counter()
        engine.build(population.profiles(profiles, seed), population.vectors(profiles, seed))
        figures: dict[str, Any] = {
            "profiles": profiles,
            "queries": queries,
            "build_s": round(time.perf_counter() - began, 2),
            "build_peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
            **_memory(engine, engine_class, asked[:queries]),
        }
        others = _others(profiles, seed, baselines, figures)
        figures |= _speed(engine, others, asked[:queries])
        figures |= _batch(engine, [need.text for need in asked[:BATCH]])
        figures |= _changes(engine, profiles, seed)
    return figures | {
        "sentence_rerank": engine.reranks,
        "versions": {name: _version(name) for name in PACKAGES},
        "notes": NOTES,
    }


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process, its threads to come and its numeric libraries on one core meanwhile."""
    os.environ.setdefault("NUMBA_NUM_THREADS", "1")  # numba reads it when it is first imported
    before = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    if before:
        os.sched_setaffinity(0, {max(before)})
    try:
        with threadpool_limits(1):
            yield
    finally:
        if before:
            os.sched_setaffinity(0, before)


def _memory(
    engine: Engine, engine_class: Callable[[], Engine], needs: Sequence[Need]
) -> dict[str, Any]:
    """Memory of a worker that maps the index; without such a one, of this process."""
    if not engine.shares:
        return {"rss_mb": resident_mb(), "index_private_mb": None}
    with tempfile.TemporaryDirectory() as folder:
        engine.save(Path(folder))
        return shared_index_memory(engine_class, Path(folder), partial(_queried, list(needs)))


def _queried(needs: Sequence[Need], engine: Engine) -> None:
    for need in needs:
        engine.text(need.text, TOP)
        engine.whole(need.near, need.vector, TOP)
        engine.whole(need.nationwide, need.vector, TOP)


def _others(
    profiles: int, seed: int, wanted: Collection[str], figures: dict[str, Any]
) -> dict[str, Any]:
    """The baselines that are wanted and installed, by name; notes how long they took to build."""

    def documents() -> Iterator[str]:
        return map(population.document, population.profiles(profiles, seed))

    began = time.perf_counter()
    terms = Terms(documents()) if wanted else None
    read = time.perf_counter() - began
    found: dict[str, Any] = {}
    for name, (package, make) in BASELINES.items():
        figures[f"{name}_build_s"] = None
        if terms is None or name not in wanted or _version(package) is None:
            continue
        began = time.perf_counter()
        found[name] = make(terms, documents)
        spent = time.perf_counter() - began + (0 if name == "tantivy" else read)
        figures[f"{name}_build_s"] = round(spent, 2)
    if isinstance(found.get("bm25s"), Bm25s):
        found["bm25s_numpy"] = Bm25sNumpy(found["bm25s"])
        figures["bm25s_backend"] = Bm25s.backend
    return found


def _speed(engine: Engine, others: dict[str, Any], needs: Sequence[Need]) -> dict[str, Any]:
    methods: dict[str, Method] = {
        "text": lambda need: engine.text(need.text, TOP),
        "whole_50km": lambda need: engine.whole(need.near, need.vector, TOP),
        "whole_nationwide": lambda need: engine.whole(need.nationwide, need.vector, TOP),
    }
    for name, other in others.items():
        methods[name] = partial(_top, other)
    timed = _in_turns(methods, needs)
    figures: dict[str, Any] = {}
    for name in (*methods, *BASELINES, "bm25s_numpy"):
        if name not in figures:
            figures |= _percentiles(name, timed.get(name))
    slowest = max(figures["whole_50km_p95_ms"], figures["whole_nationwide_p95_ms"])
    ours, theirs = timed["text"][1], timed.get("bm25s", ([], []))[1]
    shared = [len({*a} & {*b}) / TOP for a, b in zip(ours, theirs, strict=False)]
    overlap = round(statistics.fmean(shared), 3) if shared else None
    return figures | {"whole_p95_ms": slowest, "overlap_at_20": overlap}


def _top(other: Any, need: Need) -> list[int]:
    found: list[int] = other.top(need.text, TOP)
    return found


def _in_turns(methods: dict[str, Method], needs: Sequence[Need]) -> dict[str, Timed]:
    """Milliseconds a query and what was found; each method answers a prefix of every round."""
    timed: dict[str, Timed] = {name: ([], []) for name in methods}
    asked: dict[str, list[Need]] = {name: list(needs) for name in methods}
    share = len(needs) // ROUNDS
    for _ in range(ROUNDS):
        for name, method in methods.items():
            mine = asked[name][:share]
            for need in mine[:WARM]:
                method(need)
            end = time.perf_counter() + BUDGET_S / ROUNDS
            for place, need in enumerate(mine):
                if place >= FEWEST and time.perf_counter() > end:
                    break
                began = time.perf_counter()
                found = method(need)
                timed[name][0].append(1000 * (time.perf_counter() - began))
                timed[name][1].append(found)
            del asked[name][:share]
    return timed


def _percentiles(name: str, timed: Timed | None) -> dict[str, Any]:
    """p50 and p95, and of how many queries."""
    if timed is None:
        return {f"{name}_p50_ms": None, f"{name}_p95_ms": None, f"{name}_queries": 0}
    low, high = np.percentile(timed[0], [50, 95])
    return {
        f"{name}_p50_ms": round(float(low), 4),
        f"{name}_p95_ms": round(float(high), 4),
        f"{name}_queries": len(timed[0]),
    }


def _batch(engine: Engine, texts: Sequence[str]) -> dict[str, Any]:
    """The same product's best of each row by the engine and by sparse_dot_topn, median of runs."""
    spent: dict[str, list[float]] = {"batch_s": [], "sparse_dot_topn_batch_s": []}
    queries, documents = engine.product(texts)
    scores, theirs = np.zeros(0), None
    for _ in range(BATCH_RUNS):
        began = time.perf_counter()
        _, scores = engine.batch(texts, TOP)
        middle = time.perf_counter()
        theirs = sparse_dot_topn(queries, documents, TOP)
        spent["batch_s"].append(middle - began)
        spent["sparse_dot_topn_batch_s"].append(time.perf_counter() - middle)
    if theirs is None:
        spent["sparse_dot_topn_batch_s"] = []
    figures = {k: round(statistics.median(v), 4) if v else None for k, v in spent.items()}
    agree = None if theirs is None else _same_scores(scores, theirs)
    return {"batch_texts": len(texts), **figures, "batch_scores_agree": agree}


def _same_scores(scores: Any, product: Any) -> bool:
    """Whether the best scores of each row are those of the product, in order."""
    dense = np.zeros(scores.shape)
    for row, (start, end) in enumerate(zip(product.indptr, product.indptr[1:], strict=False)):
        dense[row, : end - start] = -np.sort(-product.data[start:end])
    return bool(np.allclose(scores, dense, rtol=SAME, atol=SAME))


def _changes(engine: Engine, profiles: int, seed: int) -> dict[str, Any]:
    """CPU time of a change: the call, and what the next query costs more than the one after it."""
    newcomers = list(population.profiles(CHANGES + 1, seed + 2))
    vectors = next(population.vectors(CHANGES + 1, seed + 2))
    added, removed = [], []
    for row, (one, vector) in enumerate(zip(newcomers, vectors, strict=True)):
        word = "newcomer" + "".join("bcdfghjklm"[int(digit)] for digit in str(row)) + "o"
        number = profiles + row
        profile = Profile(number, one.name, {"about": f"{one.fields['about']} {word}"})
        engine.text(word, TOP)
        added.append(_change(engine, partial(engine.add, profile, vector), word, number, True))
        removed.append(_change(engine, partial(engine.remove, number), word, number, False))
    # The first of each is not counted: it warms.
    return {
        "add_ms": round(statistics.median(added[1:]), 4),
        "remove_ms": round(statistics.median(removed[1:]), 4),
        "changes": CHANGES,
    }


def _change(
    engine: Engine, change: Callable[[], None], word: str, number: int, is_there: bool
) -> float:
    began = time.process_time()
    change()
    found = engine.text(word, TOP)
    middle = time.process_time()
    engine.text(word, TOP)
    if (number in found) is not is_there:
        raise RuntimeError("A change was not seen by the next query.")
    return 1000 * max(0.0, middle - began - (time.process_time() - middle))


def _version(package: str) -> str | None:
    try:
        return version("scikit-learn" if package == "sklearn" else package)
    except PackageNotFoundError:
        return None
