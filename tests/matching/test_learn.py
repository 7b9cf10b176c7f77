"""Weights learned from decisions: what a decision says, what is learned, within which bounds."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from matching.decisions import DECLINE_SPEAKS_OF, ShownCandidate, ShownList, furthest
from matching.learn import USUAL_SEVERITY, Propensity, WeightLearner, estimate_severity
from matching.scoring import CONTENT, DEFAULT_WEIGHTS
from matching.simulate import Town, simulate

DAY = date(2026, 5, 4)
PUBLISHED = {"words": 0.6, "categories": 0.5, "times": 0.2, "place": 0.15, "evidence": 0.05}
OTHERS = {"words": 0.3, "categories": 0.25, "times": 0.4, "place": 0.3, "evidence": 0.1}


def shown(number, *candidates, pinned=None):
    return ShownList(number, number, DAY, tuple(candidates), pinned or {})


def many(*candidates, count=60, pinned=None):
    return [shown(number, *candidates, pinned=pinned) for number in range(count)]


def near_and_apt(chosen, *, near_reason="", near_outcome="shown"):
    """One fits by words, the other is near; both stand as high."""
    apt = ShownCandidate(1, 1, {"words": 0.9, "place": 0.1}, outcome="shown")
    near = ShownCandidate(2, 1, {"words": 0.3, "place": 0.9}, near_outcome, near_reason)
    if chosen == "near":
        near = ShownCandidate(2, 1, near.values, outcome="chosen")
    if chosen == "apt":
        apt = ShownCandidate(1, 1, apt.values, outcome="chosen")
    return apt, near


def learned(lists, **settings):
    return WeightLearner(published={"words": 0.6, "place": 0.15}, **settings).fit(lists)


def test_what_is_chosen_gains_weight():
    def share_of_place(near, apt):
        lists = many(*near_and_apt("near"), count=near) + many(*near_and_apt("apt"), count=apt)
        weights = learned(lists).weights_
        return weights["place"] / weights["words"]

    assert share_of_place(near=50, apt=10) > 0.5
    assert share_of_place(near=10, apt=50) == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_town_with_other_preferences_is_found_out(seed):
    lists = simulate(Town(PUBLISHED, OTHERS, lists=800), seed=seed)
    weights = WeightLearner(published=PUBLISHED).fit(lists).weights_
    ratios = {name: weights[name] / PUBLISHED[name] for name in PUBLISHED}
    assert max(ratios["words"], ratios["categories"]) < 0.8
    assert min(ratios["times"], ratios["place"]) > 1.1


@pytest.mark.parametrize("severity", [0.5, 1.0])
def test_how_attention_falls_is_told_from_what_fits(severity):
    town = Town(PUBLISHED, PUBLISHED, lists=500, severity=severity)
    found = estimate_severity(simulate(town, seed=4), tuple(PUBLISHED))
    assert found == pytest.approx(severity, abs=0.25)


def test_with_few_decisions_the_usual_severity_is_taken():
    assert estimate_severity(many(*near_and_apt("near"), count=20), ("words",)) == USUAL_SEVERITY


def test_without_correction_high_ranks_teach_the_order_that_they_came_from():
    """The published weights put words first; seekers care for times only, but see the top."""
    town = Town({"words": 0.6, "times": 0.3}, {"words": 0.1, "times": 0.5}, lists=500)
    lists = simulate(town, seed=3)

    def ratio(propensity):
        weights = WeightLearner(
            published=town.published, propensity=propensity, lower=0.1, upper=10, l2=1
        ).fit(lists)
        return weights.weights_["times"] / weights.weights_["words"]

    assert ratio(Propensity(1.0, 0.02)) > 1.3 * ratio(Propensity(0.0))


def test_a_decision_far_down_counts_more_but_not_without_bound():
    propensity = Propensity(1.0, least=0.25)
    assert propensity.at(np.array([1, 2, 4, 5, 400])).tolist() == [1, 0.5, 0.25, 0.25, 0.25]


@pytest.mark.parametrize("settings", [{"severity": -1}, {"severity": math.nan}, {"least": 0}])
def test_chances_that_mean_nothing_are_refused(settings):
    with pytest.raises(ValueError, match="severity is not negative"):
        Propensity(**settings)


def test_too_far_is_no_word_against_what_somebody_does():
    far = learned(many(*near_and_apt("apt", near_outcome="declined", near_reason="too-far")))
    # The near one was called too far: only the place is compared, which speaks against the place.
    assert far.weights_["words"] == pytest.approx(0.6, rel=1e-3)
    assert far.weights_["place"] < 0.15


@pytest.mark.parametrize("reason", ["busy", "price", "no-answer", "", "anything else"])
def test_a_decline_that_says_nothing_of_the_score_teaches_nothing(reason):
    lists = many(*near_and_apt("apt", near_outcome="declined", near_reason=reason))
    assert learned(lists).n_pairs_ == 0
    assert learned(lists).weights_ == {"words": 0.6, "place": 0.15}


def test_not_our_work_speaks_of_what_is_asked_for_and_not_of_the_place():
    lists = many(*near_and_apt("apt", near_outcome="declined", near_reason="not-our-work"))
    fitted = learned(lists)
    assert fitted.n_pairs_ == 60
    assert fitted.weights_["place"] == pytest.approx(0.15, rel=1e-3)


def test_the_reasons_that_speak_of_content_name_no_place_or_time():
    assert DECLINE_SPEAKS_OF["not-our-work"] == set(CONTENT)
    assert not DECLINE_SPEAKS_OF["too-far"] & set(CONTENT)
    assert not DECLINE_SPEAKS_OF["not-free"] & set(CONTENT)


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        ([], ("shown", "")),
        ([("shortlisted", ""), ("enquired", "")], ("enquired", "")),
        ([("shortlisted", ""), ("declined", "busy")], ("shortlisted", "")),
        ([("shortlisted", ""), ("declined", "not-our-work")], ("declined", "not-our-work")),
        ([("declined", "busy")], ("declined", "busy")),
        ([("declined", "too-far"), ("chosen", "")], ("chosen", "")),
    ],
)
def test_the_one_outcome_of_several_steps(steps, outcome):
    assert furthest(steps) == outcome


def test_a_pinned_weight_is_neither_learned_nor_replaced():
    lists = many(*near_and_apt("near"), pinned={"place": 0.0})
    fitted = learned(lists)
    assert fitted.weights_["place"] == pytest.approx(0.15)
    assert lists[0].score(fitted.weights_).tolist() == pytest.approx([0.9, 0.3])
    assert lists[0].score({"words": 0.6, "place": 100.0}).tolist() == pytest.approx([0.9, 0.3])


def test_a_pinned_weight_still_explains_a_choice():
    """The near one was chosen because the search asked for nearness: words are not blamed."""
    free_then, busy = (
        ShownCandidate(number, 1, {"words": 0.5, "times": times}, outcome)
        for number, times, outcome in ((1, 0.9, "chosen"), (2, 0.1, "shown"))
    )

    def words_of(pinned):
        lists = many(*near_and_apt("near"), pinned=pinned) + many(free_then, busy)
        published = {"words": 0.6, "place": 0.15, "times": 0.2}
        return WeightLearner(published=published).fit(lists).weights_["words"]

    assert words_of({"place": 3.0}) > 0.55
    assert words_of({"place": 0.0}) < 0.45


def test_a_part_that_nobody_asked_for_does_not_dilute_the_others():
    alone = shown(1, ShownCandidate(1, 1, {"words": 0.5}))
    assert alone.score(PUBLISHED).tolist() == [0.5]


part_values = st.fixed_dictionaries({name: st.floats(0, 1) for name in PUBLISHED})
candidates = st.lists(
    st.tuples(
        part_values,
        st.sampled_from(["shown", "shortlisted", "chosen", "declined"]),
        st.sampled_from(["", "too-far", "not-our-work", "busy"]),
    ),
    max_size=6,
)


@given(st.lists(candidates, max_size=5))
def test_weights_stay_within_their_bounds_whatever_was_decided(drawn):
    lists = [
        shown(n, *[ShownCandidate(i, i, *row) for i, row in enumerate(rows, 1)])
        for n, rows in enumerate(drawn)
    ]
    fitted = WeightLearner(published=PUBLISHED | {"causes": 0.0}, l2=0.0).fit(lists)
    for name, weight in PUBLISHED.items():
        assert 0.5 * weight <= fitted.weights_[name] <= 2 * weight
    assert fitted.weights_["causes"] == 0
    assert fitted.coef_.tolist() == list(fitted.weights_.values())
    for scores in fitted.predict(lists):
        assert np.isfinite(scores).all()
        assert ((scores >= 0) & (scores <= 1 + 1e-12)).all()


def test_nothing_decided_leaves_the_published_weights():
    for lists in ([], many(*near_and_apt("nobody")), [shown(1)]):
        fitted = WeightLearner().fit(lists)
        assert fitted.weights_ == dict(DEFAULT_WEIGHTS)
        assert (fitted.n_pairs_, fitted.n_lists_) == (0, 0)


def test_the_pairs_of_one_decision_count_as_one_together():
    """Twenty chose the near one of thirty, and twenty the apt one of two: neither outvotes."""
    apt, near = near_and_apt("near")
    crowd = [ShownCandidate(number, 1, apt.values) for number in range(10, 39)]
    lists = many(apt, near, *crowd, count=20) + many(*near_and_apt("apt"), count=20)
    weights = learned(lists).weights_
    assert weights["place"] / weights["words"] == pytest.approx(0.25, abs=0.02)


def test_a_strong_penalty_holds_to_the_published_weights():
    lists = many(*near_and_apt("near"))
    moved = [abs(math.log(learned(lists, l2=l2).weights_["place"] / 0.15)) for l2 in (1, 1e6)]
    assert moved[0] > 0.2
    assert moved[1] < 0.001


def test_the_same_lists_give_the_same_weights():
    lists = simulate(Town(PUBLISHED, OTHERS, lists=60), seed=1)
    learner = WeightLearner(published=PUBLISHED)
    first = learner.fit(lists).weights_
    assert clone(learner).fit(lists).weights_ == first
    assert clone(learner).get_params() == learner.get_params()
    with pytest.raises(NotFittedError):
        clone(learner).predict(lists)


@pytest.mark.parametrize(
    "settings",
    [
        {"lower": 0},
        {"lower": 1.5},
        {"upper": 0.9},
        {"upper": math.inf},
        {"l2": -1},
        {"l2": math.nan},
        {"published": {"wealth": 1}},
        {"published": {"words": -1}},
        {"published": {"place": 1}},
    ],
)
def test_settings_that_mean_nothing_are_refused(settings):
    with pytest.raises(ValueError, match=r"\.$"):
        WeightLearner(**settings).fit([])


@pytest.mark.parametrize(
    "row", [(1, 0, {}), (1, 1, {"words": 1.1}), (1, 1, {"words": math.nan}), (1, 1, {}, "liked")]
)
def test_candidates_that_mean_nothing_are_refused(row):
    with pytest.raises(ValueError, match=r"\.$"):
        ShownCandidate(*row)
