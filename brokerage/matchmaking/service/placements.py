"""Solving who goes where: here, or for many in a process that never opens the database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Timer
from typing import Any

from brokerage.config import PROJECT_FOLDER

MOST_SECONDS = 600
KEPT_VARIABLES = ("PATH", "PYTHONPATH", "HOME", "LANG", "SYSTEMROOT", "OMP_NUM_THREADS")
"""What the process is told of this one's surroundings: no database, no secret."""
Progress = Callable[[str, int, int], None]


class PlacementRefusedError(Exception):
    """What is asked for cannot all be kept; the sentence names people and places by number."""


class PlacementFailedError(Exception):
    """The process ended without an answer."""


def solve_here(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Return the solution of a small problem (PlacementRefusedError); see matching.placement."""
    from matching.placement import InfeasibleError, place  # noqa: PLC0415  # slow to import

    try:
        return place(problem)
    except InfeasibleError as refusal:
        raise PlacementRefusedError(str(refusal)) from refusal


def solve_apart(problem: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Return the solution, computed in a child process that tells how far it is.

    PlacementRefusedError as `solve_here`; PlacementFailedError where the process ends early or
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
        process.communicate()


def _send(process: subprocess.Popen[str], problem: Mapping[str, Any]) -> None:
    if process.stdin is None:
        return
    try:
        json.dump(problem, process.stdin)
        process.stdin.close()
    except BrokenPipeError as error:
        raise PlacementFailedError("The process that places people ended early.") from error
