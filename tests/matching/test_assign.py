import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from matching.assign import Goals, InfeasibleError, assign
from matching.assigning import closing, engines, solving
from matching.assigning.engines import by_matching, by_program
from matching.assigning.network import build_network
from matching.assigning.prices import price, seat_prices
from matching.assigning.problem import read_problem
from matching.assigning.shutting import best_shut
from tests.matching.assigning import best_of_all, reached, small_cases

SOLVERS = [("scipy", "matching"), *([("ortools", "min-cost flow")] if engines.ORTOOLS else [])]


def town(seed, people=60, places=20, **more):
    random = np.random.default_rng(seed)
    return {
        "scores": random.random((people, places)),
        "eligible": random.random((people, places)) < 0.3,
        "capacities": random.integers(1, 5, places),
        "priorities": random.integers(0, 3, places) * 1.0,
        **more,
    }


def problem_of(case):
    return read_problem(
        case["scores"],
        case["eligible"],
        capacities=case["capacities"],
        minimums=case.get("minimums"),
        priorities=case.get("priorities"),
        may_close=None,
        locked=(),
        forbidden=(),
    )


@settings(max_examples=300, deadline=None)
@given(small_cases())
def test_no_assignment_is_better(case):
    best = best_of_all(case)
    if best is None:
        with pytest.raises(InfeasibleError):
            assign(**case, solver="scipy")
        return
    found = assign(**case, solver="scipy")
    goals = found.objective
    assert (goals.people, goals.priority, round(goals.score, 9)) == pytest.approx(best)
    assert reached(case, found.places) == pytest.approx(best)
    assert found.gap == 0
    assert found.bound >= Goals(goals.people, goals.priority, goals.score - 1e-9)
    assert found.bound.score == pytest.approx(goals.score)
    assert found.greedy.people <= goals.people or found.closed or any(case["minimums"])


def test_goals_count_in_their_order():
    scores = np.array([[9.0, 1.0], [9.0, 0.0]])
    everywhere = np.ones((2, 2), bool)
    alone = assign(scores, everywhere, [1, 0])
    assert alone.objective == Goals(1, 0.0, 9.0)
    both = assign(scores, everywhere, [1, 1])
    assert both.places.tolist() == [1, 0]
    # One person fewer is never worth a priority, nor a priority any score.
    eligible = np.array([[True, True], [False, True]])
    assert assign(scores, eligible, [1, 1], priorities=[0, 5]).places.tolist() == [0, 1]
    one = assign([[0.0, 9.0]], None, [1, 1], priorities=[0.5, 0.25])
    assert one.places.tolist() == [0]
    assert one.objective == Goals(1, 0.5, 0.0)
    # Many small losses of score never buy a priority back.
    many = np.zeros((5, 2))
    many[:, 0] = 1.0
    assert assign(many, None, [5, 5], priorities=[0, 1]).objective == Goals(5, 5.0, 0.0)


def test_a_minimum_comes_before_priority_and_score_but_not_before_people():
    scores = np.array([[1.0, 0.1], [1.0, 0.1]])
    found = assign(scores, None, [2, 2], minimums=[0, 1], priorities=[9, 0])
    assert sorted(found.places.tolist()) == [0, 1]
    assert found.objective == Goals(2, 9.0, pytest.approx(1.1))


@pytest.mark.parametrize(
    ("may_close", "closed", "places"),
    [([False, False], (), [0, 1]), ([False, True], (1,), [0, 0])],
)
def test_a_place_that_may_close_runs_only_if_it_is_best(may_close, closed, places):
    scores = np.array([[1.0, 0.2], [1.0, 0.8]])
    case = {"capacities": [2, 2], "minimums": [0, 1], "may_close": may_close}
    found = assign(scores, np.ones((2, 2), bool), **case)
    assert (found.closed, found.places.tolist()) == (closed, places)


def test_half_run_places_are_branched_on():
    scores = np.array([[0.9, 0.5, 0.0], [0.0, 0.5, 0.9], [0.0, 0.4, 0.0]])
    eligible = np.array([[1, 1, 0], [0, 1, 1], [0, 1, 0]], bool)
    case = {"minimums": [2, 2, 2], "may_close": [True] * 3, "solver": "scipy"}
    found = assign(scores, eligible, [2, 3, 2], **case)
    assert found.places.tolist() == [1, 1, 1]
    assert found.closed == (0, 2)
    assert found.gap == 0


