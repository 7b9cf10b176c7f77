import json

import numpy as np
import pytest

from matching import bench_assign as bench
from matching.bench_assign import bench_assign, make_up


@pytest.mark.parametrize(("people", "places"), [(1, 1), (5, 3), (3, 9), (90, 46)])
def test_one_line_of_figures(people, places):
    figures = json.loads(json.dumps(bench_assign(people, places), allow_nan=False))
    assert {"seconds", "objective", "bound", "gap", "greedy_objective", "rss_mb"} <= set(figures)
    assert (figures["people"], figures["places"]) == (people, places)
    assert figures["gap"] == 0
    assert figures["bound"] == pytest.approx(figures["objective"])
    assert figures["placed"] >= figures["greedy_placed"]
    assert 1 < figures["rss_mb"] < 4096
    assert figures["seconds"] < 5


def test_a_thousand_people_in_a_second():
    figures = bench_assign(1000, 300)
    assert figures["minimums"] and figures["locked"] and figures["forbidden"]
    assert 0.13 < figures["edges"] / 300_000 < 0.15
    assert figures["objective"] > figures["greedy_objective"]
    assert figures["gap"] == 0


def test_ortools_is_null_where_it_is_not(monkeypatch):
    monkeypatch.setattr(bench, "ORTOOLS", None)
    assert bench_assign(5, 3)["ortools_seconds"] is None


@pytest.mark.parametrize("size", [(0, 3), (3, 0), (-1, 2)])
def test_no_people_or_places(size):
    with pytest.raises(ValueError, match="at least one person and one place"):
        bench_assign(*size)


def test_the_seed_decides():
    first, second, other = (make_up(50, 20, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.scores, second.scores)
    assert first.locked == second.locked
    assert not np.array_equal(first.scores, other.scores)
