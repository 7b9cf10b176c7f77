import numpy as np
import pytest
from hypothesis import given, settings

from matching.assign import Change, InfeasibleError, Why, assign
from tests.matching.assigning import changed, small_cases


@settings(max_examples=300, deadline=None)
@given(small_cases())
def test_every_change_that_is_named_places_the_person_and_nobody_else_loses(case):
    try:
        before = assign(**case, solver="scipy")
    except InfeasibleError:
        return
    assert [each.person for each in before.unplaced] == np.flatnonzero(before.places < 0).tolist()
    for remedy in (each for person in before.unplaced for each in person.remedies):
        after = assign(**changed(case, remedy), solver="scipy")
        assert after.places[remedy.person] >= 0, remedy
        assert after.objective.people > before.objective.people, remedy


@settings(max_examples=150, deadline=None)
@given(small_cases())
def test_an_empty_seat_is_filled_by_whom_it_names_and_by_no_other(case):
    try:
        before = assign(**case, solver="scipy")
    except InfeasibleError:
        return
    counts = np.bincount(before.places[before.places >= 0], minlength=case["capacities"].size)
    empty = {each.place: each for each in before.vacancies}
    assert list(empty) == np.flatnonzero(counts < case["capacities"]).tolist()
    for place, vacancy in empty.items():
        assert vacancy.empty == case["capacities"][place] - counts[place]
        assert vacancy.closed == (place in before.closed)
        waiting = {each.person for each in before.unplaced}
        barred = {i for i, j in case["forbidden"] if j == place}
        assert set(vacancy.fillers) == (set() if vacancy.closed else waiting - barred)
        for person in vacancy.fillers:
            eligible = case["eligible"].copy()
            eligible[person, place] = True
            after = assign(**case | {"eligible": eligible}, solver="scipy")
            assert after.objective.people == before.objective.people + 1


def only(found):
    (unplaced,) = found.unplaced
    return unplaced


def test_eligible_nowhere():
    found = assign([[0.5, 0.5]], np.zeros((1, 2), bool), [1, 2], priorities=[0, 1])
    person = only(found)
    assert (person.why, person.cheapest, person.price) == (Why.INELIGIBLE, None, None)
    assert person.sentence == "Person 0 is eligible nowhere."
    (remedy,) = person.remedies
    assert (remedy.change, remedy.place, remedy.keep) == (Change.WIDEN, 1, False)
    assert remedy.sentence == "Being eligible at place 1 would be enough for person 0."


def test_forbidden_everywhere():
    person = only(assign([[0.5, 0.5]], np.array([[True, False]]), [1, 0], forbidden=[(0, 0)]))
    assert person.why is Why.FORBIDDEN
    assert person.sentence == "Every place that person 0 is eligible for is forbidden to them."
    (remedy,) = person.remedies
    assert (remedy.change, remedy.person, remedy.place) == (Change.LIFT_FORBID, 0, 0)
    assert remedy.sentence == "Lift the forbidden pair (0, 0)."
    assert not remedy.keep


def test_all_full_names_the_cheapest_seat_and_what_it_costs():
    scores = np.array([[3.0, 0.0], [0.0, 2.5], [2.0, 1.0]])
    eligible = np.array([[True, False], [False, True], [True, True]])
    person = only(assign(scores, eligible, [1, 1], solver="scipy"))
    assert (person.person, person.why, person.cheapest) == (2, Why.FULL, 0)
    assert person.price == pytest.approx(1.0)
    assert person.sentence == (
        "All places for person 2 are full; a seat at place 0, the cheapest, would lower the total "
        "score by 1."
    )
    assert [(each.change, each.place, each.keep) for each in person.remedies] == [
        (Change.ADD_SEAT, 0, True),
        (Change.ADD_SEAT, 1, True),
    ]
    assert person.remedies[0].sentence == "One more seat at place 0, kept for person 2."


def test_the_price_goes_by_the_best_way_on_for_whoever_makes_way():
    # Person 0 would move to place 1 and lose 0.5; person 1 would be left out and lose 1.
    scores = np.array([[2.0, 1.5], [0.0, 1.0], [0.4, 0.0]])
    eligible = np.array([[True, True], [False, True], [True, False]])
    person = only(assign(scores, eligible, [1, 1], solver="scipy"))
    assert (person.person, person.cheapest) == (2, 0)
    assert person.price == pytest.approx(1.1)