HALF_RUN = {
    # Best together at place 1; shutting both half-run places, the quick way, leaves all out.
    "scores": np.array([[0.9, 0.5, 0.1], [0.2, 0.5, 0.9], [0.1, 0.4, 0.3]]),
    "eligible": np.array([[1, 1, 0], [0, 1, 1], [0, 1, 0]], bool),
    "capacities": [2, 3, 2],
    "minimums": [2, 2, 2],
    "may_close": [True] * 3,
    "solver": "scipy",
}


def test_too_few_branches_are_owned_up_to(monkeypatch):
    monkeypatch.setattr(closing, "MOST_EDGES", 4)
    quick = assign(**HALF_RUN, branches=1)
    best = assign(**HALF_RUN)
    assert quick.objective < best.objective <= quick.bound
    assert quick.gap == quick.bound.people - quick.objective.people > 0
    assert set(quick.closed) == {0, 1, 2}
    monkeypatch.setattr(closing, "MOST_EDGES", 5)
    assert close(assign(**HALF_RUN, branches=1).objective, best.objective)


@settings(max_examples=150, deadline=None)
@given(small_cases())
def test_a_mixed_programme_decides_as_well(case):
    case["may_close"][:] = True
    best = best_of_all(case)
    if best is None:
        return
    found = assign(**case, solver="scipy", branches=1)
    assert reached(case, found.places) == pytest.approx(best)
    assert found.gap == 0
    assert found.bound.score == pytest.approx(best[2], abs=1e-5)


def test_a_programme_that_is_cut_short_says_what_it_knows():
    case = {name: values for name, values in HALF_RUN.items() if name != "solver"}
    problem = read_problem(
        case.pop("scores"),
        case.pop("eligible"),
        **case,
        priorities=[1, 2, 1],
        locked=(),
        forbidden=(),
    )
    shut, bound = best_shut(problem)
    assert shut == (0, 2)
    assert bound == Goals(3, pytest.approx(6.0), pytest.approx(1.4))


def test_locks_hold_and_keep_a_place_open():
    scores = np.array([[0.1, 0.9], [0.8, 0.7], [0.0, 0.5]])
    case = {"minimums": [2, 0], "may_close": [True, False]}
    found = assign(scores, None, [2, 3], locked=[(0, 0), (0, 0)], **case)
    assert found.places.tolist() == [0, 0, 1]
    assert found.objective == Goals(3, 0.0, pytest.approx(1.4))
    assert assign(scores, None, [2, 3], **case).places.tolist() == [1, 1, 1]


def test_forbidden_pairs_are_not_made():
    assert assign([[1.0, 0.5]], None, [1, 1], forbidden=[(0, 0)]).places.tolist() == [1]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("keep", [1, 3])
def test_a_few_edges_to_begin_with_change_nothing(seed, keep, monkeypatch):
    case = town(seed, minimums=np.array([1, 0] * 10))
    whole = assign(**case, solver="scipy")
    sizes = []
    match = solving._match

    def counted(network, kept, ortools):
        sizes.append(kept.size / network.rows.size)
        return match(network, kept, ortools)

    monkeypatch.setattr(solving, "ALL_AT_ONCE", 10)
    monkeypatch.setattr(solving, "_match", counted)
    pruned = assign(**case, solver="scipy", keep=keep)
    assert close(pruned.objective, whole.objective)
    assert close(pruned.bound, whole.bound)
    assert pruned.gap == 0
    assert sizes[0] < 0.95


def close(some, other):
    return (some.people, some.priority) == (other.people, other.priority) and (
        some.score == pytest.approx(other.score, abs=1e-7)
    )


def test_a_match_by_surplus_stands_only_where_all_priced_seats_are_full(monkeypatch):
    monkeypatch.setattr(solving, "ALL_AT_ONCE", 10)
    answers = []
    again = solving._again

    def watched(network, kept, priced):
        answers.append(again(network, kept, priced))
        return answers[-1]

    monkeypatch.setattr(solving, "_again", watched)
    for seed in range(25):
        case = town(seed, people=40, places=30)
        found = assign(**case, solver="scipy", keep=1)
        monkeypatch.setattr(solving, "ALL_AT_ONCE", 10_000)
        assert close(found.objective, assign(**case, solver="scipy").objective)
        monkeypatch.setattr(solving, "ALL_AT_ONCE", 10)
    assert {answer is None for answer in answers} == {True, False}


