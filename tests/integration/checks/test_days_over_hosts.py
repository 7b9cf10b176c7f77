"""More than 3 days in 30, all hosts together: the volunteer reads why, a host only which check."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries.checked_bookings import CheckedBookings
from brokerage.volunteering.queries.needs import list_days
from brokerage.volunteering.service import bookings
from tests.factories.checks import (
    make_acceptance,
    make_check,
    make_consent,
    make_facts,
    make_told_day,
)
from tests.factories.volunteering import make_booking, make_opportunity, make_session
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page

REASON = "on more than 3 days in 30"
ONCE = make_facts().as_values()


@pytest.fixture
def elsewhere(other_host: Organisation) -> Opportunity:
    """Return another host's role with children, on single days."""
    return make_opportunity(other_host, title="Club day", role_facts=ONCE)


@pytest.fixture
def single(host: Organisation) -> Opportunity:
    """Return the host's own role with children, on single days: no check by itself."""
    return make_opportunity(host, title="Story day", role_facts=ONCE)


def give_days(person: User, role: Opportunity, *ahead: int, status: str = "accepted") -> None:
    for days in ahead:
        make_booking(person, role, make_session(role, days_ahead=days), status=status)


def ask_for(client: InspectingClient, session: Occasion) -> str:
    address = f"/opportunities/{session.owner_id}/ask"
    answer = client.submit(client.get(address), {"session_id": str(session.id)})
    return " ".join(Page(answer.text).error_summary) if answer.status_code == 200 else ""


def test_the_fourth_day_is_stopped_with_the_reason(
    person: User, single: Opportunity, elsewhere: Opportunity, vera: InspectingClient
) -> None:
    give_days(person, elsewhere, 5, 10)
    make_told_day(person, (utcnow() + timedelta(days=12)).date())
    fourth = make_session(single, days_ahead=20)
    assert REASON in ask_for(vera, fourth)
    far = make_session(single, days_ahead=50)
    assert ask_for(vera, far) == ""


@pytest.mark.parametrize("status", ["asked", "withdrawn", "cancelled", "declined", "no-show"])
def test_only_days_given_or_promised_count(
    person: User,
    single: Opportunity,
    elsewhere: Opportunity,
    vera: InspectingClient,
    status: str,
) -> None:
    give_days(person, elsewhere, 5, 10)
    reason = {"decline_reason": "full"} if status == "declined" else {}
    make_booking(person, elsewhere, make_session(elsewhere, days_ahead=12), status=status, **reason)
    assert ask_for(vera, make_session(single, days_ahead=20)) == ""


def test_days_with_others_do_not_count(
    person: User, host: Organisation, single: Opportunity, vera: InspectingClient
) -> None:
    with_none = make_opportunity(
        host, role_facts=make_facts(people={"neither"}, activities=set()).as_values()
    )
    unsaid = make_opportunity(host)
    give_days(person, with_none, 5, 6, 7)
    give_days(person, unsaid, 8, 9, 10)
    make_told_day(person, (utcnow() + timedelta(days=11)).date(), "adults")
    assert ask_for(vera, make_session(single, days_ahead=20)) == ""


def test_whoever_has_the_check_goes_on(
    person: User,
    owner: User,
    single: Opportunity,
    elsewhere: Opportunity,
    vera: InspectingClient,
) -> None:
    give_days(person, elsewhere, 5, 10, 15)
    fourth = make_session(single, days_ahead=20)
    expires = (utcnow() + timedelta(days=19)).date()
    make_check(person, owner, renew_on=expires)
    assert REASON in ask_for(vera, fourth)
    make_check(person, owner)
    assert ask_for(vera, fourth) == ""


def test_a_host_learns_which_check_and_never_why(
    person: User,
    owner: User,
    single: Opportunity,
    elsewhere: Opportunity,
    act_as: Callable,
    hester: InspectingClient,
    vera: InspectingClient,
) -> None:
    asked = make_booking(person, single, make_session(single, days_ahead=20))
    give_days(person, elsewhere, 5, 10, 15)
    with pytest.raises(DomainError) as refusal:
        bookings.accept_ask(act_as(owner), asked, "")
    assert "Enhanced DBS check with the children’s barred list" in refusal.value.sentence
    for word in ("days", "Barton", "30"):
        assert word not in refusal.value.sentence
    page = Page(hester.get(f"/organisations/{single.organisation_id}/checks").text).text
    assert "barred list: not seen yet" in page
    assert "Barton" not in page
    assert REASON not in page
    own = Page(vera.get("/account/checks").text).text
    assert REASON in own
    assert "The host is told only which check is needed" in own


def test_what_a_host_suggests_instead_is_stopped_too(
    person: User, single: Opportunity, elsewhere: Opportunity, act_as: Callable
) -> None:
    give_days(person, elsewhere, 5, 10, 15)
    then = make_session(single, days_ahead=20)
    booking = make_booking(
        person,
        single,
        make_session(single, days_ahead=60),
        status="alternative",
        proposed_opportunity_id=single.id,
        proposed_session_id=then.id,
    )
    with pytest.raises(DomainError, match=REASON):
        bookings.accept_alternative(act_as(person), booking)


def test_once_shared_and_accepted_nothing_is_missing(
    person: User,
    owner: User,
    host: Organisation,
    single: Opportunity,
    elsewhere: Opportunity,
    vera: InspectingClient,
) -> None:
    give_days(person, elsewhere, 5, 10, 15)
    make_booking(person, single, make_session(single, days_ahead=20), status="accepted")
    make_acceptance(make_check(person, owner), host, owner)
    text = Page(vera.get("/account/checks").text).text
    assert "Agree that this host may see it" in text
    make_consent(person, host)
    text = Page(vera.get("/account/checks").text).text
    assert text.count("Nothing is missing") == 1


def test_a_night_counts_as_the_two_days_it_touches(
    db_session: Session, single: Opportunity, person: User
) -> None:
    start = utcnow().replace(hour=21, minute=0, second=0, microsecond=0) + timedelta(days=5)
    night = make_session(single, starts_at=start, ends_at=start + timedelta(hours=8))
    make_booking(person, single, night, status="accepted")
    days = list_days(night)
    assert len(days) == 2
    found = CheckedBookings().list_days([person.id], days[1], days[1])
    assert [given.day for given in found] == [days[1]]
    assert list_days(None) == []
