"""A council invites firms; the last place goes from one to the next; a guide is found by a slip."""

from datetime import timedelta

from brokerage.extensions import utcnow
from tests.factories.toolkit import make_resource
from tests.journeys.support.procurement import BUYER, COUNCIL, make_buyer, make_supplier
from tests.journeys.support.staff import sign_in_as_broker
from tests.journeys.support.volunteering import comes_in

BAKERY, BAKER = "Green Gate Kitchen", "simone@green-gate.example"
CAFE, COOK = "Pepper Lane Cafe", "tomas@pepper-lane.example"
TITLE = "Meet the people who buy lunches"
LINK = "https://meet.example/lunches"


def test_a_council_meets_its_firms(site, new_visitor):
    with site.arranging():
        make_buyer()
        make_supplier(BAKERY, BAKER, "We make sandwiches, cakes and lunches for meetings.")
        make_supplier(CAFE, COOK, "We cook hot lunches and bring them on cargo bikes.")
        make_resource(title="Your first answer to a council", tags=(("voice", "supplier"),))
    bashir, broker = new_visitor(site, "buyer"), new_visitor(site, "broker")
    baker, cook = new_visitor(site, "baker"), new_visitor(site, "cook")
    invites(bashir)
    opens_it(broker, site)
    baker.visit("/toolkit")
    baker.fill("What would you like to do?", "frist anser")
    baker.press("Search")
    baker.sees("1 resource found", "Your first answer to a council")
    signs_up(baker, BAKER, "Sign up", "You have a place.")
    signs_up(cook, COOK, "Join the waiting list", "You are on the waiting list.")
    assert "All places are taken" in site.mail_to(BUYER)
    baker.click("I cannot come: give my place back")
    baker.press("Give your place back")
    baker.sees("You are not on the list any more.")
    cook.visit("/account/events")
    cook.sees(TITLE, "You have a place")
    cook.click(TITLE)
    cook.sees("Join online", "Put it into your calendar")
    bashir.visit(site.link_mailed_to(BUYER))
    bashir.sees(CAFE, "1 of 1 place is taken")


def invites(bashir):
    comes_in(bashir, BUYER)
    bashir.click(COUNCIL)
    bashir.click("Your case studies and events")
    bashir.click("Suggest an event")
    day = utcnow() + timedelta(days=30)
    bashir.fill("Title", TITLE)
    bashir.choose("Meet the Buyer")
    bashir.fill("Day", str(day.day))
    bashir.fill("Month", str(day.month))
    bashir.fill("Year", str(day.year))
    bashir.fill("When does it start?", "2pm")
    bashir.fill("When does it end?", "4pm")
    bashir.fill("Link to join online", LINK)
    bashir.fill("How many people can come?", "1")
    bashir.press("Send it to a broker")
    bashir.sees_errors("Say what happens, and for whom it is")
    assert bashir.typed("Link to join online") == LINK
    bashir.fill("What happens, and for whom it is", "Ten minutes each.\n\n- bring **one** page")
    bashir.press("Send it to a broker")
    bashir.sees("A broker opens it or writes to you.", "Waiting for a broker")


def opens_it(broker, site):
    sign_in_as_broker(broker, site)
    broker.visit("/events/manage?state=suggested")
    broker.click(TITLE)
    broker.press("Open it to everyone")
    broker.sees("The event is open. Its host gets an email.")


def signs_up(person, address, button, then):
    comes_in(person, address, "/events")
    person.click(TITLE)
    assert LINK not in person.page.content()
    person.press(button)
    person.press(button)
    person.sees(then)
