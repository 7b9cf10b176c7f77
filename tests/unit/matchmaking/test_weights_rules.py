"""Weights in use, what a search pinned, and the values behind the parts of a score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.errors import DomainError
from brokerage.matchmaking.rules import (
    VERDICTS,
    WEIGHTS_STATUS_LABELS,
    WeightsStatus,
    check_adoptable,
    check_in_force,
    days_of,
    pinned_of,
    values_of_parts,
    weight_rows,
    weights_in_use,
)
from matching.matcher import Matcher
from matching.profile import Evidence, Place, Profile, Seeker
from matching.scoring import DEFAULT_WEIGHTS

PUBLISHED = {"words": 0.6, "place": 0.2, "evidence": 0.0}


@given(st.dictionaries(st.sampled_from([*PUBLISHED, "other"]), st.floats(0, 100)))
def test_learned_weights_stay_within_bounds_of_what_is_published(learned) -> None:
    used = weights_in_use(PUBLISHED, learned)
    assert set(used) == set(PUBLISHED)
    assert 0.3 <= used["words"] <= 1.2
    assert 0.1 <= used["place"] <= 0.4
    assert used["evidence"] == 0


def test_what_nothing_was_learned_about_weighs_what_is_published() -> None:
    assert weights_in_use(PUBLISHED, {}) == PUBLISHED
    assert weights_in_use(PUBLISHED, {"place": 0.3}) == PUBLISHED | {"place": 0.3}


def test_only_what_was_judged_better_than_what_is_used_can_be_used() -> None:
    better = {"verdict": "adopt", "weights_before": PUBLISHED}
    check_adoptable(WeightsStatus.JUDGED, better, PUBLISHED)
    check_adoptable(WeightsStatus.RETIRED, better, PUBLISHED)
    for verdict in set(VERDICTS) - {"adopt"}:
        with pytest.raises(DomainError, match="not judged better"):
            check_adoptable(WeightsStatus.JUDGED, better | {"verdict": verdict}, PUBLISHED)
    with pytest.raises(DomainError, match="used already"):
        check_adoptable(WeightsStatus.IN_FORCE, better, PUBLISHED)
    with pytest.raises(DomainError, match="judged against others"):
        check_adoptable(WeightsStatus.JUDGED, better, PUBLISHED | {"place": 0.3})


def test_only_what_is_used_can_be_taken_back() -> None:
    check_in_force(WeightsStatus.IN_FORCE)
    for status in (WeightsStatus.JUDGED, WeightsStatus.RETIRED):
        with pytest.raises(DomainError, match="nothing to take back"):
            check_in_force(status)


def test_every_state_has_words() -> None:
    assert set(WEIGHTS_STATUS_LABELS) == set(WeightsStatus)


def test_points_sum_to_a_hundred_and_leave_out_what_never_counts() -> None:
    rows = weight_rows(PUBLISHED, {"words": 0.6, "place": 0.4, "evidence": 0.0})
    assert [row.label for row in rows] == ["What they say they do", "How near they are"]
    assert [row.published for row in rows] == pytest.approx([75, 25])
    assert [row.in_use for row in rows] == pytest.approx([60, 40])


def test_what_a_search_pinned_is_as_noted_or_told_from_what_is_published() -> None:
    weights = {"words": 0.6, "place": 0.0, "evidence": 0.3}
    assert pinned_of({"place": 0.0}, weights, PUBLISHED) == {"place": 0.0}
    assert pinned_of({}, weights, PUBLISHED) == {}
    assert pinned_of(None, weights, PUBLISHED) == {"place": 0.0, "evidence": 0.3}


def test_days_are_spoken() -> None:
    assert days_of({"first_day": None, "last_day": None}) == "No day yet"
    card = {"first_day": "2026-01-02", "last_day": "2026-06-30"}
    assert days_of(card) == "2 January 2026 to 30 June 2026"


def test_a_value_does_not_depend_on_what_its_part_weighed() -> None:
    """The shares of a score of the present matcher give the same values under any weights."""
    mark = Evidence("mark", "A mark", is_verified=True)
    profiles = [
        Profile(
            number,
            f"Baker {number}",
            {"about": "bread and cakes " + "for schools and offices " * number},
            place=Place(450_000 + 900 * number, 205_000),
            evidence=(mark,) * (number % 2),
        )
        for number in range(4)
    ]
    seeker = Seeker(
        text="bread for schools", evidence=("mark", "other"), place=Place(450_000, 205_000)
    )
    found = []
    for own in ({}, {"place": 0.3, "evidence": 0.4, "words": 0.5}):
        weights = dict(DEFAULT_WEIGHTS) | own
        matches = Matcher(floor=0.0).fit(profiles).rank(seeker, weights=weights).matches
        values = {
            match.id: values_of_parts([(p.name, p.value) for p in match.parts], weights)
            for match in matches
        }
        found.append(values)
    assert set(found[0]) == {0, 1, 2, 3}
    for number, values in found[0].items():
        assert set(values) == {"words", "order", "place", "evidence"}
        assert found[1][number] == pytest.approx(values, abs=1e-6)
    assert found[0][1]["evidence"] == pytest.approx(0.5, abs=1e-6)


def test_shares_without_weights_have_no_values() -> None:
    assert values_of_parts([("words", 0.5)], {}) == {}
    assert values_of_parts([], {"words": 1}) == {}
    assert values_of_parts([("words", 9.0)], {"words": 1}) == {"words": 1.0}
