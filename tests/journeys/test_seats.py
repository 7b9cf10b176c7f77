"""Seats: a waiting list answered from the mail, repeating dates, and a team day for four."""

from datetime import timedelta

from brokerage.extensions import db, utcnow
from brokerage.permissions import Subject
from brokerage.scheduling.models import CoverVolunteer, Session
from brokerage.scheduling.service.seat_rules import plan_session
from brokerage.volunteering import tasks
from brokerage.volunteering.models import Booking
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.service import bookings
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_booking, make_employment, make_session
from tests.journeys.support.visitor import PLAIN_PHONE, every_device
from tests.journeys.support.volunteering import (
    HOST_OWNER,
    comes_in,
    make_host,
    make_reader,
    make_story_morning,
)

FERN = "fern@council.example"
LEADER = "lena@bakery.example"
BAKERY = "Green Gate Bakery"


@every_device(PLAIN_PHONE)
def test_a_place_from_the_waiting_list_is_taken_from_the_mail(site, new_visitor):
    with site.arranging():
        role = make_story_morning(make_host())
        day = make_session(role, places=1)
        booked = make_booking(make_user(), role, day, status=BookingStatus.ACCEPTED)
        make_reader("Fern Appleyard", FERN)
        role_id, booking_id = role.id, booked.id
    fern, host = new_visitor(site, "fern"), new_visitor(site, "host")
    comes_in(fern, FERN)
    fern.visit(f"/opportunities/{role_id}")
    fern.click("Join the waiting list")
    fern.press("Join the waiting list")
    fern.sees_errors("Select a date")
    fern.page.get_by_role("radio").first.check()
    fern.press("Join the waiting list")
    fern.sees("You are number 1 on the waiting list.")
    fern.visit("/bookings")
    comes_in(host, HOST_OWNER)
    host.visit(f"/opportunities/{role_id}/host")
    host.click("Waiting list")
    host.sees("Fern Appleyard")
    host.visit(f"/opportunities/{role_id}/seat-rules/edit")
    host.fill("How long do you hold a free place for the next person who waits?", "0")
    host.press("Save")
    host.sees_errors("How long a place is held must be between 1 and 336")
    with site.arranging():
        booking = db.session.get_one(Booking, booking_id)
        bookings.withdraw_booking(Subject(user_id=booking.user_id), booking, "")
    guest = new_visitor(site, "by-mail")
    guest.visit(site.link_mailed_to(FERN))
    guest.press("Take the place")
    guest.sees("You took the place.")
    host.visit(f"/opportunities/{role_id}/waiting-list")
    host.sees("Nobody waits")


@every_device(PLAIN_PHONE)
def test_a_host_repeats_a_date_and_calls_the_last_ones_off(site, new_visitor):
    with site.arranging():
        role_id = make_story_morning(make_host()).id
    host = new_visitor(site, "host")
    comes_in(host, HOST_OWNER)
    host.visit(f"/opportunities/{role_id}/host")
    host.click("Add repeating dates")
    host.press("Show the dates")
    first = utcnow().date() + timedelta(days=10)
    for part, value in (("Day", first.day), ("Month", first.month), ("Year", first.year)):
        host.page.get_by_label(part, exact=True).first.fill(str(value))
    host.fill("When do they start?", "10am")
    host.fill("When do they end?", "12:00")
    host.fill("How many people can come each time?", "4")
    host.choose("Every week, or every few weeks")
    host.fill("How many times? (optional)", "4")
    host.press("Show the dates")
    host.sees("Add 4 dates?", "Nothing is made yet.")
    host.press("Add these dates")
    host.sees("4 dates are added.")
    host.page.get_by_role("link", name="Cancel this and following").nth(2).click()
    host.press("Cancel these dates")
    host.sees("2 dates are cancelled.")
    host.page.get_by_role("link", name="Change this and following").first.click()
    host.fill("When do they start?", "9am")
    host.press("Save them all")
    host.sees("2 dates are saved.")


@every_device(PLAIN_PHONE)
def test_a_team_day(site, new_visitor):
    with site.arranging():
        role = make_story_morning(make_host())
        make_session(role, places=6)
        leader = make_user(name="Lena Leading", email=LEADER)
        bakery = make_organisation(owner=leader, name=BAKERY)
        make_employment(make_user(name="Bea Kerr"), bakery, proved_at=utcnow())
        role_id, bakery_id = role.id, bakery.id
    lena, host = new_visitor(site, "lena"), new_visitor(site, "host")
    comes_in(lena, LEADER)
    lena.visit(f"/organisations/{bakery_id}/teams")
    lena.visit(f"/opportunities/{role_id}")
    lena.click("Ask for a team")
    lena.press("Ask for these places")
    due = utcnow().date() + timedelta(days=5)
    lena.choose(BAKERY)
    lena.page.get_by_role("radio").last.check()
    lena.fill("How many people are in the team?", "4")
    for part, value in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        lena.page.get_by_label(part, exact=True).first.fill(str(value))
    lena.press("Ask for these places")
    lena.sees("Waiting for the host.")
    comes_in(host, HOST_OWNER)
    host.visit(f"/opportunities/{role_id}/teams")
    host.page.get_by_role("link", name="Say yes").click()
    host.press("Say yes")
    host.sees("Done. The employer gets an email.")
    lena.page.reload()
    lena.pick("Who comes?", "Bea Kerr")
    lena.press("Put them on the team")
    lena.sees("They are on the team and get an email.", "4 places, 1 named.")
    lena.click("Call the team off")
    lena.press("Call it off")
    lena.sees("Withdrawn by the employer.")


@every_device(PLAIN_PHONE)
def test_stepping_in_and_too_few_people(site, new_visitor):
    with site.arranging():
        role = make_story_morning(make_host())
        day = make_session(role, days_ahead=1, places=3)
        plan_session(day, minimum=2)
        make_booking(make_user(), role, day, status=BookingStatus.ACCEPTED)
        fern = make_reader("Fern Appleyard", FERN)
        db.session.add(CoverVolunteer(user_id=fern.id, since=utcnow()))
        db.session.flush()
        tasks.flag_short_sessions()
        url = f"/opportunities/{role.id}/sessions/{day.id}"
        assert db.session.get_one(Session, day.id).left == 2
    host, fern_ = new_visitor(site, "host"), new_visitor(site, "fern")
    comes_in(host, HOST_OWNER)
    host.visit(f"{url}/decide")
    host.press("It takes place anyway")
    host.sees("It takes place.")
    host.visit(f"{url}/ask-for-cover")
    host.press("Ask up to 5 now")
    host.sees("We asked 1 volunteer by email.")
    comes_in(fern_, FERN)
    fern_.visit("/bookings/cover")
    fern_.press("Do not ask me any more")
    fern_.sees("You are not asked now.")
