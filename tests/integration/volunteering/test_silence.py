"""A host that does not answer in time: brokers hear of it, the volunteer of other places, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from brokerage.volunteering import tasks
from brokerage.volunteering.models import Booking, BookingAlternative, Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.service.bookings import accept_ask
from brokerage.volunteering.service.opportunities import close_opportunity
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
    make_volunteer,
)
from tests.support.form_fuzzer import hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("fresh_index")
BROKER = "broker@example.org"


@pytest.fixture
def broker(sign_in_as, db_session) -> InspectingClient:
    return sign_in_as(make_user(email=BROKER, is_broker=True))


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    return make_opportunity(host, title="Plant an orchard")


@pytest.fixture
def late(role: Opportunity, volunteer_user: User) -> Booking:
    return make_late(volunteer_user, role)


def make_late(user: User, role: Opportunity, days: int = 1) -> Booking:
    due = utcnow().date() - timedelta(days=days)
    return make_booking(user, role, make_session(role), answer_by=due)


def make_others() -> list[Opportunity]:
    """Make three roles of other hosts with room, one that is full and one for grown-ups only."""
    open_ones = []
    for number in range(3):
        other = make_opportunity(make_organisation(owner=make_user()), title=f"Open role {number}")
        make_session(other)
        open_ones.append(other)
    full = make_opportunity(make_organisation(owner=make_user()), title="Full role")
    make_session(full, places=1, taken=1)
    make_session(
        make_opportunity(
            make_organisation(owner=make_user()), title="For grown-ups", minimum_band="18+"
        )
    )
    return open_ones


def named(late: Booking) -> list[int]:
    rows = select(BookingAlternative.opportunity_id).where(BookingAlternative.booking_id == late.id)
    return list(db.session.scalars(rows.order_by(BookingAlternative.position)))


def test_everyone_is_told_once(
    late: Booking,
    volunteer_user: User,
    vera: InspectingClient,
    broker: InspectingClient,
    outbox: Outbox,
) -> None:
    make_volunteer(volunteer_user)
    volunteer_user.age_band = "16-17"
    others = {each.id for each in make_others()}
    db.session.commit()
    assert tasks.has_silent_asks()
    for _ in range(2):
        tasks.mind_silent_hosts()
    assert not tasks.has_silent_asks()
    chosen = named(late)
    assert len(chosen) == 2
    assert set(chosen) <= others
    assert len(outbox.all()) == 3
    told = outbox.last_to("vera@example.org").body
    assert told.count("Open role") == 2
    assert "Your ask stays open" in told
    assert "Please answer now" in outbox.last_to("hester@example.org").body
    assert "Marston Community Orchard has not answered 1 person" in outbox.last_to(BROKER).body
    page = Page(vera.get(f"/bookings/{late.id}").text).text
    assert page.count("Open role") == 2
    assert "has not yet" in page
    assert "told of other places" in page
    shown = Page(broker.get("/broker/silent-hosts").text).text
    for said in ("Marston Community Orchard", "1 ask is late"):
        assert said in shown


def test_a_place_that_went_in_the_meantime_is_not_shown(
    late: Booking, vera: InspectingClient
) -> None:
    make_others()
    db.session.commit()
    tasks.mind_silent_hosts()
    first, second = named(late)
    close_opportunity(SYSTEM, db.session.get_one(Opportunity, first), "")
    db.session.commit()
    shown = vera.get(f"/bookings/{late.id}").text
    assert db.session.get(Opportunity, first).title not in shown
    assert db.session.get(Opportunity, second).title in shown


def test_the_clock_does_not_run_before_its_day_nor_while_the_volunteer_is_asked(
    role: Opportunity, volunteer_user: User, outbox: Outbox
) -> None:
    today, yesterday = utcnow().date(), utcnow().date() - timedelta(days=1)
    make_booking(volunteer_user, role, make_session(role), answer_by=today)
    for status in ("alternative", "accepted", "confirmed", "withdrawn"):
        make_booking(make_user(), role, make_session(role), status=status, answer_by=yesterday)
    db.session.commit()
    assert not tasks.has_silent_asks()
    tasks.mind_silent_hosts()
    assert not outbox.all()


def test_without_anything_else_open_the_volunteer_is_told_all_the_same(
    late: Booking, vera: InspectingClient, outbox: Outbox
) -> None:
    tasks.mind_silent_hosts()
    assert "No answer yet" in outbox.last_to("vera@example.org").subject
    assert "Other places" not in outbox.last_to("vera@example.org").body
    assert "Other places" not in vera.get(f"/bookings/{late.id}").text


def test_brokers_get_one_mail_a_host(
    role: Opportunity, late: Booking, broker: InspectingClient, outbox: Outbox
) -> None:
    make_late(make_user(), role)
    other = make_opportunity(make_organisation(owner=make_user(), name="Another host"))
    make_late(make_user(), other)
    db.session.commit()
    tasks.mind_silent_hosts()
    subjects = sorted(mail.subject for mail in outbox.to(BROKER))
    assert subjects == [
        "A host has not answered: Another host",
        "A host has not answered: Marston Community Orchard",
    ]
    body = next(mail.body for mail in outbox.to(BROKER) if "Marston" in mail.subject)
    assert "2 people who ask" in body


def test_a_late_answer_is_still_an_answer(
    late: Booking, vera: InspectingClient, broker: InspectingClient
) -> None:
    make_others()
    db.session.commit()
    tasks.mind_silent_hosts()
    accept_ask(SYSTEM, get_booking(late.id), "Sorry to be late.")
    db.session.commit()
    shown = vera.get(f"/bookings/{late.id}").text
    assert "Confirmed: the place is yours" in shown
    assert "Open role" not in shown
    assert "Every host has answered in time" in broker.get("/broker/silent-hosts").text


def test_silent_hosts_are_paged_at_the_same_cost(broker: InspectingClient) -> None:
    def add(count: int) -> None:
        for number in range(count):
            host = make_organisation(owner=make_user())
            make_late(make_user(), make_opportunity(host), days=number + 1)
        db.session.commit()

    add(3)
    few = count_statements(broker, "/broker/silent-hosts")
    add(20)
    assert count_statements(broker, "/broker/silent-hosts") == few
    assert "Page 2" in broker.get("/broker/silent-hosts").text
    assert "There is nothing on this page" in broker.get("/broker/silent-hosts?page=9").text
    hostile_query_strings(broker, "/broker/silent-hosts", ["page"])


def test_who_is_told_that_a_role_closes_is_told_of_others(
    host: Organisation, role: Opportunity, volunteer_user: User, outbox: Outbox
) -> None:
    """In bulk too: those with a place and those who wait, each without what they asked for."""
    day = make_session(role, places=5)
    sits = make_user(email="sits@example.org")
    make_booking(sits, role, day, status="confirmed")
    make_booking(volunteer_user, role, day)
    others = make_others()
    make_booking(volunteer_user, others[0], make_session(others[0]))
    make_flexible_opportunity(host, title="Mine already", flexible_places=1, flexible_taken=1)
    db.session.commit()
    close_opportunity(SYSTEM, role, "The field is flooded.")
    veras, theirs = (outbox.last_to(each).body for each in ("vera@example.org", sits.email))
    assert "Not this time" in outbox.last_to("vera@example.org").subject
    for said in ("Open role 1", "Open role 2"):
        assert said in veras
    assert theirs.count("http://localhost/opportunities/") == 3
    for unsaid in ("Open role 0", "Full role", "Mine already"):
        assert unsaid not in veras
    assert "Full role" not in theirs
