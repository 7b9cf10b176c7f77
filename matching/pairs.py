"""Every seeker against every profile: who may go with whom, and what each pair scores.

Unlike a ranking, nothing is left out for fitting too little in words: the hard rules decide who
may, and a pair that shares no word, cause or skill still has its times and its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.matcher import Matcher
from matching.profile import Profile, Seeker

Report = Callable[[int, int], None]
_EVERY = 25  # seekers between two reports


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The pairs that pass every rule, by seeker, then profile.

    `rows`, `cols`: (pairs,) numbers of seekers and profiles from 0. `scores`: (pairs,) from 0 to
    1, each the exact sum of its `parts`, (pairs,) by name and 0 where a seeker asks for none.
    """

    rows: NDArray[np.int64]
    cols: NDArray[np.int64]
    scores: NDArray[np.float64]
    parts: dict[str, NDArray[np.float64]]


def score_pairs(
    profiles: Sequence[Profile], seekers: Sequence[Seeker], report: Report | None = None
) -> Pairs:
    """Score all pairs; `report(done, of)` is called now and then.

    Raises ValueError where two profiles have one id.
    """
    if len({profile.id for profile in profiles}) < len(profiles):
        raise ValueError("Each profile needs an id of its own.")
    found: list[_Found] = []
    if profiles:
        matcher = Matcher(floor=0.0).fit(profiles)
        numbers = {profile.id: number for number, profile in enumerate(profiles)}
        ids = matcher.snapshot_.ids_of(np.arange(matcher.snapshot_.size))
        columns = np.array([numbers[int(each)] for each in ids], np.int64)
        for number, seeker in enumerate(seekers):
            found.append(_score(matcher, seeker, number, columns))
            if report and number % _EVERY == 0:
                report(number, len(seekers))
    return _joined(found)


@dataclass(frozen=True, slots=True)
class _Found:
    number: int
    cols: NDArray[np.int64]
    parts: dict[str, NDArray[np.float64]]


def _score(matcher: Matcher, seeker: Seeker, number: int, columns: NDArray[np.int64]) -> _Found:
    """The parts of every profile that the rules let through, in the order of the profiles."""
    whole = matcher.assess_all(seeker)
    places = whole.places
    cols = columns[whole.rows[places]]
    order = np.argsort(cols, kind="stable")
    parts = whole.scored(places).take(order).parts if whole.asked.shares else {}
    return _Found(number, cols[order], parts)


def _joined(found: Sequence[_Found]) -> Pairs:
    names = sorted({name for each in found for name in each.parts})
    empty = np.zeros(0)
    parts = {
        name: np.concatenate(
            [empty, *(each.parts.get(name, np.zeros(each.cols.size)) for each in found)]
        )
        for name in names
    }
    rows = [np.full(each.cols.size, each.number, np.int64) for each in found]
    none = np.zeros(0, np.int64)
    cols = np.concatenate([none, *(each.cols for each in found)])
    scores = np.sum([*parts.values()], axis=0) if parts else np.zeros(cols.size)
    return Pairs(np.concatenate([none, *rows]), cols, scores, parts)
