"""Many people to many places, exactly: who goes where, proved best, and what would place the rest.

Three goals, each only among the answers that are best for those before it: most people placed, then
the priority of the seats filled, then the total score.

`scores`: people × places, dense, or SciPy sparse where a stored entry is a pair that may be made.
`eligible`: booleans of the same shape; None for all pairs, or all stored ones. By place:
`capacities` (people), `minimums` (people; must be met, unless `may_close` says that the place may
stay empty instead), `priorities` (higher is filled first). `locked` and `forbidden` are (person,
place) pairs, counted from 0. A locked person stays; a place with one does not close.

`solver`: "scipy", "ortools" (an optional package), or "auto" for OR-tools where installed. `keep`
(best pairs a person to begin with) changes only how long it takes. `branches` are the problems
solved over which places to close before a mixed programme decides on all at once (to within 1e-6);
with over 60,000 pairs there is none, and `gap` says how far the answer may be.

Method: transportation problem by column generation, proved by seat prices; see `assigning`.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Literal

from numpy.typing import ArrayLike
from scipy import sparse

from matching.assigning.advice import unplaced_people, vacancies
from matching.assigning.closing import Settled, settle
from matching.assigning.engines import ORTOOLS
from matching.assigning.greedy import greedy
from matching.assigning.problem import Pair, Problem, read_problem
from matching.assigning.result import (
    Assignment,
    Change,
    Goals,
    InfeasibleError,
    Remedy,
    Unplaced,
    Vacancy,
    Why,
)
from matching.assigning.solving import gap_between

__all__ = [
    "Assignment",
    "Change",
    "Goals",
    "InfeasibleError",
    "Remedy",
    "Unplaced",
    "Vacancy",
    "Why",
    "assign",
]

Solver = Literal["auto", "scipy", "ortools"]


def assign(  # noqa: PLR0917  # the order in which the field writes such a problem
    scores: ArrayLike | sparse.spmatrix,
    eligible: ArrayLike | sparse.spmatrix | None,
    capacities: ArrayLike,
    minimums: ArrayLike | None = None,
    priorities: ArrayLike | None = None,
    locked: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    *,
    may_close: ArrayLike | None = None,
    solver: Solver = "auto",
    keep: int = 24,
    branches: int = 40,
) -> Assignment:
    """Give each person at most one place, and each place at most as many people as it has seats.

    What the arguments hold is told at the top of this file. Raises ValueError for input that is no
    problem, InfeasibleError for locks and minimums that cannot all be kept.
    """
    ortools = _choose(solver)
    if keep < 1 or branches < 1:
        raise ValueError("Give keep and branches as numbers of at least 1.")
    problem = read_problem(
        scores,
        eligible,
        capacities=capacities,
        minimums=minimums,
        priorities=priorities,
        may_close=may_close,
        locked=locked,
        forbidden=forbidden,
    )
    return _told(problem, settle(problem, keep=keep, ortools=ortools, branches=branches))


def _told(problem: Problem, settled: Settled) -> Assignment:
    solution = settled.solution
    return Assignment(
        places=solution.places,
        objective=solution.goals,
        bound=settled.bound,
        gap=gap_between(settled.bound, solution.goals),
        greedy=problem.goals(greedy(problem)),
        method=solution.method,
        closed=settled.closed,
        unplaced=unplaced_people(problem, settled),
        vacancies=vacancies(problem, settled),
    )


def _choose(solver: str) -> ModuleType | None:
    if solver not in ("auto", "scipy", "ortools"):
        raise ValueError(f'The solver is "auto", "scipy" or "ortools", not {solver!r}.')
    if solver == "ortools" and ORTOOLS is None:
        raise ValueError("OR-tools is not installed: leave the solver at “auto” or “scipy”.")
    return None if solver == "scipy" else ORTOOLS
