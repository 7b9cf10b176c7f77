"""The hard rules of "for you", on one role and over the columns of many: the same answers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import in_london
from brokerage.volunteering.models import Opportunity, Volunteer
from brokerage.volunteering.profiles import (
    OPPORTUNITY_SOURCE,
    opening_facts,
    volunteer_facts,
    volunteer_seeker,
)
from brokerage.volunteering.profiles.facts import occasion_of
from brokerage.volunteering.profiles.sources import opportunity_profile
from brokerage.volunteering.rules import eligibility
from brokerage.volunteering.rules.eligibility import OpeningFacts, VolunteerFacts, why_not
from matching.explain import Match, WhyNot
from matching.matcher import Matcher

TODAY = date(2026, 11, 23)
CALLED_OFF = datetime(2026, 11, 1, tzinfo=UTC)
VOLUNTEER = {
    "band": "18+",
    "wants_one_off": True,
    "wants_regular": True,
    "takes_remote": False,
    "point": (450_000, 200_000),
    "miles": 5,
}
OPENING = {
    "commitment": "one-off",
    "minimum_band": "18+",
    "is_remote": False,
    "point": (453_000, 204_000),
    "is_flexible": False,
    "dates": ((TODAY, True),),
}
FLEXIBLE = {"is_flexible": True, "dates": ()}


@pytest.mark.parametrize(
    ("volunteer", "opening", "sentence"),
    [
        ({}, {}, None),
        ({"band": "16-17"}, {}, eligibility.TOO_YOUNG),
        ({"band": "16-17"}, {"minimum_band": "16-17"}, None),
        ({"wants_one_off": False}, {}, eligibility.OTHER_COMMITMENT["one-off"]),
        (
            {"wants_regular": False},
            {"commitment": "regular"},
            eligibility.OTHER_COMMITMENT["regular"],
        ),
        ({"wants_one_off": False, "wants_regular": False}, {}, eligibility.NO_COMMITMENT),
        ({}, {"is_remote": True}, eligibility.NOT_FROM_HOME),
        ({"takes_remote": True}, {"is_remote": True, "point": None}, None),
        ({"takes_remote": True, "point": None}, {}, eligibility.ONLY_FROM_HOME),
        ({"point": None}, {}, None),
        ({"miles": None}, {"point": (900_000, 900_000)}, None),
        ({"miles": 3}, {}, eligibility.TOO_FAR),
        ({}, {"point": None}, eligibility.NO_PLACE),
        ({}, {"dates": ((TODAY - timedelta(days=1), True),)}, eligibility.NO_ROOM),
        ({}, {"dates": ((TODAY, False),)}, eligibility.NO_ROOM),
        ({}, FLEXIBLE, eligibility.NO_ROOM),
        ({}, FLEXIBLE | {"has_flexible_room": True}, None),
    ],
)
def test_each_rule_says_why(volunteer, opening, sentence):
    facts = VolunteerFacts(**VOLUNTEER | volunteer), OpeningFacts(**OPENING | opening)
    assert why_not(*facts, TODAY) == sentence


points = st.none() | st.tuples(st.integers(450_000, 462_000), st.integers(200_000, 212_000))
bands = st.sampled_from(["16-17", "18+"])


@st.composite
def volunteers(draw):
    east, north = draw(points) or (None, None)
    return Volunteer(
        causes=["food"],
        skills=[],
        own_words="",
        day_parts=draw(st.sampled_from([[], ["MondayMorning"]])),
        wants_one_off=draw(st.booleans()),
        wants_regular=draw(st.booleans()),
        outcode="OX4" if east else None,
        easting=east,
        northing=north,
        miles=draw(st.none() | st.integers(1, 10)),
        takes_remote=draw(st.booleans()),
    )


@st.composite
def openings(draw):
    east, north = draw(points) or (None, None)
    opportunity = Opportunity(
        id=1,
        title="Plant trees",
        description="",
        causes=["food"],
        skills=[],
        commitment=draw(st.sampled_from(["one-off", "regular"])),
        minutes=180,
        is_flexible=draw(st.booleans()),
        flexible_places=2,
        flexible_taken=draw(st.integers(0, 2)),
        pattern="",
        day_parts=[],
        is_remote=draw(st.booleans()),
        place_name="",
        easting=east,
        northing=north,
        minimum_band=draw(bands),
    )
    opportunity.host_name = "A host"
    sessions = [] if opportunity.is_flexible else draw(st.lists(meetings(), max_size=3))
    return opportunity, sessions


@st.composite
def meetings(draw):
    day = TODAY + timedelta(days=draw(st.integers(-2, 3)))
    return Session(
        starts_at=in_london(day, time(draw(st.sampled_from([0, 9, 23])))),
        ends_at=in_london(day, time(23, 59)),
        places=2,
        taken=draw(st.integers(1, 2)),
        cancelled_at=draw(st.sampled_from([None, None, CALLED_OFF])),
    )


def answer_of_the_matcher(volunteer, band, opportunity, sessions):
    """What the index says, given what the source would have handed over."""
    occasions = tuple(occasion_of(one) for one in sessions if one.cancelled_at is None)
    if not (opportunity.is_flexible or occasions):
        return WhyNot("absent", "")
    fitted = Matcher(weights=OPPORTUNITY_SOURCE.weights, wording=OPPORTUNITY_SOURCE.wording)
    fitted.fit([opportunity_profile(opportunity, occasions)])
    return fitted.explain(volunteer_seeker(volunteer, band, TODAY), 1)


@given(volunteer=volunteers(), band=bands, opening=openings())
def test_rules_on_one_role_agree_with_rules_over_columns(volunteer, band, opening):
    opportunity, sessions = opening
    said = why_not(volunteer_facts(volunteer, band), opening_facts(opportunity, sessions), TODAY)
    answer = answer_of_the_matcher(volunteer, band, opportunity, sessions)
    assert isinstance(answer, Match) == (said is None)
    if isinstance(answer, WhyNot) and answer.rule in {"age", "commitment", "remote"}:
        assert answer.sentence == said
    if isinstance(answer, WhyNot) and answer.rule == "dates":
        assert answer.sentence == eligibility.NO_ROOM
