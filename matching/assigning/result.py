"""What an assignment answers: who goes where, the proof, and what would place the rest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

NOWHERE = -1  # the place of a person without one


class InfeasibleError(ValueError):
    """Locks or minimums that no assignment can meet; the sentence says which, and by how many."""


@dataclass(frozen=True, slots=True, order=True)
class Goals:
    """The three goals in the order in which they count: compare as a tuple."""

    people: int
    priority: float
    score: float


class Why(StrEnum):
    """Why a person has no place."""

    INELIGIBLE = "ineligible"
    FORBIDDEN = "forbidden"
    CLOSED = "closed"
    FULL = "full"


class Change(StrEnum):
    """A change of the input that would place one more person."""

    LIFT_FORBID = "lift_forbid"
    ADD_SEAT = "add_seat"
    DROP_MINIMUM = "drop_minimum"
    WIDEN = "widen"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change that places `person`, while as many others as before keep a place.

    Where `keep` is set, others may want the same seat: it is theirs once (person, place) is locked.
    """

    change: Change
    person: int
    place: int
    keep: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A person without a place.

    `price`: by how much the total score falls if they get a seat at `cheapest` and whoever makes
    way does the best that is left; an upper bound where there are more than 150,000 pairs. None
    where there is no seat.
    """

    person: int
    why: Why
    cheapest: int | None
    price: float | None
    remedies: tuple[Remedy, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A place with empty seats, how many could come at all, and who would come if they might."""

    place: int
    empty: int
    closed: bool
    eligible: int
    fillers: tuple[int, ...]
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """The best assignment, with its proof and its explanation.

    `places`: (people,) int64, the place of each person or -1. `bound`: what no assignment can
    exceed, from dual prices checked on every eligible pair, not from the objective. `gap`: bound
    less objective in the first goal where they differ by more than the rounding of a sum, else 0.
    `greedy`: the goals that taking the best pair again and again would reach, minimums ignored.
    """

    places: np.ndarray
    objective: Goals
    bound: Goals
    gap: float
    greedy: Goals
    method: str
    closed: tuple[int, ...]
    unplaced: tuple[Unplaced, ...]
    vacancies: tuple[Vacancy, ...]
