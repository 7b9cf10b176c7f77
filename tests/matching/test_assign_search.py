"""How the best places to close are searched for, and what is said where the search is cut short."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from matching.assign import Goals, InfeasibleError, assign
from matching.assigning import closing, engines, solving
from matching.assigning.network import build_network
from matching.assigning.prices import price
from matching.assigning.problem import read_problem
from matching.assigning.shutting import best_shut
from matching.assigning.solving import gap_between
from tests.matching.assigning import best_of_all, reached, small_cases


@settings(max_examples=150, deadline=None)
@given(small_cases())
def test_shutting_what_runs_short_gives_an_answer_that_keeps_every_minimum(case):
    case["may_close"][:] = True
    best = best_of_all(case)
    if best is None:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closing, "MOST_EDGES", -1)
        found = assign(**case, solver="scipy", branches=1)
    goals = found.objective
    assert reached(case, found.places) == pytest.approx(
        (goals.people, goals.priority, round(goals.score, 9))
    )
    assert found.bound >= Goals(best[0], best[1], best[2] - 1e-8)
    if found.gap == 0:
        assert (goals.people, goals.priority, round(goals.score, 9)) == pytest.approx(best)
    counts = np.bincount(found.places[found.places >= 0], minlength=case["capacities"].size)
    asked = case["minimums"] > 0
    assert set(found.closed) <= set(np.flatnonzero((counts == 0) & asked).tolist())


def problem(scores, capacities, **more):
    given_ = {"minimums": None, "priorities": None, "may_close": None, "locked": ()}
    return read_problem(
        scores, more.pop("eligible", None), capacities=capacities, forbidden=(), **given_ | more
    )


def test_what_is_locked_counts_in_the_bound_of_a_programme():
    asked = problem(
        [[5.0, 0.0, 0.0], [0.0, 3.0, 2.0], [0.0, 3.0, 2.5]],
        [1, 1, 2],
        minimums=[0, 0, 2],
        priorities=[7, 1, 2],
        may_close=[False, False, True],
        locked=[(0, 0)],
    )
    shut, bound = best_shut(asked)
    assert shut == ()
    assert bound == Goals(3, pytest.approx(11.0), pytest.approx(9.5))


def test_a_programme_that_nothing_is_proved_of_still_gives_a_bound():
    random = np.random.default_rng(3)
    people, places = 40, 16
    case = {
        "scores": random.random((people, places)),
        "eligible": random.random((people, places)) < 0.25,
        "capacities": [4] * places,
        "minimums": [4] * places,
        "may_close": [True] * places,
    }
    scores, capacities = case["scores"], case["capacities"]
    more = {name: case[name] for name in ("eligible", "minimums", "may_close")}
    best = best_shut(problem(scores, capacities, **more))
    cut = best_shut(problem(scores, capacities, **more), nodes=1)
    assert best is not None
    assert cut is None or cut[1] >= Goals(best[1].people, best[1].priority, best[1].score - 1e-6)
    whole = assign(**case, solver="scipy", branches=1)
    assert whole.objective.people == best[1].people
    assert set(whole.closed) == set(best[0])


@pytest.mark.parametrize(
    ("bound", "goals", "gap"),
    [
        (Goals(2, 5e9 + 1, 1.0), Goals(2, 5e9, 1.0), 0.0),
        (Goals(2, 5e9 + 6, 1.0), Goals(2, 5e9, 1.0), 6.0),
        (Goals(2, 5.0, 5e-10), Goals(2, 5.0, 0.0), 0.0),
        (Goals(2, 5.0, 2e-9), Goals(2, 5.0, 0.0), 2e-9),
        (Goals(2, 0.0, -5e9 + 6), Goals(2, 0.0, -5e9), 6.0),
    ],
)
def test_a_gap_is_more_than_the_rounding_of_a_sum_of_that_size(bound, goals, gap):
    assert gap_between(bound, goals) == gap


def test_a_place_that_nobody_can_come_to_does_not_stop_the_linear_programme(monkeypatch):
    monkeypatch.setattr(engines, "MOST_SEAT_EDGES", 0)
    eligible = np.array([[1, 1, 0], [1, 0, 0], [0, 1, 0]], bool)
    scores = [[0.5, 0.9, 0.0], [0.4, 0.0, 0.0], [0.0, 0.2, 0.0]]
    found = assign(scores, eligible, [1, 1, 1], solver="scipy")
    assert found.method == "linear programme"
    assert found.objective == Goals(2, 0.0, pytest.approx(1.3))
    assert found.places.tolist() == [1, 0, -1]


def test_minimums_that_compete_in_a_chain_are_all_named():
    # Place 0 lacks people; they are all at place 1, whose own are all at place 2.
    eligible = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]], bool)
    case = {"minimums": [1, 1, 2, 1], "solver": "scipy"}
    with pytest.raises(InfeasibleError) as caught:
        assign(np.ones((4, 4)), eligible, [1, 1, 2, 1], **case)
    assert str(caught.value) == (
        "Places 0, 1 and 2 need 4 people between them and only 3 are eligible at any of them: "
        "their minimums cannot be met."
    )
    with pytest.raises(InfeasibleError, match=r"^Places 0, 1 and 2 need 3 people between them "):
        assign(np.ones((4, 4)), eligible, [1, 1, 2, 1], **case, locked=[(2, 2)])


def test_whom_nobody_can_place_does_not_stop_the_choice_of_edges(monkeypatch):
    random = np.random.default_rng(11)
    eligible = random.random((30, 12)) < 0.5
    eligible[-1] = False
    eligible[:, -1] = False
    case = {
        "scores": random.random((30, 12)),
        "eligible": eligible,
        "capacities": [2] * 12,
        "solver": "scipy",
    }
    whole = assign(**case)
    monkeypatch.setattr(solving, "ALL_AT_ONCE", 10)
    few = assign(**case, keep=1)
    assert few.objective.people == whole.objective.people == 22
    assert few.objective.score == pytest.approx(whole.objective.score)
    assert (few.gap, few.method) == (0, "matching")
    assert few.places[-1] == -1


def test_of_equal_pairs_the_first_in_order_is_taken():
    scores = np.random.default_rng(2).integers(0, 3, (60, 6)) * 0.5
    capacities, priorities = [9] * 6, [1, 2, 4, 8, 16, 32]
    places, left = {}, list(capacities)
    for _, person, place in sorted((-scores[pair], *pair) for pair in np.ndindex(60, 6)):
        if person not in places and left[place]:
            places[person] = place
            left[place] -= 1
    found = assign(scores, None, capacities, priorities=priorities, solver="scipy")
    assert found.greedy == Goals(
        54,
        float(sum(priorities[place] for place in places.values())),
        float(sum(scores[person, place] for person, place in places.items())),
    )


def test_of_seats_that_cost_the_same_the_first_are_told():
    (left_out,) = assign(np.full((41, 40), 0.5), None, [1] * 40, solver="scipy").unplaced
    assert (left_out.cheapest, left_out.price) == (0, 0.0)
    assert [remedy.place for remedy in left_out.remedies] == [0, 1, 2]


def test_the_room_that_prices_leave_is_told_in_the_measure_of_the_scores():
    network = build_network(problem([[9.0], [5.0]], [1]))
    columns = np.array([0, -1])
    priced = price(network, np.arange(2), columns)
    loose = replace(priced, bound=priced.bound + 0.25)
    assert solving._bound(network, columns, loose, Goals(1, 0.0, 9.0)) == Goals(1, 0.0, 10.0)


@pytest.mark.parametrize("seed", [0, 4])
def test_what_a_programme_decides_is_proved_by_prices_and_not_to_its_own_tolerance(seed):
    random = np.random.default_rng(seed)
    found = assign(
        random.random((24, 8)) * 1e3 / 7,
        random.random((24, 8)) < 0.5,
        capacities=np.full(8, 4),
        minimums=np.full(8, 3),
        priorities=random.random(8) * 10,
        may_close=np.ones(8, bool),
        solver="scipy",
        branches=1,
    )
    assert found.closed
    assert found.bound.people == found.objective.people
    assert found.bound.priority == found.objective.priority
    assert found.bound.score == pytest.approx(found.objective.score, rel=1e-12)
