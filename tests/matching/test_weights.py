"""Weights for one call, and evidence that is asked for."""

import math

import pytest

from matching.explain import Match, WhyNot
from matching.matcher import Matcher
from matching.profile import Evidence, Place, Profile, Seeker
from matching.suggest import Thesaurus
from tests.matching.town import MARKET, town, trades

NEAR, FAR = Place(451_000, 206_000), Place(455_000, 206_000)
WAGE = Evidence("wage", "Living wage employer", is_verified=True)
ONLY_SAYS_WAGE = Evidence("wage", "Living wage employer", is_verified=False)
MARK = Evidence("mark", "Social enterprise", is_verified=True)
ROOFS = {"about": "roofs"}


@pytest.fixture(scope="module")
def twins():
    return Matcher().fit(
        [Profile(1, "A", ROOFS, place=FAR), Profile(2, "A", ROOFS, place=NEAR, evidence=(WAGE,))]
    )


def names(match):
    return [part.name for part in match.parts]


def test_weights_hold_for_the_call_and_no_longer(twins):
    seeker = Seeker(text="roofs", place=NEAR, place_label="Carfax")
    before = twins.rank(seeker)
    own = twins.rank(seeker, weights={"place": 0, "evidence": 0})
    assert own.matches[0].score == own.matches[1].score
    assert all(names(match) == ["words"] for match in own.matches)
    assert twins.rank(seeker) == before
    assert names(before.matches[0]) == ["words", "place", "evidence"]


def test_weights_of_a_call_are_as_good_as_fitted_ones():
    seeker = Seeker(text="boiler repair and radiators", categories=("45330000",), place=MARKET)
    weights = {"place": 0.0, "evidence": 0.4, "categories": 0.1}
    thesaurus = Thesaurus(trades())
    by_call = Matcher().fit(town(), thesaurus).rank(seeker, weights=weights)
    fitted = Matcher(weights=weights).fit(town(), thesaurus).rank(seeker)
    assert by_call == fitted
    for match in by_call.matches:
        assert match.score == math.fsum(part.value for part in match.parts)
        explained = Matcher().fit(town(), thesaurus).explain(seeker, match.id, weights=weights)
        assert explained == match


def test_weights_of_a_call_lie_over_the_fitted_ones():
    fitted = Matcher(weights={"evidence": 0}).fit(town())
    (match,) = fitted.rank(Seeker(text="boilers", place=MARKET), weights={"place": 0}).matches
    assert names(match) == ["words"]


def test_a_place_that_weighs_nothing_is_no_reason_but_is_known(twins):
    seeker = Seeker(text="roofs", place=NEAR, place_label="Carfax")
    assert "Is about 2 miles from Carfax." in twins.explain(seeker, 1).reasons
    match = twins.explain(seeker, 1, weights={"place": 0})
    assert "Carfax" not in str((match.parts, match.reasons, match.missing))
    assert match.distance_m == 4_000


@pytest.mark.parametrize(
    "weights", [{"wealth": 1}, {"place": -1}, {"place": math.nan}, {"words": 0}]
)
def test_weights_that_mean_nothing_are_refused(twins, weights):
    with pytest.raises(ValueError, match=r"\.$"):
        twins.rank(Seeker(text="roofs"), weights=weights)
    with pytest.raises(ValueError, match=r"\.$"):
        twins.explain(Seeker(text="roofs"), 1, weights=weights)


def rank_by_evidence(*evidence, wanted=("wage", "mark")):
    fitted = Matcher().fit([Profile(1, "A", ROOFS, evidence=evidence)])
    return fitted.explain(Seeker(text="roofs", evidence=wanted), 1)


def part_of(match, name="evidence"):
    return next(part for part in match.parts if part.name == name)


@pytest.mark.parametrize(
    ("evidence", "share"),
    [
        ((), 0),
        ((ONLY_SAYS_WAGE,), 0),
        ((WAGE,), 0.5),
        ((WAGE, WAGE), 0.5),
        ((WAGE, ONLY_SAYS_WAGE), 0.5),
        ((WAGE, MARK), 1),
        ((Evidence("other", "Best in town", is_verified=True),), 0),
    ],
)
def test_the_evidence_part_is_the_share_of_what_was_asked_for(evidence, share):
    whole = part_of(rank_by_evidence(WAGE, MARK)).value
    assert whole > 0
    assert part_of(rank_by_evidence(*evidence)).value == pytest.approx(whole * share, abs=1e-8)


def test_what_is_only_said_is_named_as_that():
    match = rank_by_evidence(ONLY_SAYS_WAGE)
    assert part_of(match).sentence == "Has no verified evidence of what you asked for."
    assert match.missing[-1] == ("Says so, but nobody has confirmed it: “Living wage employer”.")
    assert "Living wage" not in str(match.reasons)


def test_what_is_verified_says_how_much_of_it_was_asked_for():
    assert part_of(rank_by_evidence(WAGE)).sentence == (
        "Verified: “Living wage employer”. That is 1 of the 2 kinds of evidence that you asked for."
    )
    whole = part_of(rank_by_evidence(WAGE, MARK)).sentence
    assert whole == "Verified: “Living wage employer” and “Social enterprise”."
    assert rank_by_evidence(WAGE, ONLY_SAYS_WAGE).missing == ()


def test_evidence_alone_orders_everyone(twins):
    assert [m.id for m in twins.rank(Seeker(evidence=("wage",))).matches] == [2, 1]


def test_a_frozen_copy_does_not_change():
    fitted = Matcher().fit([Profile(1, "A", ROOFS)])
    frozen = fitted.frozen()
    fitted.partial_fit([Profile(2, "B", ROOFS)]).remove([1])
    assert [profile.id for profile in frozen.profiles()] == [1]
    assert [profile.id for profile in fitted.profiles()] == [2]
    assert isinstance(frozen.explain(Seeker(text="roofs"), 1), Match)
    assert isinstance(fitted.explain(Seeker(text="roofs"), 1), WhyNot)
