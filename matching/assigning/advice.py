"""Why people have no place, what would give them one, and what would fill an empty seat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from matching.assigning.closing import Settled
from matching.assigning.prices import seat_losses
from matching.assigning.problem import Pair, Problem
from matching.assigning.result import (
    NOWHERE,
    Change,
    Remedy,
    Unplaced,
    Vacancy,
    Why,
)
from matching.assigning.solving import Solution

_MOST = 3  # changes of one kind that are named for a person


class _Seats:
    """Where seats are empty, and where one more person would find one once others move up."""

    def __init__(self, problem: Problem, settled: Settled) -> None:
        self.closed = np.zeros(problem.places, np.bool_)
        self.closed[list(settled.closed)] = True
        self.empty = problem.seats - settled.solution.counts
        self.roomy = self._roomy(problem, settled.solution)
        self.starts = np.searchsorted(problem.rows, np.arange(problem.people + 1))
        solution = settled.solution
        self.losses = seat_losses(solution.network, solution.kept, solution.columns)
        self.barred, self.liftable = _by_person(problem.forbidden), _by_person(problem.liftable)

    def _roomy(self, problem: Problem, solution: Solution) -> np.ndarray:
        """(places,) true where the residual network leads on to an empty seat."""
        roomy = (self.empty > 0) & ~self.closed
        moves = (solution.places[problem.rows] != NOWHERE) & ~self.closed[problem.cols]
        sources, targets = solution.places[problem.rows[moves]], problem.cols[moves]
        found = -1
        while found < (found := int(np.count_nonzero(roomy))):
            roomy[sources[roomy[targets]]] = True
        return roomy


def _by_person(pairs: Iterable[Pair]) -> defaultdict[int, list[int]]:
    places: defaultdict[int, list[int]] = defaultdict(list)
    for person, place in pairs:
        places[person].append(place)
    return places


def unplaced_people(problem: Problem, settled: Settled) -> tuple[Unplaced, ...]:
    """Each person without a place, by number, with the reason and the changes that would help."""
    seats = _Seats(problem, settled)
    people = np.flatnonzero(settled.solution.places == NOWHERE)
    return tuple(_explain(int(i), problem, settled, seats) for i in people)


def _explain(person: int, problem: Problem, settled: Settled, seats: _Seats) -> Unplaced:
    places = problem.cols[seats.starts[person] : seats.starts[person + 1]]
    losses = _losses(person, problem, settled.solution, seats)
    running = places[~seats.closed[places]]
    running = running[np.argsort(losses[running], kind="stable")]
    shut = places[seats.closed[places] & (problem.seats[places] > 0)]
    barred = seats.liftable[person]
    why = _why(places.size > 0, running.size > 0, bool(barred))
    cheapest = int(running[0]) if running.size and np.isfinite(losses[running[0]]) else None
    cost = None if cheapest is None else float(losses[cheapest])
    liftable = [place for place in barred if seats.roomy[place]]
    remedies = (
        *_remedies(Change.LIFT_FORBID, person, liftable),
        *_remedies(Change.ADD_SEAT, person, running),
        *_remedies(Change.DROP_MINIMUM, person, shut),
        *_remedies(Change.WIDEN, person, _wider(person, problem, seats, places)),
    )
    sentence = _sentence(person, why, cheapest, cost)
    return Unplaced(person, why, cheapest, cost, remedies, sentence)


def _losses(person: int, problem: Problem, solution: Solution, seats: _Seats) -> np.ndarray:
    """(places,) by how much the total score falls if the person gets a seat there."""
    network = solution.network
    span = slice(*np.searchsorted(network.rows, [person, person + 1]))
    losses = np.full(problem.places, np.inf)
    columns = network.cols[span]
    swapped = (seats.losses[columns] - network.worth[span]) * network.unit
    np.minimum.at(losses, network.place_of[columns], np.maximum(swapped, 0.0))
    return losses


def _why(eligible: bool, running: bool, barred: bool) -> Why:
    if running:
        return Why.FULL
    if eligible:
        return Why.CLOSED
    return Why.FORBIDDEN if barred else Why.INELIGIBLE


def _wider(person: int, problem: Problem, seats: _Seats, places: np.ndarray) -> np.ndarray:
    """The place to be made eligible for: with an empty seat of its own, by priority, by number."""
    possible = seats.roomy.copy()
    possible[places] = False
    possible[seats.barred[person]] = False
    found = np.flatnonzero(possible)
    order = np.lexsort((found, -problem.priorities[found], seats.empty[found] <= 0))
    return found[order[:1]]


_CHANGES = {
    Change.LIFT_FORBID: "Lift the forbidden pair ({person}, {place}).",
    Change.ADD_SEAT: "One more seat at place {place}, kept for person {person}.",
    Change.DROP_MINIMUM: "Run place {place} below its minimum, a seat kept for person {person}.",
    Change.WIDEN: "Being eligible at place {place} would be enough for person {person}.",
}
_KEPT = (Change.ADD_SEAT, Change.DROP_MINIMUM)


def _remedies(change: Change, person: int, places: Iterable[int]) -> tuple[Remedy, ...]:
    chosen = [int(place) for place in places][:_MOST]
    text = _CHANGES[change]
    return tuple(
        Remedy(change, person, place, change in _KEPT, text.format(person=person, place=place))
        for place in chosen
    )


def _sentence(person: int, why: Why, cheapest: int | None, cost: float | None) -> str:
    if why is Why.INELIGIBLE:
        return f"Person {person} is eligible nowhere."
    if why is Why.FORBIDDEN:
        return f"Every place that person {person} is eligible for is forbidden to them."
    if why is Why.CLOSED:
        return f"Every place that person {person} is eligible for is closed."
    if cheapest is None:
        return f"Person {person} is eligible only at places without a seat to give."
    return (
        f"All places for person {person} are full; a seat at place {cheapest}, the cheapest, "
        f"would lower the total score by {cost:.4g}."
    )


def vacancies(problem: Problem, settled: Settled) -> tuple[Vacancy, ...]:
    """Each place with an empty seat, by number: whom it could take, or why it is closed."""
    seats = _Seats(problem, settled)
    eligible = np.bincount(problem.cols, minlength=problem.places)
    waiting = tuple(int(i) for i in np.flatnonzero(settled.solution.places == NOWHERE))
    kept_out = {place for _, place in problem.forbidden}
    found = []
    for place in np.flatnonzero(seats.empty > 0).tolist():
        closed = bool(seats.closed[place])
        fillers = () if closed else waiting
        if place in kept_out:
            fillers = tuple(
                person for person in fillers if (person, place) not in problem.forbidden
            )
        number, could = int(seats.empty[place]), int(eligible[place])
        need = int(problem.needs[place])
        text = (
            _closed_sentence(place, need, could)
            if closed
            else _empty_sentence(place, number, fillers)
        )
        found.append(Vacancy(place, number, closed, could, fillers, text))
    return tuple(found)


def _closed_sentence(place: int, need: int, eligible: int) -> str:
    if eligible < need:
        return f"Place {place} is closed: it needs {need} and {eligible} are eligible."
    return f"Place {place} is closed: it needs {need}, and people do more elsewhere."


def _empty_sentence(place: int, empty: int, fillers: tuple[int, ...]) -> str:
    seats = "1 empty seat" if empty == 1 else f"{empty} empty seats"
    if not fillers:
        return f"Place {place} has {seats}: it waits for more people."
    who = f"person {fillers[0]}" if len(fillers) == 1 else f"any of {len(fillers)} unplaced people"
    return f"Place {place} has {seats}: {who} would fill one if eligible there."
