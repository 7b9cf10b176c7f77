"""A volunteer's dates in her own calendar, the board in sections, and her weekly list."""

from collections.abc import Callable
from datetime import timedelta

import time_machine

from brokerage.digests import tasks
from brokerage.extensions import utcnow
from tests.factories.volunteering import make_booking, make_flexible_opportunity, make_session
from tests.journeys.support.site import Site
from tests.journeys.support.visitor import DESKTOP, PLAIN_PHONE, Visitor, every_device
from tests.journeys.support.volunteering import (
    HOST,
    HOST_OWNER,
    comes_in,
    make_host,
    make_reader,
    make_story_morning,
)

NewVisitor = Callable[[Site], Visitor]
READER = "robin@reader.example"


def arrange(site: Site) -> None:
    """Make a host with a day, a regular role and a reader who was there on an earlier day."""
    with site.arranging():
        host = make_host()
        morning = make_story_morning(host)
        make_session(morning, days_ahead=10)
        make_session(morning, days_ahead=20)
        make_flexible_opportunity(host, title="Read every week", minimum_band="16-17")
        reader = make_reader("Robin Thistlewood", READER)
        past = make_session(morning, days_ahead=-3)
        make_booking(reader, morning, past, status="attended")


@every_device(PLAIN_PHONE)
def test_the_board_in_sections_not_for_me_and_the_way_to_a_regular_role(
    site: Site, new_visitor: NewVisitor
) -> None:
    arrange(site)
    robin = new_visitor(site)
    robin.visit("/volunteering")
    robin.click("Short of people (1)")
    assert robin.heading == "Short of people"
    robin.click("A taster or a team day (1)")
    robin.sees("Many people start with a team day")
    robin.click("Near you")
    robin.sees("We do not know where you are")
    comes_in(robin, READER, "/volunteering/for-you")
    robin.press("Not for me Story morning at the library")
    robin.sees("We remember that this is not for you", "You said so once")
    robin.click("Story morning at the library")
    robin.sees("Why it is not among your suggestions", "Start with this day, then become a regular")
    robin.press("Undo “not for me”")
    robin.sees("We have forgotten that this is not for you")
    robin.click("Read every week")
    robin.sees("Try a day first")
    robin.visit("/bookings")
    robin.click("Story morning at the library")
    robin.sees("Become a regular", "Read every week")


@every_device(DESKTOP)
def test_a_private_address_is_made_reset_and_removed(site: Site, new_visitor: NewVisitor) -> None:
    arrange(site)
    robin = new_visitor(site)
    comes_in(robin, READER)
    robin.click("Your private calendar address")
    robin.press("Make a private address")
    robin.sees("Copy it now: we show it this once.")
    address = robin.page.locator("code").inner_text()
    assert robin.page.request.get(address).text().startswith("BEGIN:VCALENDAR")
    robin.press("Reset the address")
    assert robin.page.request.get(address).status == 404
    robin.press("Remove the address")
    robin.sees("You have no address now.")
    tansy = new_visitor(site)
    comes_in(tansy, HOST_OWNER)
    tansy.click(HOST)
    tansy.click("Make a private address for your host calendar")
    tansy.press("Make a private address")
    feed = tansy.page.request.get(tansy.page.locator("code").inner_text()).text()
    assert "1 of 5 places taken" not in feed  # the coming day has nobody yet
    assert "SUMMARY:Story morning at the library" in feed


@every_device(PLAIN_PHONE)
def test_the_weekly_list_is_asked_for_comes_and_is_ended_by_its_link(
    site: Site, new_visitor: NewVisitor
) -> None:
    arrange(site)
    robin = new_visitor(site)
    comes_in(robin, READER)
    robin.click("See the weekly list")
    robin.sees("You do not get it.", "Story morning at the library")
    robin.press("Send me the weekly list")
    robin.press("Pause for a month")
    robin.sees("It is paused until")
    robin.press("Start it again")
    thursday = utcnow() + timedelta(days=(3 - utcnow().weekday()) % 7 + 7)
    with time_machine.travel(thursday.replace(hour=12)), site.app.app_context():
        assert tasks.send_digests() == 1
    mail = site.mail_to(READER)
    assert "Story morning at the library" in mail
    path = mail[mail.index("/weekly-list/") :].split()[0]
    stranger = new_visitor(site)
    stranger.visit(path)
    assert stranger.heading == "Stop the weekly list?"
    stranger.press("Pause for a month")
    stranger.sees("The weekly list is paused")
    stranger.visit(path)
    stranger.press("Stop the list")
    stranger.sees("The weekly list has ended")
