"""What a host answers besides yes: no with other openings, something else, or that it is full."""

import pytest

from brokerage.volunteering.forms.bookings import when_in_words
from tests.factories.volunteering import make_booking, make_session
from tests.journeys.support.volunteering import (
    HOST_OWNER,
    comes_in,
    make_host,
    make_reader,
    make_story_morning,
    opens_the_asks,
)

FERN, ROWAN = "fern@council.example", "rowan@council.example"
ROLE = "Story morning at the library"
OTHER_ROLE = "Read with a class for an hour"
OTHER_HOST = "Larkmead Story Club"


def arrange_role(places):
    """Make a role with two days, and two readers; return the role and its days."""
    role = make_story_morning(make_host())
    days = [make_session(role, days_ahead=days, places=places) for days in (14, 21)]
    readers = [make_reader("Fern Appleyard", FERN), make_reader("Rowan Thatchley", ROWAN)]
    return role, days, readers


@pytest.mark.long
def test_a_decline_and_an_alternative(site, new_visitor):
    with site.arranging():
        role, days, readers = arrange_role(places=5)
        for reader in readers:
            make_booking(reader, role, days[0])
        other = make_story_morning(make_host(OTHER_HOST, "o@club.example"), title=OTHER_ROLE)
        make_session(other)
        second_day = f"{ROLE}: {when_in_words(days[1])}"
    host, fern, rowan = (new_visitor(site, who) for who in ("host", "fern", "rowan"))
    comes_in(host, HOST_OWNER)
    opens_the_asks(host)
    declines(host)
    suggests(host, "Rowan Thatchley", second_day)
    finds_other_openings(fern, site)
    takes_the_alternative(rowan, site)
    assert "Your suggestion is taken" in site.mail_to(HOST_OWNER)


def declines(host):
    host.click("Fern Appleyard")
    host.press("Decline")
    host.press("Decline")
    host.sees_errors("Select a reason")
    host.choose("We need someone with other skills for this one")
    host.press("Decline")
    host.sees("Declined. The volunteer gets your reason and other roles by email.")
    host.click("Who asks for a place")


def suggests(host, name, place):
    host.click(name)
    host.press("Suggest something else")
    host.press("Suggest it")
    host.sees_errors("Select another date or role")
    host.choose(place)
    host.fill("A message to the volunteer (optional)", "We would love to have you then.")
    host.press("Suggest it")
    host.sees("Suggested. The volunteer answers, and you hear by email.")


def finds_other_openings(fern, site):
    mail = site.mail_to(FERN)
    assert f"Not this time: {ROLE}" in mail
    assert OTHER_ROLE in mail
    comes_in(fern, FERN, "/bookings")
    fern.click(ROLE)
    fern.sees("Not this time", "Why: We need someone with other skills for this one.")
    fern.click(OTHER_ROLE)
    assert fern.heading == OTHER_ROLE
    fern.press("Ask for a place")
    assert fern.heading == "Ask for a place"


def takes_the_alternative(rowan, site):
    comes_in(rowan, ROWAN, site.link_mailed_to(ROWAN))
    rowan.sees("They suggest instead", "We would love to have you then.")
    rowan.press("Yes, I take it")
    rowan.sees("Confirmed: the place is yours")


def test_the_last_seat_asked_for_by_two(site, new_visitor):
    with site.arranging():
        role, days, _ = arrange_role(places=1)
        address = f"/opportunities/{role.id}"
        list_of_asks = f"/organisations/{role.organisation_id}/asks"
        first_day = when_in_words(days[0])
        second_day = f"{ROLE}: {when_in_words(days[1])}"
    host, fern, rowan = (new_visitor(site, who) for who in ("host", "fern", "rowan"))
    asks(fern, FERN, address, first_day)
    asks(rowan, ROWAN, address, first_day)
    comes_in(host, HOST_OWNER, list_of_asks)
    accepts_only_one(host)
    suggests(host, "Rowan Thatchley", second_day)
    rowan.visit(site.link_mailed_to(ROWAN))
    rowan.sees("They suggest instead", second_day.removeprefix(f"{ROLE}: "))
    assert rowan.page.get_by_role("button", name="Yes, I take it").is_visible()


def asks(reader, email, address, day):
    comes_in(reader, email, address)
    reader.press("Ask for a place")
    reader.choose(day)
    reader.press("Ask for a place")
    reader.sees("Waiting for the host")


def accepts_only_one(host):
    host.click("Fern Appleyard")
    host.press("Accept")
    host.sees("Accepted. The volunteer is told by email.", "0 of 1")
    host.click("Who asks for a place")
    host.click("Rowan Thatchley")
    message = "Come to the side door."
    host.fill("A message to the volunteer (optional)", message)
    host.press("Accept")
    host.sees("someone else took the last place", "Waiting for your answer")
    assert host.typed("A message to the volunteer (optional)") == message
    host.click("Who asks for a place")
