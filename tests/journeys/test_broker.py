"""A broker at work in a browser: the queue, evidence, and what people ask about listings."""

from collections.abc import Callable

import pyotp
import pytest

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.organisations.rules import Status
from brokerage.organisations.rules.listings import Wish
from tests.factories.accounts import CODE_SECRET, make_user
from tests.factories.listings import make_evidence, make_listing, make_listing_request
from tests.factories.organisations import make_organisation
from tests.journeys.support.site import Site
from tests.journeys.support.visitor import Visitor
from tests.support.sign_in import PASSWORD

NewVisitor = Callable[[Site], Visitor]


def arrange(site: Site) -> str:
    """Make a queue with one of each, and a broker; return the broker's address."""
    with site.app.app_context():
        broker: User = make_user(name="Bea Broker", is_broker=True)
        owner = make_user(name="Olu Marsh", email="olu@example.org")
        application = make_organisation(
            status=Status.SUBMITTED, owner=owner, name="Cowley Bakers", submitted_at=utcnow()
        )
        make_evidence(application)
        listing = make_listing(name="Marston Shed", slug="marston-shed")
        make_listing(name="Cowley Bakers Limited", postcode=application.postcode)
        make_listing_request(listing, wish=Wish.TAKE_OVER, user=owner)
        address = broker.email
        db.session.commit()
    return address


def sign_in(person: Visitor, address: str) -> None:
    """Sign the broker in with the second step."""
    person.visit("/sign-in")
    person.page.locator("input[name=email]").fill(address)
    person.page.locator("input[name=password]").fill(PASSWORD)
    person.page.locator("main form button[type=submit]").click()
    person.page.locator("input[name=code]").fill(pyotp.TOTP(CODE_SECRET).now())
    person.page.locator("main form button[type=submit]").click()
    person.page.wait_for_load_state("load")


def test_a_broker_works_through_the_queue(site: Site, new_visitor: NewVisitor) -> None:
    address = arrange(site)
    bea = new_visitor(site)
    sign_in(bea, address)
    bea.visit("/broker/applications")
    bea.click("Cowley Bakers")
    assert "This may be in the directory already" in bea.text
    bea.page.get_by_role("button", name="Decline", exact=True).click()
    bea.examine()
    bea.press("Decline")
    assert "Enter a reason" in bea.text
    bea.visit("/broker/applications")
    bea.click("Cowley Bakers")
    bea.page.get_by_role("button", name="Approve", exact=True).click()
    bea.examine()
    bea.choose("I found this number on the register, under this name")
    bea.press("Approve")
    assert "Cowley Bakers is in the directory" in bea.text
    bea.visit("/broker/evidence")
    bea.click("Verify Public liability insurance of Cowley Bakers")
    bea.press("Verify")
    assert "Enter where you saw it" in bea.text
    bea.page.locator("input[name=source]").fill("The insurer’s letter")
    bea.press("Verify")
    assert "insurance always ends" in bea.text
    for part, value in (("Day", "31"), ("Month", "12"), ("Year", str(utcnow().year + 1))):
        bea.fill(part, value)
    bea.press("Verify")
    assert "is verified for Cowley Bakers" in bea.text


@pytest.mark.long
def test_a_broker_answers_about_a_listing(site: Site, new_visitor: NewVisitor) -> None:
    address = arrange(site)
    anyone = new_visitor(site)
    anyone.visit("/directory/marston-shed")
    anyone.click("have it removed")
    anyone.press("Ask for it to be removed")
    assert "Enter your email address" in anyone.text
    anyone.page.locator("input[name=email]").fill("treasurer@example.org")
    anyone.page.locator("textarea[name=explanation]").fill("I am its treasurer.")
    anyone.press("Ask for it to be removed")
    assert anyone.heading == "We have your request to remove this page"
    bea = new_visitor(site)
    sign_in(bea, address)
    bea.visit("/broker/listing-requests")
    bea.click("Take it over: Marston Shed")
    bea.press("Decide")
    assert "Select yes or no" in bea.text
    bea.choose("Yes, make this person the owner of the page")
    bea.press("Decide")
    assert "0 waiting" in bea.text
    bea.click("Show what is decided")
    bea.click("Remove it: Marston Shed")
    anyone.visit("/directory/marston-shed")
    assert "This page began with words from A public list" in anyone.text
