"""Bands and the chance behind a score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from matching.bands import ScoreCalibration, band_of, calibration_error


def judged(size=4_000, seed=0):
    rng = np.random.default_rng(seed)
    scores = rng.random(size)
    return scores, rng.random(size) < 1 / (1 + np.exp(-(8 * scores - 5)))


def test_the_curve_that_is_there_is_found():
    calibration = ScoreCalibration().fit(*judged())
    assert calibration.slope_ == pytest.approx(8, abs=0.8)
    assert calibration.offset_ == pytest.approx(-5, abs=0.5)
    scores, relevant = judged(seed=1)
    assert calibration_error(calibration.predict(scores), relevant) < 0.03
    assert calibration_error(scores, relevant) > 0.1


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=20))
def test_chances_rise_or_fall_with_the_score_and_stay_chances(pairs):
    scores, relevant = zip(*pairs, strict=True)
    chances = ScoreCalibration().fit(scores, relevant).predict(np.linspace(0, 1, 9))
    assert ((chances >= 0) & (chances <= 1)).all()
    steps = np.diff(chances)
    assert (steps >= 0).all() or (steps <= 0).all()


@pytest.mark.parametrize(
    ("scores", "relevant"), [([], []), ([0.5], []), ([float("nan")], [True]), ([0.1, 0.2], [True])]
)
def test_what_cannot_be_learned_from_is_refused(scores, relevant):
    with pytest.raises(ValueError, match=r"\.$"):
        ScoreCalibration().fit(scores, relevant)


def test_bands_rise_with_the_score():
    assert [band_of(score) for score in (0.0, 0.249, 0.25, 0.4, 1.0)] == [
        "possible",
        "possible",
        "good",
        "strong",
        "strong",
    ]


def test_an_error_is_the_mean_distance_of_chance_and_share():
    assert calibration_error([0.95, 0.95], [True, False]) == pytest.approx(0.45)
    assert calibration_error([], []) == 0
    assert clone(ScoreCalibration()).get_params() == {}
