"""Many seekers to many profiles in one go: scored, assigned, and told as plain JSON values.

A problem is what `plain` makes of profiles and seekers, with what `assign` is told about places:

    {"places": [profile…], "people": [seeker…], "capacities": […], "minimums": […],
     "may_close": […], "priorities": […], "locked": [[person, place]…], "forbidden": […]}

People and places are numbered from 0 as they are listed. A locked pair is kept even where a rule
would rule it out by now: somebody has decided it. `python -m matching.placement` reads a problem
from its input and writes lines of JSON: {"stage", "done", "of"} on the way, then {"solution": …}
or {"refusal": sentence}. So it can be had from a process that has nothing else open.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from scipy import sparse

from matching.assign import Assignment, Goals, InfeasibleError, assign
from matching.matcher import Matcher
from matching.pairs import Pairs, score_pairs
from matching.plain import profile_from_plain, seeker_from_plain
from matching.profile import Profile, Seeker

Plain = dict[str, Any]
Report = Callable[[str, int, int], None]
MOST_FILLERS = 5  # people named for an empty seat


def place(problem: Mapping[str, Any], report: Report | None = None) -> Plain:
    """Solve a problem; the answer is plain too.

    "places": the place of each person or -1, with "scores" and "parts"; "objective", "bound" and
    "greedy" as [people, priority, score]; "gap", "method", "closed"; "pairs", how many could be
    made; "unplaced" and "vacancies" as `assign` tells them, by number.
    Raises ValueError for what is no problem, InfeasibleError for what cannot all be kept.
    """
    tell = report or (lambda stage, done, of: None)
    profiles = [profile_from_plain(each) for each in problem["places"]]
    seekers = [seeker_from_plain(each) for each in problem["people"]]
    pairs = score_pairs(profiles, seekers, lambda done, of: tell("scores", done, of))
    tell("places", 0, 1)
    locked = [(int(person), int(spot)) for person, spot in problem["locked"]]
    found = assign(
        _grid(pairs, locked, (len(seekers), len(profiles))),
        None,
        problem["capacities"],
        problem["minimums"],
        problem["priorities"],
        locked,
        [(int(person), int(spot)) for person, spot in problem["forbidden"]],
        may_close=problem["may_close"],
    )
    return _told(found, pairs, profiles, seekers)


def _grid(
    pairs: Pairs, locked: Iterable[tuple[int, int]], shape: tuple[int, int]
) -> sparse.coo_array:
    """The scores of the pairs, and of locked pairs that a rule has ruled out since, 0."""
    made = set(zip(pairs.rows.tolist(), pairs.cols.tolist(), strict=True))
    late = [pair for pair in locked if pair not in made]
    rows = np.concatenate([pairs.rows, np.array([row for row, _ in late], np.int64)])
    cols = np.concatenate([pairs.cols, np.array([col for _, col in late], np.int64)])
    scores = np.concatenate([pairs.scores, np.zeros(len(late))])
    return sparse.coo_array((scores, (rows, cols)), shape=shape)


def _told(found: Assignment, pairs: Pairs, profiles: list[Profile], seekers: list[Seeker]) -> Plain:
    at = {(int(row), int(col)): k for k, (row, col) in enumerate(zip(pairs.rows, pairs.cols))}  # noqa: B905  # both are (pairs,)
    spots = [at.get((person, int(spot)), -1) for person, spot in enumerate(found.places.tolist())]
    return {
        "places": found.places.tolist(),
        "scores": [float(pairs.scores[k]) if k >= 0 else 0.0 for k in spots],
        "parts": [_parts(pairs, k) for k in spots],
        "objective": _goals(found.objective),
        "bound": _goals(found.bound),
        "greedy": _goals(found.greedy),
        "gap": float(found.gap),
        "method": found.method,
        "closed": list(found.closed),
        "pairs": int(pairs.rows.size),
        "unplaced": _unplaced(found, profiles, seekers),
        "vacancies": [
            {
                "place": each.place,
                "empty": each.empty,
                "closed": each.closed,
                "eligible": each.eligible,
                "fillers": list(each.fillers[:MOST_FILLERS]),
            }
            for each in found.vacancies
        ],
    }


def _parts(pairs: Pairs, k: int) -> Plain:
    if k < 0:
        return {}
    return {name: float(part[k]) for name, part in pairs.parts.items() if part[k] > 0}


def _goals(goals: Goals) -> list[float]:
    return [int(goals.people), float(goals.priority), float(goals.score)]


def _unplaced(found: Assignment, profiles: list[Profile], seekers: list[Seeker]) -> list[Plain]:
    """Who has no place and what would help, with the rule in the way of a place with room."""
    if not found.unplaced:
        return []
    matcher = Matcher(floor=0.0).fit(profiles)
    ids = [profile.id for profile in profiles]
    return [
        {
            "person": each.person,
            "why": each.why.value,
            "cheapest": each.cheapest,
            "remedies": [
                {
                    "change": remedy.change.value,
                    "place": remedy.place,
                    "rule": _rule(matcher, seekers[each.person], ids[remedy.place])
                    if remedy.change.value == "widen"
                    else "",
                }
                for remedy in each.remedies
            ],
        }
        for each in found.unplaced
    ]


def _rule(matcher: Matcher, seeker: Seeker, profile_id: int) -> str:
    return str(getattr(matcher.explain(seeker, profile_id), "rule", ""))


def main() -> int:
    """Read a problem, solve it, and write how far it is and what came of it."""

    def write(line: Plain) -> None:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    try:
        problem = json.load(sys.stdin)
        solution = place(
            problem, lambda stage, done, of: write({"stage": stage, "done": done, "of": of})
        )
    except InfeasibleError as refusal:
        write({"refusal": str(refusal)})
        return 0
    write({"solution": solution})
    return 0


if __name__ == "__main__":
    sys.exit(main())
