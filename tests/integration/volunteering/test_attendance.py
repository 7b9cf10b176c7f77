"""Who was there: the leader's list, on paper and on a phone, and checking oneself in."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Booking, HoursAmount, HoursEntry, Opportunity
from brokerage.volunteering.rules.check_in import MOST_TRIES, check_in_code, in_groups
from tests.factories.accounts import make_user
from tests.factories.volunteering import make_booking, make_opportunity, make_session
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("fresh_index")


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    return make_opportunity(host, title="Plant an orchard")


@pytest.fixture
def day(role: Opportunity) -> Occasion:
    """Began an hour ago and lasts three."""
    now = utcnow()
    return make_session(
        role, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=2), places=20
    )


@pytest.fixture
def booking(volunteer_user: User, role: Opportunity, day: Occasion) -> Booking:
    return make_booking(volunteer_user, role, day, status="confirmed")


def list_url(day: Occasion, tail: str = "attendance") -> str:
    return f"/opportunities/{day.owner_id}/sessions/{day.id}/{tail}"


def code_of(app: Flask, day: Occasion) -> str:
    return check_in_code(app.extensions["config"].secret_key, day.id)


def status_of(booking: Booking) -> str:
    return db.session.get(Booking, booking.id).status


def entries() -> list[HoursEntry]:
    return list(db.session.scalars(select(HoursEntry).order_by(HoursEntry.id)))


def counted() -> int:
    return sum(db.session.scalars(select(HoursAmount.minutes)))


def test_a_list_is_noted_at_once_and_the_hours_are_approved_with_it(
    role: Opportunity,
    day: Occasion,
    booking: Booking,
    hester: InspectingClient,
    outbox: Outbox,
) -> None:
    away = make_booking(
        make_user(name="Ash", email="ash@example.org"), role, day, status="confirmed"
    )
    open_one = make_booking(make_user(name="Bryn"), role, day, status="confirmed")
    held = make_booking(make_user(name="Cerys"), role, day, status="accepted")
    make_booking(make_user(name="Never came"), role, day, status="withdrawn")
    page = hester.get(list_url(day))
    text = Page(page.text).text
    assert text.index("Ash") < text.index("Bryn") < text.index("Vera Underhill")
    assert "Never came" not in text
    assert "Not confirmed yet" in text
    fields = Page(page.text).form().fields
    assert f"person_{held.id}" not in fields
    assert fields["approves"].values == ["yes"]
    answer = hester.submit(page, {f"person_{booking.id}": "yes", f"person_{away.id}": "no"})
    assert "Saved for 2 people." in hester.get(answer.location).text
    assert [status_of(each) for each in (booking, away, open_one, held)] == [
        "attended",
        "no-show",
        "confirmed",
        "accepted",
    ]
    (entry,) = entries()
    assert (entry.status, entry.minutes, entry.origin) == ("approved", 180, "attendance")
    assert counted() == 180
    told = outbox.to("vera@example.org")
    assert len(told) == 1
    assert "3 hours are approved" in told[0].body
    assert "/hours/certificate" in told[0].body
    assert "you were not there" in outbox.last_to("ash@example.org").body
    again = hester.submit(hester.get(list_url(day)))
    assert "Saved for 0 people." in hester.get(again.location).text
    assert len(outbox.to("vera@example.org")) == 1


def test_hours_can_be_looked_at_first(
    day: Occasion, booking: Booking, hester: InspectingClient, outbox: Outbox
) -> None:
    page = hester.get(list_url(day))
    hester.submit(page, {f"person_{booking.id}": "yes", "approves": None})
    (entry,) = entries()
    assert (entry.status, counted()) == ("waiting", 0)
    assert "approves your hours next" in outbox.last_to("vera@example.org").body


def test_whoever_was_not_there_after_all_has_no_hours(
    day: Occasion, booking: Booking, hester: InspectingClient
) -> None:
    hester.submit(hester.get(list_url(day)), {f"person_{booking.id}": "yes"})
    assert counted() == 180
    hester.submit(hester.get(list_url(day)), {f"person_{booking.id}": "no"})
    assert (status_of(booking), counted()) == ("no-show", 0)
    hester.submit(hester.get(list_url(day)), {f"person_{booking.id}": "yes"})
    assert (status_of(booking), counted()) == ("attended", 180)
    assert [each.status for each in entries()] == ["declined", "approved"]
    assert list(db.session.scalars(select(HoursAmount.minutes).order_by(HoursAmount.id))) == [
        180,
        -180,
        180,
    ]


def test_nobody_is_noted_before_it_begins(
    role: Opportunity, volunteer_user: User, hester: InspectingClient
) -> None:
    day = make_session(role)
    booking = make_booking(volunteer_user, role, day, status="confirmed")
    page = hester.get(list_url(day))
    assert "This has not begun yet" in page.text
    assert "Vera Underhill" in Page(page.text).text
    token = hester.csrf_token(hester.get("/account/name"))
    answer = hester.post(list_url(day), data={"csrf_token": token, f"person_{booking.id}": "yes"})
    assert answer.status_code == 200
    assert status_of(booking) == "confirmed"


def test_an_empty_date_says_so(role: Opportunity, hester: InspectingClient) -> None:
    day = make_session(role)
    assert "Nobody has a place on this date." in hester.get(list_url(day)).text
    assert (
        "Nobody has a place on this date yet." in hester.get(list_url(day, "check-in-sheet")).text
    )


def test_the_sheet_has_a_picture_a_code_and_room_to_sign(
    app: Flask, day: Occasion, booking: Booking, hester: InspectingClient
) -> None:
    page = hester.click(hester.get(list_url(day)), "Sheet to print, with a picture to scan")
    assert 'src="data:image/svg+xml' in page.text
    assert in_groups(code_of(app, day)) in page.text
    assert "Vera Underhill" in page.text
    reads = select(AuditEvent).where(AuditEvent.action == "volunteering:session:print")
    assert db.session.scalars(reads).one().object_id == day.id


def test_a_volunteer_scans_and_the_leader_finds_it_ticked(
    app: Flask, day: Occasion, booking: Booking, vera: InspectingClient, hester: InspectingClient
) -> None:
    address = f"/check-in/{code_of(app, day).lower()}"
    page = vera.get(address)
    assert "Plant an orchard" in page.text
    assert db.session.get(Booking, booking.id).checked_in_at is None
    answer = vera.submit(page)
    assert "You are checked in." in vera.get(answer.location).text
    assert "You checked in at" in vera.get(address).text
    assert status_of(booking) == "confirmed"
    page = hester.get(list_url(day))
    assert "Checked in at" in page.text
    assert Page(page.text).form().fields[f"person_{booking.id}"].values == ["yes"]
    hester.submit(page)
    assert status_of(booking) == "attended"


def test_a_code_is_typed_by_hand(
    app: Flask, day: Occasion, booking: Booking, vera: InspectingClient
) -> None:
    page = vera.get("/check-in")
    wrong = vera.submit(page, {"code": "ABCD 2345"})
    assert "does not belong to a date" in Page(wrong.text).error_summary[0]
    answer = vera.submit(page, {"code": in_groups(code_of(app, day)).lower()})
    assert vera.submit(vera.get(answer.location)).status_code == 303
    assert db.session.get(Booking, booking.id).checked_in_at is not None


def test_a_code_opens_nothing_to_those_without_a_place(
    app: Flask,
    role: Opportunity,
    day: Occasion,
    volunteer_user: User,
    vera: InspectingClient,
) -> None:
    """Not to who withdrew, nor days before: the page is that of a code nobody has."""
    make_booking(volunteer_user, role, day, status="withdrawn")
    later = make_session(role)
    make_booking(volunteer_user, role, later, status="confirmed")
    db.session.commit()
    for closed in (day, later):
        address = f"/check-in/{code_of(app, closed).lower()}"
        page = vera.get(address)
        assert "does not belong to a date" in page.text
        assert vera.submit(page).status_code == 200
    assert not any(db.session.scalars(select(Booking.checked_in_at)))


def test_who_is_not_confirmed_is_sent_to_the_leader(
    app: Flask, role: Opportunity, day: Occasion, volunteer_user: User, vera: InspectingClient
) -> None:
    booking = make_booking(volunteer_user, role, day, status="accepted")
    answer = vera.submit(vera.get(f"/check-in/{code_of(app, day).lower()}"))
    assert "not confirmed yet" in Page(answer.text).error_summary[0]
    assert db.session.get(Booking, booking.id).checked_in_at is None


def test_guessing_a_code_is_slow(
    app: Flask, day: Occasion, booking: Booking, vera: InspectingClient
) -> None:
    page = vera.get("/check-in")
    for _ in range(MOST_TRIES):
        assert vera.submit(page, {"code": "ABCD2345"}).status_code == 200
    assert vera.submit(page, {"code": "ABCD2345"}).status_code == 429
    assert vera.get(f"/check-in/{code_of(app, day).lower()}").status_code == 429


def test_a_list_costs_as_many_statements_for_few_as_for_many(
    role: Opportunity, day: Occasion, hester: InspectingClient
) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            make_booking(make_user(), role, day, status="confirmed")
        db.session.commit()

    paths = (list_url(day), list_url(day, "check-in-sheet"))
    add(2)
    few = [count_statements(hester, path) for path in paths]
    add(15)
    assert [count_statements(hester, path) for path in paths] == few
    assert max(few) <= 15


def test_forms_stand_whatever_is_sent(
    role: Opportunity,
    day: Occasion,
    booking: Booking,
    hester: InspectingClient,
    vera: InspectingClient,
) -> None:
    fuzz_form(hester, list_url(day))
    fuzz_form(vera, "/check-in")
