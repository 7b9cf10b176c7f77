"""A booking in work time: asked for on its page, agreed to from a mail by a manager."""

from brokerage.extensions import utcnow
from brokerage.organisations.rules import Kind, Want
from tests.factories.accounts import make_user
from tests.factories.leave import make_arrangement, make_policy
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_employment,
    make_opportunity,
    make_session,
    make_work_domain,
)
from tests.journeys.support.volunteering import comes_in

FERN, MANAGER = "fern@home.example", "parks.manager@council.example"


def a_held_place():
    council = make_organisation(
        name="Otmoor Vale Council", kind=Kind.AUTHORITY, wants=[Want.SEND_VOLUNTEERS]
    )
    make_work_domain(council, "council.example")
    make_policy(council)
    fern = make_user(name="Fern Appleyard", email=FERN)
    employment = make_employment(fern, council, proved_at=utcnow())
    make_arrangement(employment, manager_email=MANAGER)
    host = make_organisation(name="Otmoor Orchard", kind=Kind.CHARITY, owner=make_user())
    role = make_opportunity(host, title="Plant apple trees")
    return make_booking(fern, role, make_session(role), status="accepted").id


def test_a_place_is_sure_once_the_manager_agrees(site, new_visitor):
    with site.arranging():
        booking_id = a_held_place()
    fern, manager = new_visitor(site, "fern"), new_visitor(site, "manager")
    comes_in(fern, FERN)
    fern.visit(f"/bookings/{booking_id}")
    fern.press("Ask to do this in work time")
    fern.sees("3 days of 3 days left", "This booking costs half a day")
    fern.press("Ask for work time")
    fern.sees("Your manager has been asked", "Your manager’s OK")
    manager.visit(site.link_mailed_to(MANAGER))
    manager.sees("They have not shared this")
    manager.choose("Yes, they can take this leave")
    manager.press("Send my answer")
    fern.visit(f"/bookings/{booking_id}")
    fern.sees("Your manager agrees", "Confirmed: the place is yours")
    fern.press("I’ll do it in my own time")
    fern.sees("this is in your own time", "Confirmed: the place is yours")
