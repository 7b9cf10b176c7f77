"""How long an exact assignment takes, on people and places made up from a seed."""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from matching.assign import assign
from matching.assigning.engines import ORTOOLS

_REACH = 0.332  # of the county's side: how far people travel
_SKILLS = 6
_FILL = 1.05  # seats a person
_LOCKED, _FORBIDDEN = 100, 50  # one in so many people; one pair a person in so many
_MINIMUM, _PRIORITY = 5, 10  # one in so many places


@dataclass(frozen=True, slots=True, eq=False)
class MadeUp:
    """An assignment to solve; the fields are the arguments of `assign`."""

    scores: np.ndarray
    eligible: np.ndarray
    capacities: np.ndarray
    minimums: np.ndarray
    priorities: np.ndarray
    locked: list[tuple[int, int]]
    forbidden: list[tuple[int, int]]


def make_up(people: int, places: int, *, seed: int) -> MadeUp:
    """People spread over a square who can do two or three of six things, near some of the places.

    About 14% of pairs are eligible. Minimums, locks and forbidden pairs all agree with one plain
    assignment, so that there is an answer.
    """
    random = np.random.default_rng(seed)
    homes, sites = random.random((people, 2)), random.random((places, 2))
    away = np.hypot(*(homes[:, None, :] - sites[None, :, :]).transpose(2, 0, 1))
    skilled = random.random((people, _SKILLS)) < 0.55
    asked = random.integers(0, _SKILLS, places)
    eligible = (away < _REACH) & skilled[:, asked]
    liking = random.random((people, places))
    scores = np.where(eligible, 0.6 * (1 - away / _REACH) + 0.4 * liking, 0.0)
    shares = random.integers(1, 10, places)
    capacities = np.maximum(1, np.round(shares * people * _FILL / max(shares.sum(), 1))).astype(int)
    plain = _plain(eligible, capacities)
    counts = np.bincount(plain[plain >= 0], minlength=places)
    minimums = np.minimum(counts, random.integers(1, 4, places))
    minimums[np.arange(places) % _MINIMUM > 0] = 0
    placed = np.flatnonzero(plain >= 0)
    kept = placed[:: _LOCKED if people >= _LOCKED else 10]
    barred = np.argmax(eligible & (np.arange(places) != plain[:, None]), axis=1)[::_FORBIDDEN]
    return MadeUp(
        scores=scores,
        eligible=eligible,
        capacities=capacities,
        minimums=minimums,
        priorities=(np.arange(places) % _PRIORITY == 0).astype(float),
        locked=[(int(i), int(plain[i])) for i in kept],
        forbidden=[
            (i * _FORBIDDEN, int(j)) for i, j in enumerate(barred) if j != plain[i * _FORBIDDEN]
        ],
    )


def _plain(eligible: np.ndarray, capacities: np.ndarray) -> np.ndarray:
    """(people,) the emptiest place that each could take in turn, -1 for none."""
    left, chosen = capacities.copy(), np.full(eligible.shape[0], -1)
    for person, row in enumerate(eligible):
        room = np.where(row, left, 0)
        if room.any():
            chosen[person] = place = int(room.argmax())
            left[place] -= 1
    return chosen


def bench_assign(people: int, places: int, *, seed: int = 20_261_128) -> dict[str, Any]:
    """Seconds, goals, proof and memory for so many people and places, with SciPy alone.

    `objective`, `bound`, `gap` and `greedy_objective` are total scores among the answers that place
    the most people; `rss_mb` is the most that the process held; `ortools_seconds` is None where
    OR-tools is not installed. Raises ValueError for fewer than one person or place.
    """
    if people < 1 or places < 1:
        raise ValueError("Give at least one person and one place.")
    made = make_up(people, places, seed=seed)
    found, seconds = _timed(made, "scipy")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    quick = None if ORTOOLS is None else round(_timed(made, "ortools")[1], 3)
    return {
        "people": people,
        "places": places,
        "edges": int(np.count_nonzero(made.eligible)),
        "minimums": int(np.count_nonzero(made.minimums)),
        "locked": len(made.locked),
        "forbidden": len(made.forbidden),
        "placed": found.objective.people,
        "greedy_placed": found.greedy.people,
        "seconds": round(seconds, 3),
        "objective": found.objective.score,
        "bound": found.bound.score,
        "gap": found.gap,
        "greedy_objective": found.greedy.score,
        "rss_mb": round(memory / (2**20 if sys.platform == "darwin" else 2**10), 1),
        "ortools_seconds": quick,
    }


def _timed(made: MadeUp, solver: Any) -> tuple[Any, float]:
    start = perf_counter()
    found = assign(
        made.scores,
        made.eligible,
        made.capacities,
        made.minimums,
        made.priorities,
        made.locked,
        made.forbidden,
        solver=solver,
    )
    return found, perf_counter() - start
