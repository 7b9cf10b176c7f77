"""Small assignments, and the plain way to solve them: try everything."""

import itertools

import numpy as np
from hypothesis import strategies as st

from matching.assign import Change


@st.composite
def small_cases(draw):
    """Arguments of `assign` for at most 5 people and 4 places, contradictions included."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    people, places = draw(st.integers(0, 5)), draw(st.integers(1, 4))
    shape = (people, places)
    scores = (
        random.integers(-2, 4, shape) * 1.0 if draw(st.booleans()) else random.normal(size=shape)
    )
    capacities = random.integers(0, 4, places)
    asked = random.integers(0, 4, places) * (random.random(places) < 0.6)
    return {
        "scores": scores,
        "eligible": random.random(shape) < draw(st.sampled_from([0.3, 0.6, 0.9])),
        "capacities": capacities,
        "minimums": np.minimum(capacities, asked),
        "priorities": random.integers(-1, 2, places) * 1.0,
        "locked": [
            (i, int(random.integers(places))) for i in range(people) if random.random() < 0.1
        ],
        "forbidden": [
            (i, int(random.integers(places))) for i in range(people) if random.random() < 0.3
        ],
        "may_close": random.random(places) < draw(st.sampled_from([0.0, 0.5, 1.0])),
    }


def best_of_all(case):
    """The goals of the best of all assignments; None where there is none."""
    people, places = case["scores"].shape
    locked = dict(case["locked"])
    if len(set(case["locked"])) > len(locked):
        return None
    choices = []
    for i in range(people):
        open_to = [
            j for j in range(places) if case["eligible"][i, j] and (i, j) not in case["forbidden"]
        ]
        choices.append([j for j in open_to if j == locked[i]] if i in locked else [-1, *open_to])
    return max(
        (goals for each in itertools.product(*choices) if (goals := _goals(case, each))),
        default=None,
    )


def _goals(case, chosen):
    placed = [(i, j) for i, j in enumerate(chosen) if j >= 0]
    counts = np.bincount([j for _, j in placed], minlength=case["scores"].shape[1])
    empty = case["may_close"] & (counts == 0)
    if (counts > case["capacities"]).any() or ((counts < case["minimums"]) & ~empty).any():
        return None
    return (
        len(placed),
        float(sum(case["priorities"][j] for _, j in placed)),
        round(float(sum(case["scores"][i, j] for i, j in placed)), 9),
    )


def reached(case, places):
    """The goals of an answer, counted from the input alone."""
    return _goals(case, [int(j) for j in places])


def changed(case, remedy):
    """The case after the change that a remedy names."""
    case = {
        name: values.copy() if isinstance(values, np.ndarray) else list(values)
        for name, values in case.items()
    }
    pair = (remedy.person, remedy.place)
    if remedy.change is Change.LIFT_FORBID:
        case["forbidden"] = [each for each in case["forbidden"] if each != pair]
    elif remedy.change is Change.ADD_SEAT:
        case["capacities"][remedy.place] += 1
    elif remedy.change is Change.DROP_MINIMUM:
        case["minimums"][remedy.place] = 0
    else:
        case["eligible"][pair] = True
    if remedy.keep:
        case["locked"].append(pair)
    return case
