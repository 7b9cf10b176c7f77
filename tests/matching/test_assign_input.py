import re

import numpy as np
import pytest
from scipy import sparse

from matching.assign import InfeasibleError, assign

SCORES = np.array([[0.5, 0.4], [0.3, 0.2], [0.1, 0.6]])
EVERYWHERE = np.ones((3, 2), bool)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"scores": [["a"]]}, "Scores are numbers, one for each person and place."),
        ({"scores": [[1, 2], [3]]}, "Scores are numbers, one for each person and place."),
        ({"scores": np.ones(3)}, "Scores are people × places: 2 dimensions, not 1."),
        (
            {"scores": np.where(np.arange(6).reshape(3, 2) == 3, np.nan, 0.5)},
            "The score of person 1 at place 1 is nan: scores are numbers of at most 1e+12 in size.",
        ),
        ({"scores": np.full((3, 2), -np.inf)}, "The score of person 0 at place 0 is -inf"),
        ({"scores": np.full((3, 2), 1.1e12)}, "The score of person 0 at place 0 is 11000"),
        (
            {"scores": sparse.csr_array(np.full((3, 2), np.nan)), "eligible": None},
            "The score of person 0 at place 0 is nan",
        ),
        (
            {"eligible": np.ones((2, 3), bool)},
            "Scores are 3 × 2, eligible is 2 × 3: give both the same shape.",
        ),
        ({"eligible": np.ones((3, 2))}, "Eligible holds true or false for each person and place."),
        ({"capacities": [1]}, "There are 2 places: give as many capacities, not 1."),
        ({"capacities": 4}, "There are 2 places: give as many capacities, not one value."),
        ({"capacities": [1, "many"]}, "The capacities are numbers, one a place."),
        (
            {"capacities": [1, -1]},
            "The capacities hold -1 for place 1: give whole numbers of people, 0 or more.",
        ),
        ({"capacities": [0.5, 1]}, "The capacities hold 0.5 for place 0: give whole numbers"),
        ({"capacities": [1, 2**31]}, "The capacities hold 2.14748e+09 for place 1"),
        ({"capacities": [1, np.nan]}, "The capacities hold nan for place 1: not a number."),
        ({"minimums": [0, -2]}, "The minimums hold -2 for place 1"),
        (
            {"minimums": [0, 3]},
            "Place 1 has a minimum of 3, above its capacity of 2.",
        ),
        ({"priorities": [0, np.inf]}, "The priorities hold inf for place 1: not a number."),
        ({"priorities": [[0, 1]]}, "There are 2 places: give as many priorities, not 1 × 2."),
        ({"may_close": [1, 0]}, "may_close holds true or false for each of the 2 places."),
        ({"may_close": [True]}, "may_close holds true or false for each of the 2 places."),
        (
            {"locked": [(3, 0)]},
            "The locked pair (3, 0) is out of range: there are 3 people and 2 places, "
            "counted from 0.",
        ),
        ({"locked": [(0, 2)]}, "The locked pair (0, 2) is out of range"),
        ({"forbidden": [(-1, 0)]}, "The forbidden pair (-1, 0) is out of range"),
        ({"forbidden": [(0, -1)]}, "The forbidden pair (0, -1) is out of range"),
        ({"forbidden": [3]}, "The forbidden pairs are (person, place), not 3."),
        ({"forbidden": [(1, 0, 1)]}, "The forbidden pairs are (person, place), not (1, 0, 1)."),
        ({"forbidden": [(0.5, 1)]}, "The forbidden pairs are (person, place), not (0.5, 1)."),
        ({"locked": [(np.inf, 1)]}, "The locked pairs are (person, place), not (inf, 1)."),
        ({"solver": "magic"}, 'The solver is "auto", "scipy" or "ortools", not \'magic\'.'),
        ({"keep": 0}, "Give keep and branches as numbers of at least 1."),
        ({"branches": 0}, "Give keep and branches as numbers of at least 1."),
    ],
)
def test_bad_input_is_told_in_a_sentence(change, sentence):
    case = {"scores": SCORES, "eligible": EVERYWHERE, "capacities": [2, 2], **change}
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}") as caught:
        assign(**case)
    assert not isinstance(caught.value, InfeasibleError)
    assert str(caught.value).endswith(".")