def test_first_edges_are_the_best_of_each_person_and_each_column(monkeypatch):
    monkeypatch.setattr(solving, "ALL_AT_ONCE", 0)
    case = {
        "scores": np.array([[0.9, 0.8, 0.1], [0.7, 0.9, 0.2], [0.6, 0.5, 0.3], [0.5, 0.4, 0.0]]),
        "eligible": None,
        "capacities": [1, 1, 1],
        "priorities": [0, 0, 9],
    }
    network = build_network(problem_of(case))
    chosen = solving._first_edges(network, 1)
    made = {
        (int(i), int(j)) for i, j in zip(network.rows[chosen], network.cols[chosen], strict=True)
    }
    # Person by person 0, 1, 0, 0; column by column the two best.
    assert made == {(0, 0), (1, 1), (2, 0), (3, 0), (1, 0), (0, 1), (2, 2), (1, 2)}
    monkeypatch.setattr(solving, "ALL_AT_ONCE", 12)
    assert solving._first_edges(network, 1).all()


@pytest.mark.parametrize("seed", range(4))
def test_every_engine_finds_as_much(seed):
    network = build_network(problem_of(town(seed, minimums=np.array([1, 0] * 10))))
    kept = np.arange(network.rows.size)
    worths = []
    for engine in (by_matching, by_program):
        columns = engine(network, kept)
        priced = price(network, kept, columns)
        assert not priced.better.size
        assert priced.bound == pytest.approx(priced.reached, abs=1e-6)
        assert (np.bincount(columns[columns >= 0], minlength=26) <= network.seats.max()).all()
        worths.append(priced.reached)
    assert worths[0] == pytest.approx(worths[1], abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("solver", "method"), SOLVERS)
def test_every_solver_that_is_installed_answers_the_same(seed, solver, method):
    case = town(seed, minimums=np.array([1, 0] * 10))
    found = assign(**case, solver=solver)
    assert close(found.objective, assign(**case, solver="scipy").objective)
    assert (found.method, found.gap) == (method, 0)


def test_more_seats_than_memory_go_to_the_linear_programme(monkeypatch):
    case = town(7)
    usual = assign(**case, solver="scipy")
    assert usual.method == "matching"
    monkeypatch.setattr(engines, "MOST_SEAT_EDGES", 100)
    other = assign(**case, solver="scipy")
    assert other.method == "linear programme"
    assert close(other.objective, usual.objective)
    assert other.gap == 0


def test_places_with_room_for_all_cost_no_seats(monkeypatch):
    monkeypatch.setattr(engines, "MOST_SEAT_EDGES", 0)
    found = assign([[0.5, 0.7], [0.9, 0.1]], None, [10**9, 2], solver="scipy")
    assert (found.places.tolist(), found.method) == ([1, 0], "matching")


def test_prices_show_a_matching_that_is_not_the_best():
    problem = problem_of(
        {"scores": [[1.0, 0.0], [0.0, 1.0]], "eligible": None, "capacities": [1, 1]}
    )
    network = build_network(problem)
    kept = np.arange(4)
    best, worst = (price(network, kept, np.array(each)) for each in ([0, 1], [1, 0]))
    assert best.bound == best.reached == 2 * network.step + 2
    assert not best.better.size
    assert worst.reached == 2 * network.step
    assert worst.bound >= best.reached
    assert worst.better.size
    nobody = price(network, kept, np.array([-1, -1]))
    assert nobody.reached == 0
    assert nobody.bound >= best.reached


def test_a_seat_costs_what_the_next_person_would_bring():
    problem = problem_of({"scores": [[0.9], [0.4], [0.0]], "eligible": None, "capacities": [1]})
    network = build_network(problem)
    prices = seat_prices(network, np.arange(3), np.array([0, -1, -1]))
    assert prices == pytest.approx([network.step + 0.4 / 0.9])
    free = seat_prices(
        build_network(problem_of({"scores": [[0.9], [0.4]], "eligible": None, "capacities": [2]})),
        np.arange(2),
        np.array([0, 0]),
    )
    assert free.tolist() == [0]


