"""The host's side: writes a role, a broker approves it, people find it, and it changes."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image
from sqlalchemy import select

from brokerage.extensions import db, utcnow
from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import LONDON
from brokerage.volunteering.models import Opportunity
from brokerage.web.filters import on_date
from tests.factories.accounts import make_user
from tests.factories.volunteering import make_booking
from tests.journeys.support.staff import sign_in_with_code
from tests.journeys.support.volunteering import (
    HOST,
    HOST_OWNER,
    comes_in,
    make_host,
    make_reader,
)

BROKER = "hazel@partnership.example"
FERN, ROWAN = "fern@council.example", "rowan@council.example"
ROLE = "Read with children after school"
WORDS = (
    "You listen to two children read aloud in the school library. "
    "Our coordinator is there to help, and shows you how on the first day."
)
SHOWS = "Two children and a grown-up look at a book"


def test_a_host_writes_a_role_and_looks_after_it(site, new_visitor):
    with site.arranging():
        make_host()
        make_reader("Rowan Thatchley", ROWAN)
        make_user(name="Hazel Quillford", email=BROKER, is_broker=True)
    host, broker = new_visitor(site, "host"), new_visitor(site, "broker")
    anyone, rowan = new_visitor(site, "anyone"), new_visitor(site, "volunteer")
    day = (utcnow() + timedelta(days=30)).astimezone(LONDON)
    writes_the_role(host)
    adds_a_day(host, day)
    adds_a_picture(host)
    sends_it(host)
    approves(broker)
    assert ROLE in site.mail_to(HOST_OWNER)
    finds_it(anyone)
    arrange_booking(site)
    moves_the_day(host, day)
    assert "It is now on" in site.mail_to(FERN)
    assert "14:00 to 16:00" in site.mail_to(FERN)
    invites_an_unnamed_card(host)
    is_invited(rowan, site)


def writes_the_role(host):
    comes_in(host, HOST_OWNER)
    host.click(HOST)
    host.press("Write an opportunity")
    assert host.heading == "What will a volunteer do?"
    host.fill("What the role is called", ROLE)
    host.fill("What you will do", "Read.")
    host.press("Continue")
    host.sees_errors("Say a little more about what you will do")
    assert host.typed("What the role is called") == ROLE
    host.fill("What you will do", WORDS)
    host.press("Continue")
    assert host.heading == "Which of these fit?"
    host.choose("Children and reading")
    host.choose("Reading with children")
    host.press("Continue")
    host.choose("One-off: a single day or a few hours")
    host.fill("How long does one turn take?", "2")
    host.choose("Yes")
    host.press("Continue")
    host.choose("At a place")
    host.fill("Name of the place (if it is at one)", "Larkmead School")
    host.fill("Postcode (if it is at a place)", "OX4 1AA")
    host.press("Continue")
    assert host.heading == "Who is a volunteer with?"
    host.choose("Neither of these")
    host.choose("A school, nursery, childcare or children’s home")
    for question in ("is_weekly", "is_overnight", "is_supervised", "is_trusted", "may_be_paid"):
        host.page.locator(f"#{question}-2").check()  # "No", of several questions on one page
    host.fill("On how many days in any 30, at most, does one volunteer do it?", "1")
    host.press("Continue")
    host.sees("No standard or enhanced DBS check")
    host.choose("16 or over")
    host.choose("Nothing")
    host.press("Continue")
    host.fill("Expenses (optional)", "We pay your bus fare.")
    host.press("Continue")
    assert host.heading == ROLE


def adds_a_day(host, day):
    host.sees("Still missing: a date to come.")
    host.click("Add its first date")
    host.fill("Day", "31")
    host.fill("Month", "2")
    host.fill("Year", f"{day.year}")
    host.fill("When does it start?", "1pm")
    host.fill("When does it end?", "3pm")
    host.fill("How many people can come?", "4")
    host.press("Add the date")
    assert host.page.locator(".govuk-error-summary").is_visible()
    host.fill("Day", f"{day.day}")
    host.fill("Month", f"{day.month}")
    host.press("Add the date")
    host.sees(f"{on_date(day)} is added.", "0 of 4")


def adds_a_picture(host):
    jpeg = BytesIO()
    Image.new("RGB", (640, 480), "seagreen").save(jpeg, "JPEG")
    host.click("Add a picture")
    host.page.get_by_label("Picture", exact=True).set_input_files(
        {"name": "book.jpg", "mimeType": "image/jpeg", "buffer": jpeg.getvalue()}
    )
    host.fill("What does the picture show?", SHOWS)
    host.press("Save the picture")
    assert host.page.get_by_role("img", name=SHOWS).is_visible()


def sends_it(host):
    host.click("See it as everyone will see it")
    host.sees("This is a preview.", "We pay your bus fare.")
    host.click("Back to your page")
    host.press("Send it to a broker")
    host.sees("Sent. A broker reads your first one by")


def approves(broker):
    sign_in_with_code(broker, BROKER)
    broker.visit("/broker/opportunities")
    broker.click(ROLE)
    broker.sees("Is it work for a volunteer, and not an unpaid job?", WORDS)
    broker.press(f"Approve {ROLE}")
    broker.sees(f"“{ROLE}” is published. The host gets an email.")


def finds_it(anyone):
    anyone.visit("/volunteering")
    anyone.fill("What would you like to do?", "story reading with pupils")
    anyone.press("Search")
    anyone.click(ROLE)
    anyone.sees("4 places are left.", WORDS)
    assert anyone.page.get_by_role("img", name=SHOWS).is_visible()


def arrange_booking(site):
    with site.arranging():
        role = db.session.scalars(select(Opportunity)).one()
        session = db.session.scalars(select(Session)).one()
        fern = make_user(name="Fern Appleyard", email=FERN)
        make_booking(fern, role, session, status="confirmed")


def moves_the_day(host, day: datetime):
    host.click("Your opportunities")
    host.click(ROLE)
    host.sees("1 of 4")
    host.click(f"Change {on_date(day)} at 1pm")
    assert host.typed("When does it start?") == "13:00"
    host.fill("When does it start?", "2pm")
    host.fill("When does it end?", "4pm")
    host.press("Save")
    host.sees(f"{on_date(day)} is saved. We told 1 person.")


def invites_an_unnamed_card(host):
    host.click("Volunteers it may suit")
    assert host.heading == "Volunteers who fit"
    assert "Rowan" not in host.text
    host.click("Invite volunteer 1")
    host.fill("What would you like to say to them?", "You would be just right for this.")
    host.press("Send the invitation")
    host.sees("You have invited this volunteer.", "You have sent 1 invitation.")
    assert "Rowan" not in host.text


def is_invited(rowan, site):
    assert f"A host invites you: {ROLE}" in site.mail_to(ROWAN)
    comes_in(rowan, ROWAN, "/bookings")
    rowan.sees("You are invited", "You would be just right for this.")
    rowan.click(f"Ask for a place in {ROLE}")
    assert rowan.heading == "Ask for a place"
