"""Opportunities and volunteers as the matcher sees them, and what is found with them."""

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import Category
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.places.queries import FoundPlace
from brokerage.scheduling.queries import list_sessions
from brokerage.volunteering.profiles import (
    OPPORTUNITY_SOURCE,
    VOLUNTEER_SOURCE,
    OpportunitySearch,
    card_seeker,
    opportunity_seeker,
    volunteer_seeker,
)
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_flexible_opportunity,
    make_opportunity,
    make_session,
    make_volunteer,
)
from tests.support.statements import seen_statements

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")
HEADINGTON = FoundPlace(label="OX3", easting=454500, northing=207000)


def opportunity_ids(ids=None):
    return [profile.id for profile in OPPORTUNITY_SOURCE.list_profiles(ids)]


def search(**wanted):
    seeker = opportunity_seeker(OpportunitySearch(**wanted), utcnow().date())
    return get_matcher("opportunity").rank(seeker)


def ids(ranking):
    return [match.id for match in ranking.matches]


def test_only_what_can_be_asked_for_is_found(host: Organisation) -> None:
    dated, flexible = make_opportunity(host), make_flexible_opportunity(host)
    make_session(dated)
    for status in set(OpportunityStatus) - {OpportunityStatus.PUBLISHED}:
        make_flexible_opportunity(host, status=status)
    withdrawn = make_organisation(status=Status.WITHDRAWN)
    make_flexible_opportunity(withdrawn)
    make_opportunity(host)
    past, called_off = make_opportunity(host), make_opportunity(host)
    make_session(past, days_ahead=-3)
    make_session(called_off, cancelled_at=utcnow())
    assert opportunity_ids() == [dated.id, flexible.id]
    assert opportunity_ids([flexible.id, past.id, 999_999]) == [flexible.id]
    assert opportunity_ids([]) == []


def test_an_opportunity_carries_its_facts(host: Organisation) -> None:
    opportunity = make_opportunity(host, is_remote=True, pattern="Bring gloves.")
    make_session(opportunity, places=1, taken=1)
    make_session(opportunity, days_ahead=21)
    (profile,) = OPPORTUNITY_SOURCE.list_profiles(None)
    assert profile.name == opportunity.title
    assert profile.fields == {
        "description": opportunity.description,
        "place": "The orchard, Marston",
        "pattern": "Bring gloves.",
        "host": host.name,
    }
    assert (profile.causes, profile.skills) == (("food-growing",), ("gardening",))
    assert [each.has_room for each in profile.times.occasions] == [False, True]
    assert all(len(each.day_parts) == 2 for each in profile.times.occasions)
    assert (profile.place.easting, profile.place.northing) == (453000, 205000)
    assert profile.tags == {
        "commitment:one-off",
        "age:16-17",
        "takes:half-day",
        "cause:food-growing",
        "is:remote",
    }


def test_a_volunteer_carries_no_name_and_no_word_of_their_own(volunteer_user: User) -> None:
    make_volunteer(volunteer_user, own_words="I play the tuba.")
    (profile,) = VOLUNTEER_SOURCE.list_profiles(None)
    assert (profile.id, profile.name, dict(profile.fields)) == (volunteer_user.id, "", {})
    assert "tuba" not in repr(profile)
    assert profile.times.day_parts == {"TuesdayMorning", "SaturdayAfternoon"}
    assert round(profile.reach_m) == 16093
    assert profile.tags == {
        "commitment:one-off",
        "commitment:regular",
        "band:18+",
        "takes:remote",
        "has:place",
    }


def test_only_those_who_opted_in_and_may_sign_in_are_seen(volunteer_user: User) -> None:
    make_volunteer(volunteer_user)
    make_volunteer(make_user(), is_shown_to_hosts=False)
    make_volunteer(make_user(is_verified=False))
    make_volunteer(make_user(is_suspended=True))
    assert [p.id for p in VOLUNTEER_SOURCE.list_profiles(None)] == [volunteer_user.id]


@pytest.mark.parametrize(("source", "most"), [(OPPORTUNITY_SOURCE, 2), (VOLUNTEER_SOURCE, 1)])
def test_all_are_loaded_in_as_many_statements_as_one(host: Organisation, source, most) -> None:
    for _ in range(5):
        make_session(make_opportunity(host))
        make_volunteer(make_user())
    with seen_statements() as seen:
        assert len(list(source.list_profiles(None))) == 5
    assert len([one for one in seen if one.startswith("SELECT")]) == most


def test_for_you_gives_reasons_and_what_is_missing(
    host: Organisation, volunteer_user: User
) -> None:
    tuesday = (1 - utcnow().date().weekday()) % 7 + 7
    fitting = make_opportunity(host, skills=["gardening", "driving"])
    make_session(fitting, days_ahead=tuesday)
    other = make_opportunity(host, causes=["older-people"], skills=[])
    make_session(other, days_ahead=tuesday)
    volunteer = make_volunteer(volunteer_user)
    seeker = volunteer_seeker(volunteer, "18+", utcnow().date())
    (match,) = get_matcher("opportunity").rank(seeker).matches
    assert match.id == fitting.id
    assert match.reasons == (
        "Is about “Growing food together”, which you care about.",
        "Uses “Gardening and growing”, which you can do.",
        "Is on Tuesday morning, when you are free for part of it.",
        "Is less than a mile from OX4.",
    )
    assert match.missing == ("Also uses “Driving”, which you have not said you can do.",)