def test_a_bound_that_leaves_room_says_so():
    network = build_network(
        problem_of({"scores": [[1.0], [0.0]], "eligible": None, "capacities": [1]})
    )
    columns = np.array([0, -1])
    priced = price(network, np.arange(2), columns)
    goals = Goals(1, 0.0, 1.0)
    assert solving._bound(network, columns, priced, goals) == goals
    loose = type(priced)(
        priced.prices,
        priced.surplus,
        priced.gains,
        priced.bound + 0.25,
        priced.reached,
        priced.better,
    )
    assert solving._bound(network, columns, loose, goals) == Goals(1, 0.0, 1.25)
    looser = type(priced)(
        priced.prices,
        priced.surplus,
        priced.gains,
        priced.bound + network.step,
        priced.reached,
        priced.better,
    )
    assert solving._bound(network, columns, looser, goals) == Goals(2, np.inf, np.inf)


@pytest.mark.parametrize(
    ("bound", "gap"),
    [
        (Goals(5, 2.0, 10.0), 0.0),
        (Goals(7, 0.0, 0.0), 2.0),
        (Goals(5, 2.5, 0.0), 0.5),
        (Goals(5, 2.0, 10.25), 0.25),
        (Goals(5, 2.0, 10.0 + 5e-9), 0.0),
        (Goals(5, 2.0, 10.0 + 5e-8), 5e-8),
    ],
)
def test_the_gap_is_that_of_the_first_goal_that_differs(bound, gap):
    assert solving.gap_between(bound, Goals(5, 2.0, 10.0)) == pytest.approx(gap, rel=1e-6)


def test_greedy_takes_the_best_pair_again_and_again(monkeypatch):
    monkeypatch.setattr("matching.assigning.greedy._AT_ONCE", 2)
    scores = np.array([[0.9, 0.8], [0.85, 0.1], [0.2, 0.7]])
    found = assign(scores, None, [1, 1], priorities=[1, 2])
    assert found.greedy == Goals(2, 3.0, pytest.approx(1.6))
    assert found.objective == Goals(2, 3.0, pytest.approx(1.65))
    again = assign(scores, None, [1, 1], locked=[(2, 0)], forbidden=[(0, 1)])
    assert again.greedy == Goals(2, 0.0, pytest.approx(0.3))


@settings(max_examples=60, deadline=None)
@given(small_cases(), st.booleans())
def test_dense_and_sparse_ask_the_same_question(case, both):
    case["locked"] = []
    stored = sparse.coo_array(case["scores"].shape)
    rows, cols = case["eligible"].nonzero()
    order = np.random.default_rng(1).permutation(rows.size)
    stored = sparse.coo_array(
        (case["scores"][rows, cols][order], (rows[order], cols[order])), case["scores"].shape
    )
    other = case | {"scores": stored.tocsc(), "eligible": None}
    if both:
        other |= {
            "scores": sparse.coo_array(case["scores"] + 5.0),
            "eligible": sparse.csr_array(case["eligible"]),
        }
        case = case | {"scores": case["scores"] + 5.0}
    try:
        dense = assign(**case, solver="scipy")
    except InfeasibleError as error:
        with pytest.raises(InfeasibleError, match=str(error)[:8]):
            assign(**other, solver="scipy")
        return
    assert assign(**other, solver="scipy").objective == dense.objective


def test_the_same_question_has_the_same_answer():
    case = town(3, people=200, places=40, locked=[(0, 5)], forbidden=[(1, 1)])
    case["eligible"][0, 5] = True
    first, second = assign(**case), assign(**case)
    assert first.places.tolist() == second.places.tolist()
    assert first.unplaced == second.unplaced
    assert first.vacancies == second.vacancies


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_nobody_or_nowhere(shape):
    found = assign(np.zeros(shape), np.ones(shape, bool), np.ones(shape[1]), np.zeros(shape[1]))
    assert found.places.tolist() == [-1] * shape[0]
    assert found.objective == found.bound == found.greedy == Goals(0, 0.0, 0.0)
    assert found.gap == 0
    assert len(found.unplaced) == shape[0]
    assert len(found.vacancies) == shape[1]


def test_scores_of_any_size_and_sign():
    scores = np.array([[-1e9, -3e9], [5e8, 1e9]])
    found = assign(scores, None, [1, 1])
    assert found.objective == Goals(2, 0.0, pytest.approx(0.0, abs=1.0))
    assert found.places.tolist() == [0, 1]
    same = assign(np.full((2, 2), 4.0), None, [1, 1])
    assert same.objective == Goals(2, 0.0, 8.0)
