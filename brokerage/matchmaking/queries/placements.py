"""Solving who goes where: here, or for many in a process that never opens the database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from typing import Any

from brokerage.config import PROJECT_FOLDER
from brokerage.matchmaking.profiles import Profile, Seeker
from matching import plain

MOST_SECONDS = 600
KEPT_VARIABLES = ("PATH", "PYTHONPATH", "HOME", "LANG", "SYSTEMROOT", "OMP_NUM_THREADS")
"""What the process is told of this one's surroundings: no database, no secret."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class PlacementProblem:
    """People and places, numbered from 0 as they are listed, and what holds of each place.

    `people_ids` and a profile's own id say who is meant: they go into the digest of a problem.
    """

    people_ids: Sequence[int]
    people: Sequence[Seeker]
    places: Sequence[Profile]
    capacities: Sequence[int]
    minimums: Sequence[int]
    may_close: Sequence[bool]
    priorities: Sequence[int]
    locked: Sequence[tuple[int, int]]
    forbidden: Sequence[tuple[int, int]]

    @property
    def size(self) -> int:
        """How many pairs there could be."""
        return len(self.people) * len(self.places)

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it, for matching.placement and for a digest."""
        return {
            "people_ids": list(self.people_ids),
            "people": [plain.seeker_as_plain(each) for each in self.people],
            "places": [plain.profile_as_plain(each) for each in self.places],
            "capacities": list(self.capacities),
            "minimums": list(self.minimums),
            "may_close": list(self.may_close),
            "priorities": list(self.priorities),
            "locked": sorted(list(pair) for pair in self.locked),
            "forbidden": sorted(list(pair) for pair in self.forbidden),
        }


class PlacementRefusedError(Exception):
    """What is asked for cannot all be kept; the sentence names people and places by number."""


class PlacementFailedError(Exception):
    """The process ended without an answer."""


def find_solution(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Return the solution of a small problem (PlacementRefusedError); see matching.placement."""
    from matching.placement import InfeasibleError, place  # noqa: PLC0415  # slow to import

    try:
        return place(problem)
    except InfeasibleError as refusal:
        raise PlacementRefusedError(str(refusal)) from refusal


def find_solution_apart(problem: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Return the solution, computed in a child process that tells how far it is.

    PlacementRefusedError as `find_solution`; PlacementFailedError where the process ends early or
    takes longer than ten minutes.
    """
    with _child() as process:
        _send(process, problem)
        for line in process.stdout or ():
            told = json.loads(line)
            if "solution" in told:
                solution: dict[str, Any] = told["solution"]
                return solution
            if "refusal" in told:
                raise PlacementRefusedError(told["refusal"])
            progress(told["stage"], told["done"], told["of"])
    raise PlacementFailedError("The process that places people ended without an answer.")


@contextmanager
def _child() -> Iterator[subprocess.Popen[str]]:
    surroundings = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own module
        [sys.executable, "-m", "matching.placement"],
        cwd=PROJECT_FOLDER,
        env=surroundings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    end = Timer(MOST_SECONDS, process.kill)
    end.start()
    try:
        yield process
    finally:
        end.cancel()
        process.kill()
        if process.stdout is not None:
            process.stdout.close()
        process.wait()


def _send(process: subprocess.Popen[str], problem: Mapping[str, Any]) -> None:
    if process.stdin is None:
        return
    try:
        json.dump(problem, process.stdin)
        process.stdin.close()
    except BrokenPipeError as error:
        raise PlacementFailedError("The process that places people ended early.") from error