def test_for_you_never_offers_to_pass_over_an_age(host: Organisation, volunteer_user: User) -> None:
    make_session(make_opportunity(host, minimum_band="18+"))
    regular = make_flexible_opportunity(host, causes=["food-growing"])
    volunteer = make_volunteer(volunteer_user, wants_regular=False)
    seeker = volunteer_seeker(volunteer, "16-17", utcnow().date())
    ranking = get_matcher("opportunity").rank(seeker)
    assert ranking.matches == ()
    assert ranking.widen == ("Look at regular roles too: 1 more match.",)
    why = get_matcher("opportunity").explain(seeker, regular.id)
    assert why.sentence == "It is regular, and you look for one-off roles."


def test_a_search_goes_by_meaning_and_by_each_filter(host: Organisation) -> None:
    planting = make_opportunity(host)
    make_session(planting, places=1, taken=1)
    reading = make_flexible_opportunity(host)
    from_home = make_flexible_opportunity(
        host, is_remote=True, causes=["older-people"], minutes=600, minimum_band="18+"
    )
    for wanted, found in (
        ({"text": "allotment"}, [planting]),
        ({"text": "storytime"}, [reading]),
        ({"text": host.name}, [planting, reading, from_home]),
        ({"causes": ("older-people", "food-growing")}, [planting, from_home]),
        ({"commitment": "regular"}, [reading, from_home]),
        ({"is_remote": True}, [from_home]),
        ({"has_seats": True}, [reading, from_home]),
        ({"time_needed": ("half-day", "hour")}, [planting, reading]),
        ({"day_parts": ("ThursdayMorning",)}, [reading, from_home]),
        ({"band": "16-17"}, [planting, reading]),
        ({"place": HEADINGTON, "within_miles": 1}, [from_home]),
        ({"place": HEADINGTON, "within_miles": 3}, [planting, reading, from_home]),
    ):
        assert sorted(ids(search(**wanted))) == sorted(each.id for each in found), wanted


def test_what_closes_is_gone_at_the_next_query(host: Organisation) -> None:
    opportunity = make_flexible_opportunity(host)
    assert ids(search()) == [opportunity.id]
    opportunity.status = OpportunityStatus.CLOSED
    db.session.flush()
    mark_changed("opportunity", opportunity.id)
    assert ids(search()) == []


def test_a_role_finds_the_cards_that_suit_it(host: Organisation) -> None:
    near, far, from_home, young = (make_user(age_band=band) for band in ["18+"] * 3 + ["16-17"])
    make_volunteer(near)
    make_volunteer(far, easting=490000, miles=5)
    make_volunteer(from_home, easting=None, northing=None, miles=None, outcode=None)
    make_volunteer(young)
    opportunity = make_flexible_opportunity(
        host, causes=["food-growing"], skills=["gardening", "driving"], minimum_band="18+"
    )
    seeker = card_seeker(opportunity, [], utcnow().date())
    (match,) = get_matcher("volunteer").rank(seeker).matches
    assert match.id == near.id
    assert match.reasons == (
        "Cares about “Growing food together”.",
        "Can do “Gardening and growing”.",
        "Is free on Tuesday morning, when the role is.",
        "Starts within 1 mile.",
    )
    assert match.missing == ("Has not said that they can do “Driving”.",)
    opportunity.is_remote = True
    remote = card_seeker(opportunity, [], utcnow().date())
    assert set(ids(get_matcher("volunteer").rank(remote))) == {near.id, far.id, from_home.id}


def test_a_role_with_dates_looks_for_people_free_on_those_to_come(host: Organisation) -> None:
    opportunity = make_opportunity(host)
    make_session(opportunity, days_ahead=-6)
    coming = make_session(opportunity, days_ahead=7)
    seeker = card_seeker(opportunity, list_sessions("opportunity", opportunity.id), utcnow().date())
    day = coming.starts_at.strftime("%A")
    assert seeker.times == {f"{day}Morning", f"{day}Afternoon"}


def test_a_cause_and_a_skill_may_share_a_code(host: Organisation, db_session: Session) -> None:
    db_session.add_all(
        Category(scheme=scheme, code="both", label=label, words="", level=scheme, source="seed")
        for scheme, label in (("cause", "A cause"), ("skill", "A skill"))
    )
    db_session.flush()
    make_flexible_opportunity(host, causes=["both"], skills=["both"])
    volunteer = make_volunteer(make_user(), causes=["both"], skills=["both"])
    seeker = volunteer_seeker(volunteer, "18+", utcnow().date())
    (match,) = get_matcher("opportunity").rank(seeker).matches
    assert match.reasons[:2] == (
        "Is about “A cause”, which you care about.",
        "Uses “A skill”, which you can do.",
    )