def test_a_place_without_seats_has_no_price():
    none = only(assign([[1.0, 0.0]], np.array([[True, False]]), [0, 0], solver="scipy"))
    assert (none.why, none.cheapest, none.price) == (Why.FULL, None, None)
    assert none.sentence == "Person 0 is eligible only at places without a seat to give."
    assert [(each.change, each.place) for each in none.remedies] == [(Change.ADD_SEAT, 0)]


@settings(max_examples=150, deadline=None)
@given(small_cases())
def test_the_price_is_what_the_total_loses_and_no_other_seat_is_cheaper(case):
    case["may_close"][:] = False
    try:
        before = assign(**case, solver="scipy")
    except InfeasibleError:
        return
    for unplaced in before.unplaced:
        losses = []
        for place in np.flatnonzero(case["eligible"][unplaced.person]).tolist():
            locked = [*case["locked"], (unplaced.person, place)]
            try:
                after = assign(**case | {"locked": locked}, solver="scipy").objective
            except InfeasibleError:
                continue
            assert (after.people, after.priority) == (
                before.objective.people,
                before.objective.priority,
            )
            losses.append((round(before.objective.score - after.score, 9), place))
        assert (unplaced.price is None) == (not losses)
        if losses:
            assert unplaced.price == pytest.approx(min(losses)[0], abs=1e-8)
            assert (round(unplaced.price, 9), unplaced.cheapest) in losses


def test_closed_places_and_what_would_open_them():
    found = assign([[0.5, 0.0]], np.array([[True, False]]), [3, 2], [2, 0], may_close=[True, False])
    person = only(found)
    assert (person.why, person.cheapest) == (Why.CLOSED, None)
    assert person.sentence == "Every place that person 0 is eligible for is closed."
    drop, widen = person.remedies
    assert (drop.change, drop.place, drop.keep) == (Change.DROP_MINIMUM, 0, True)
    assert drop.sentence == "Run place 0 below its minimum, a seat kept for person 0."
    assert (widen.change, widen.place) == (Change.WIDEN, 1)
    closed, empty = found.vacancies
    assert (closed.closed, closed.eligible, closed.empty, closed.fillers) == (True, 1, 3, ())
    assert closed.sentence == "Place 0 is closed: it needs 2 and 1 are eligible."
    assert (empty.closed, empty.fillers) == (False, (0,))
    assert empty.sentence == (
        "Place 1 has 2 empty seats: person 0 would fill one if eligible there."
    )


def test_a_place_that_closes_for_the_better():
    scores = np.array([[0.1, 0.9], [0.1, 0.9]])
    found = assign(scores, None, [2, 2], [2, 0], may_close=[True, False], solver="scipy")
    (closed,) = found.vacancies
    assert closed.sentence == ("Place 0 is closed: it needs 2, and people do more elsewhere.")
    assert (closed.place, closed.eligible) == (0, 2)


def test_empty_seats_say_who_would_fill_them():
    eligible = np.array([[True, False], [False, False], [False, False]])
    found = assign(np.zeros((3, 2)), eligible, [1, 1], forbidden=[])
    (vacancy,) = found.vacancies
    assert vacancy.sentence == (
        "Place 1 has 1 empty seat: any of 2 unplaced people would fill one if eligible there."
    )
    assert assign([[1.0]], None, [2]).vacancies[0].sentence == (
        "Place 0 has 1 empty seat: it waits for more people."
    )


def test_being_eligible_where_someone_can_move_on_is_enough():
    # Place 0 is full, but person 0 can move to the empty place 1.
    eligible = np.array([[True, True], [False, False]])
    scores = np.array([[1.0, 0.0], [0.0, 0.0]])
    found = assign(scores, eligible, [1, 1], forbidden=[(1, 1)], solver="scipy")
    (remedy,) = only(found).remedies
    assert (remedy.change, remedy.place) == (Change.WIDEN, 0)


def test_a_place_with_a_seat_comes_before_one_where_someone_must_move():
    eligible = np.array([[True, True], [False, False]])
    found = assign(
        np.array([[1.0, 0.0], [0.0, 0.0]]), eligible, [1, 1], priorities=[0, 0], solver="scipy"
    )
    assert only(found).remedies[0].place == 1


def test_at_most_three_changes_of_a_kind():
    scores = np.vstack([np.full((5, 5), 0.5) + np.eye(5), [[0.5, 0.4, 0.3, 0.2, 0.1]]])
    person = only(assign(scores, None, [1] * 5, solver="scipy"))
    assert person.person == 5
    assert [each.place for each in person.remedies] == [0, 1, 2]
