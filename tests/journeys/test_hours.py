"""From an ask to a certificate: held, confirmed, there, approved; on a phone without scripts."""

from datetime import timedelta

from sqlalchemy import select

from brokerage.extensions import db, utcnow
from brokerage.scheduling.models import Session
from brokerage.volunteering.forms.bookings import when_in_words
from tests.factories.volunteering import make_session
from tests.journeys.support.visitor import PLAIN_PHONE, every_device
from tests.journeys.support.volunteering import (
    HOST,
    HOST_OWNER,
    comes_in,
    make_host,
    make_reader,
    make_story_morning,
    opens_the_asks,
)

FERN = "fern@council.example"
ROLE = "Story morning at the library"


@every_device(PLAIN_PHONE)
def test_a_volunteer_goes_from_an_ask_to_a_certificate(site, new_visitor):
    with site.arranging():
        role = make_story_morning(make_host(), requirements=["references", "induction"])
        session = make_session(role, days_ahead=14)
        address, day = f"/opportunities/{role.id}", when_in_words(session)
        place = f"{address}/sessions/{session.id}"
        make_reader("Fern Appleyard", FERN)
    fern, host = new_visitor(site, "volunteer"), new_visitor(site, "host")
    asks(fern, address, day)
    holds_a_seat(host)
    sees_what_is_needed(fern, site)
    ticks_off(host)
    has_a_sure_place(fern, site)
    prints_the_sheet(host, place)
    code = host.page.locator(".code-text").first.inner_text()
    with site.arranging():
        begin()
    checks_in(fern, code)
    notes_who_was_there(host, place)
    corrects_and_approves(host)
    prints_the_certificate(fern, site)


def begin():
    """Let the date have begun an hour ago and last for three."""
    session = db.session.scalars(select(Session)).one()
    session.starts_at = utcnow() - timedelta(hours=1)
    session.ends_at = utcnow() + timedelta(hours=2)
    db.session.flush()


def asks(fern, address, day):
    comes_in(fern, FERN, address)
    fern.press("Ask for a place")
    fern.choose(day)
    fern.press("Ask for a place")
    fern.sees("Waiting for the host")


def holds_a_seat(host):
    comes_in(host, HOST_OWNER)
    opens_the_asks(host)
    host.click("Fern Appleyard")
    host.sees("If you accept, a seat is held until", "References, An induction")
    host.press("Accept")
    host.sees("Accepted, not confirmed yet", "Still needed by")


def sees_what_is_needed(fern, site):
    mail = site.mail_to(FERN)
    assert f"A place is held for you: {ROLE}" in mail
    fern.visit(site.link_mailed_to(FERN))
    fern.sees("Accepted: a place is held for you", "Still needed by", "References", "An induction")
    fern.visit("/bookings")
    fern.sees("Something is still needed by")


def ticks_off(host):
    host.press("Tick off what is there")
    host.choose("References")
    host.press("Save")
    host.sees("Saved.", "Still needed by")
    host.press("Tick off what is there")
    host.choose("An induction")
    host.press("Save")
    host.sees("Confirmed. You both get an email.")


def has_a_sure_place(fern, site):
    assert f"You have a place: {ROLE}" in site.mail_to(FERN)
    fern.visit(site.link_mailed_to(FERN))
    fern.sees("Confirmed: the place is yours", "The host ticked something off")


def prints_the_sheet(host, place):
    host.visit(f"{place}/attendance")
    host.sees("This has not begun yet", "Fern Appleyard")
    host.click("Sheet to print, with a picture to scan")
    host.sees("Check yourself in", "Fern Appleyard")


def checks_in(fern, code):
    fern.visit("/check-in")
    fern.press("Continue")
    fern.sees_errors("Enter the code")
    fern.fill("What is the code?", code)
    fern.press("Continue")
    fern.sees(ROLE)
    fern.press("Check in")
    fern.sees("You are checked in.", "The volunteer checked in")


def notes_who_was_there(host, place):
    host.visit(f"{place}/attendance")
    host.sees("Checked in at", "Approve 3 hours for everyone who was there")
    host.page.get_by_label("Approve 3 hours for everyone who was there").uncheck()
    host.press("Save")
    host.sees("Saved for 1 person.")


def corrects_and_approves(host):
    host.visit("/account")
    host.click(HOST)
    host.sees("1 entry of hours waits for your approval.")
    host.click("Hours to approve")
    host.press("Approve what is ticked")
    host.sees_errors("Tick the hours that are right")
    host.click("Tick all on this page")
    host.press("Approve what is ticked")
    host.sees("Approved for 1 entry.", "No hours wait")
    host.click("Hours you have decided: correct or undo")
    host.page.get_by_role("link", name="Correct Fern Appleyard").click()
    host.examine()
    host.fill("How long was it?", "2.5")
    host.fill("Why is it different?", "We began late.")
    host.press("Save")
    host.sees("Saved.", "2 hours 30 minutes", "2 steps on record.")


def prints_the_certificate(fern, site):
    assert "Your hours were corrected" in site.mail_to(FERN)
    fern.visit("/hours")
    fern.sees("What counts", "2 hours 30 minutes", "We began late.")
    fern.click("Certificate to print or to show")
    fern.sees("Certificate of volunteering", "Fern Appleyard gave 2 hours 30 minutes", HOST)
    fern.page.emulate_media(media="print")
    assert not fern.page.get_by_text("Print this page with your browser").is_visible()


def test_hours_of_a_role_without_dates_are_logged_and_declined(site, new_visitor):
    with site.arranging():
        host = make_host()
        role = make_story_morning(host, is_flexible=True, flexible_places=3)
        address, waiting = f"/opportunities/{role.id}", f"/organisations/{host.id}/hours"
        make_reader("Fern Appleyard", FERN)
    fern, host = new_visitor(site, "volunteer"), new_visitor(site, "host")
    comes_in(fern, FERN, address)
    fern.press("Ask for a place")
    fern.press("Ask for a place")
    comes_in(host, HOST_OWNER)
    opens_the_asks(host)
    host.click("Fern Appleyard")
    host.press("Accept")
    fern.visit(site.link_mailed_to(FERN))
    fern.sees("Confirmed: the place is yours")
    fern.click("Log your hours")
    fern.fill("How long were you there?", "1.5")
    fern.press("Log them")
    fern.sees("Logged. The host approves your hours next.", "1 hour 30 minutes")
    host.visit(waiting)
    host.page.get_by_role("link", name="Do not approve").click()
    host.examine()
    host.press("Do not approve")
    host.sees_errors("Enter why you do not approve them")
    host.fill("Why do you not approve them?", "Nobody was there that day.")
    host.press("Do not approve")
    host.sees("Not approved. The volunteer gets your reason by email.")
    fern.visit("/hours")
    fern.sees("Not approved", "Nobody was there that day.")