def test_ortools_that_is_not_there(monkeypatch):
    monkeypatch.setattr("matching.assign.ORTOOLS", None)
    with pytest.raises(ValueError, match="^OR-tools is not installed: leave the solver at"):
        assign(SCORES, None, [2, 2], solver="ortools")
    assert assign(SCORES, None, [2, 2], solver="auto").method == "matching"


def test_what_no_pair_needs_may_be_anything():
    scores = np.where(EVERYWHERE, SCORES, 0.0)
    scores[0, 1] = np.nan
    eligible = EVERYWHERE.copy()
    eligible[0, 1] = False
    assert assign(scores, eligible, [2, 2]).places.tolist() == [0, 0, 1]
    largest = assign([[1e12]], None, [2**31 - 1], priorities=[-1e12])
    assert largest.objective.score == 1e12
    assert assign([[1.0]], None, [1], [1], locked=[(np.int64(0), 0)]).places.tolist() == [0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"locked": [(0, 0), (0, 1)]},
            "Person 0 is locked to place 0 and to place 1: each person gets one place.",
        ),
        (
            {"locked": [(1, 0)], "forbidden": [(1, 0)]},
            "Person 1 is locked to place 0 but forbidden there.",
        ),
        (
            {"locked": [(2, 1)], "eligible": np.array([[1, 1], [1, 1], [1, 0]], bool)},
            "Person 2 is locked to place 1 but is not eligible there.",
        ),
        (
            {"locked": [(0, 0), (1, 0), (2, 0)]},
            "Place 0 has a capacity of 2 and 3 locked to it.",
        ),
        (
            {"minimums": [2, 0], "eligible": np.array([[1, 1], [0, 1], [0, 1]], bool)},
            "Place 0 needs 2 people and only 1 is eligible there: its minimum cannot be met.",
        ),
        (
            {"minimums": [0, 1], "forbidden": [(0, 1), (1, 1), (2, 1)]},
            "Place 1 needs 1 person and none is eligible there: its minimum cannot be met.",
        ),
        (
            {"minimums": [2, 2]},
            "Places 0 and 1 need 4 people between them and only 3 are eligible at any of them: "
            "their minimums cannot be met.",
        ),
        (
            {"minimums": [2, 2], "locked": [(0, 0)]},
            "Places 0 and 1 need 3 people between them beside those locked and only 2 are eligible",
        ),
        (
            {"minimums": [2, 1], "locked": [(0, 1), (1, 1)]},
            "Place 0 needs 2 people beside those locked and only 1 is eligible there",
        ),
    ],
)
def test_what_cannot_be_kept_is_told_with_the_reason(change, sentence):
    case = {"scores": SCORES, "eligible": EVERYWHERE, "capacities": [2, 2], **change}
    with pytest.raises(InfeasibleError, match=f"^{re.escape(sentence)}"):
        assign(**case, solver="scipy")


def test_only_the_places_that_compete_are_named():
    # Places 1 and 3 share two people; place 0 and place 2 have enough of their own.
    eligible = np.array(
        [[1, 0, 0, 0], [0, 1, 0, 1], [0, 1, 0, 1], [0, 0, 1, 0], [1, 0, 1, 0]], bool
    )
    with pytest.raises(InfeasibleError) as caught:
        assign(np.ones((5, 4)), eligible, [2, 2, 2, 2], [1, 1, 1, 2], solver="scipy")
    assert str(caught.value) == (
        "Places 1 and 3 need 3 people between them and only 2 are eligible at any of them: "
        "their minimums cannot be met."
    )
