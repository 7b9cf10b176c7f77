"""Between a host's yes and a sure place: what is needed, by when, and what becomes of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brokerage import audit
from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM, Subject
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering import tasks
from brokerage.volunteering.models import Booking, BookingCondition, Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.rules.conditions import OpenCondition, Source
from brokerage.volunteering.service import bookings as booking_service
from brokerage.volunteering.service import conditions as service
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_condition,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
)
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("fresh_index")


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    needs = ["training", "references"]
    return make_opportunity(host, title="Read with children", requirements=needs)


@pytest.fixture
def day(role: Opportunity) -> Occasion:
    return make_session(role, places=1)


@pytest.fixture
def ask(volunteer_user: User, role: Opportunity, day: Occasion) -> Booking:
    return make_booking(volunteer_user, role, day)


@pytest.fixture
def held(volunteer_user: User, role: Opportunity, day: Occasion) -> Booking:
    booking = make_booking(volunteer_user, role, day, status="accepted")
    make_condition(booking, "references")
    make_condition(booking, "training")
    return booking


def the(booking: Booking) -> Booking:
    return get_booking(booking.id)


def met(booking: Booking) -> dict[str, bool]:
    rows = db.session.scalars(
        select(BookingCondition).where(BookingCondition.booking_id == booking.id)
    )
    return {row.requirement: row.met_at is not None for row in rows}


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def test_a_yes_holds_the_seat_until_what_is_needed_is_there(
    ask: Booking, day: Occasion, hester: InspectingClient, vera: InspectingClient, outbox: Outbox
) -> None:
    page = hester.get(f"/asks/{ask.id}")
    assert "a seat is held until" in page.text
    assert hester.submit(page, {"message": "Send us two names."}, form="Accept").status_code == 303
    booking, due = the(ask), (day.starts_at - timedelta(days=1)).date()
    assert (booking.status, booking.meet_by) == ("accepted", due)
    assert db.session.get(Occasion, day.id).taken == 1
    assert met(ask) == {"references": False, "training": False}
    for mail in (outbox.last_to("vera@example.org"), outbox.last_to("hester@example.org")):
        for said in (in_words(due), "References", "The host’s own training"):
            assert said in mail.body, mail.body
    assert "A place is held for you" in outbox.last_to("vera@example.org").subject
    shown = Page(vera.get(f"/bookings/{ask.id}").text).text
    for said in ("Accepted: a place is held for you", in_words(due), "References", "Send us two"):
        assert said in shown
    assert "Something is still needed by" in vera.get("/bookings").text


def test_the_last_tick_makes_the_place_sure(
    held: Booking, hester: InspectingClient, vera: InspectingClient, outbox: Outbox
) -> None:
    page = hester.click(hester.get(f"/asks/{held.id}"), "Tick off what is there")
    answer = hester.submit(page, {"met": ["references"]})
    assert "Saved." in hester.get(answer.location).text
    assert (the(held).status, met(held)) == ("accepted", {"references": True, "training": False})
    assert not outbox.to("vera@example.org")
    page = hester.get(f"/asks/{held.id}/conditions")
    assert Page(page.text).form().fields["met"].values == ["references"]
    answer = hester.submit(page, {"met": ["references", "training"]})
    assert "Confirmed. You both get an email." in hester.get(answer.location).text
    assert the(held).status == "confirmed"
    assert "You have a place" in outbox.last_to("vera@example.org").subject
    assert "Confirmed" in outbox.last_to("hester@example.org").subject
    shown = vera.get(f"/bookings/{held.id}").text
    assert "Confirmed: the place is yours" in shown
    assert "The host ticked something off" in shown
    again = hester.get(f"/asks/{held.id}/conditions")
    assert "Nothing waits for you" in again.text
    late = hester.post(
        f"/asks/{held.id}/conditions",
        data={"csrf_token": hester.csrf_token(hester.get("/account/name")), "met": "training"},
    )
    assert late.status_code == 200
    assert met(held) == {"references": True, "training": True}


def test_a_tick_is_kept_with_who_and_when_and_can_be_taken_away(
    held: Booking, host_owner: User, hester: InspectingClient
) -> None:
    page = hester.get(f"/asks/{held.id}/conditions")
    hester.submit(page, {"met": ["training"]})
    row = db.session.scalars(
        select(BookingCondition).where(BookingCondition.requirement == "training")
    ).one()
    assert row.met_by_id == host_owner.id
    assert abs(row.met_at - utcnow()) < timedelta(minutes=1)
    hester.submit(hester.get(f"/asks/{held.id}/conditions"), {"met": None})
    assert met(held) == {"references": False, "training": False}
    events = audit.list_events("booking", held.id, actions=["volunteering:condition:tick"])
    assert [details.after["met"] for _, details in events] == [[], ["training"]]


def test_what_a_host_has_seen_once_is_kept(
    host: Organisation, role: Opportunity, held: Booking, volunteer_user: User, host_owner: User
) -> None:
    """References for every role of the host; training for this role; nothing for another host."""
    subject = Subject(user_id=host_owner.id)
    service.tick_conditions(subject, the(held), ["references", "training"])
    same = make_booking(volunteer_user, role, make_session(role, days_ahead=30))
    other = make_flexible_opportunity(host, requirements=["references", "training"])
    another = make_flexible_opportunity(
        make_organisation(owner=make_user()), requirements=["references", "training"]
    )
    of_other, of_another = (make_booking(volunteer_user, each) for each in (other, another))
    of_someone_else = make_booking(make_user(), other)
    for booking in (same, of_other, of_another, of_someone_else):
        booking_service.accept_ask(SYSTEM, the(booking), "")
    assert the(same).status == "confirmed"
    assert met(of_other) == {"references": True, "training": False}
    assert met(of_another) == met(of_someone_else) == {"references": False, "training": False}
    assert the(of_other).status == "accepted"


def test_both_are_reminded_once_and_then_the_seat_goes_back(
    host: Organisation,
    held: Booking,
    day: Occasion,
    vera: InspectingClient,
    outbox: Outbox,
) -> None:
    make_session(make_opportunity(host, title="Sort the tools"))
    tasks.mind_due_conditions()
    assert not outbox.all()
    held.meet_by = utcnow().date() + timedelta(days=3)
    db.session.commit()
    assert tasks.has_due_conditions()
    for _ in range(2):
        tasks.mind_due_conditions()
    assert len(outbox.all()) == 2
    assert "Still needed" in outbox.last_to("vera@example.org").subject
    assert "Still needed" in outbox.last_to("hester@example.org").subject
    assert not tasks.has_due_conditions()
    the(held).meet_by = utcnow().date() - timedelta(days=1)
    db.session.commit()
    for _ in range(2):
        tasks.mind_due_conditions()
    assert the(held).status == "lapsed"
    assert db.session.get(Occasion, day.id).taken == 0
    assert len(outbox.all()) == 4
    told = outbox.last_to("vera@example.org").body
    for said in ("your place went back", "References", "Sort the tools"):
        assert said in told
    assert "A place is free again" in outbox.last_to("hester@example.org").subject
    shown = vera.get(f"/bookings/{held.id}").text
    assert "The place went back" in shown
    assert "Sort the tools" in shown
    assert vera.submit(vera.get(f"/opportunities/{held.opportunity_id}/ask")).status_code == 200


def test_on_the_last_day_the_seat_is_still_held(held: Booking) -> None:
    held.meet_by = utcnow().date()
    db.session.commit()
    tasks.mind_due_conditions()
    assert the(held).status == "accepted"


def test_a_place_whose_conditions_are_there_is_confirmed_and_not_lost(
    held: Booking, host_owner: User
) -> None:
    for row in db.session.scalars(select(BookingCondition)):
        row.met_at, row.met_by_id = utcnow(), host_owner.id
    held.meet_by = utcnow().date() - timedelta(days=1)
    db.session.commit()
    tasks.mind_due_conditions()
    assert the(held).status == "confirmed"


def test_a_host_gives_longer_and_says_until_when(
    held: Booking, day: Occasion, hester: InspectingClient, outbox: Outbox
) -> None:
    held.meet_by = utcnow().date() + timedelta(days=2)
    db.session.commit()
    page = hester.get(f"/asks/{held.id}")
    answer = hester.submit(page, form="Give them longer")
    later = day.starts_at.date()
    assert f"held until {in_words(later)}" in hester.get(answer.location).text
    assert the(held).meet_by == later
    assert in_words(later) in outbox.last_to("vera@example.org").body
    answer = hester.submit(hester.get(f"/asks/{held.id}"), form="Give them longer")
    assert "There is no later day" in hester.get(answer.location).text
    assert len(outbox.to("vera@example.org")) == 1


def test_who_is_not_confirmed_is_not_marked_as_there(
    held: Booking, day: Occasion, hester: InspectingClient
) -> None:
    day.starts_at, day.ends_at = utcnow() - timedelta(hours=1), utcnow() + timedelta(hours=1)
    db.session.commit()
    assert "Were they there?" not in hester.get(f"/asks/{held.id}").text
    token = hester.csrf_token(hester.get("/account/name"))
    answer = hester.post(
        f"/asks/{held.id}/attendance", data={"csrf_token": token, "was_there": "yes"}
    )
    assert answer.status_code == 200
    assert the(held).status == "accepted"


def test_a_held_place_is_withdrawn_or_cancelled_and_the_seat_is_free(
    role: Opportunity,
    held: Booking,
    day: Occasion,
    vera: InspectingClient,
    hester: InspectingClient,
) -> None:
    assert vera.submit(vera.get(f"/bookings/{held.id}/withdraw")).status_code == 303
    assert (the(held).status, db.session.get(Occasion, day.id).taken) == ("withdrawn", 0)
    other = make_booking(make_user(), role, db.session.get(Occasion, day.id), status="accepted")
    db.session.commit()
    answer = hester.submit(hester.get(f"/asks/{other.id}/cancel"), {"message": "It is flooded."})
    assert answer.status_code == 303
    assert (the(other).status, db.session.get(Occasion, day.id).taken) == ("cancelled", 0)


@pytest.fixture
def someone_waits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Put in a second source, as checks or leave would be: what it says can be switched."""
    state = {"is_open": True}
    found = OpenCondition(
        source=Source.LEAVE, key="leave", label="Your manager’s OK", who="your manager"
    )

    def ask_source(booking: Booking, today: object) -> list[OpenCondition]:
        return [found] if state["is_open"] else []

    monkeypatch.setattr(service, "SOURCES", (*service.SOURCES, ask_source))
    return state


@pytest.mark.parametrize(
    ("action", "after"),
    [
        ("checks:check:record", lambda booking: {"user_id": booking.user_id}),
        ("checks:check:accept", lambda booking: {"user_id": booking.user_id}),
        (
            "leave:request:approve",
            lambda booking: {"source_kind": "booking", "source_id": booking.id},
        ),
    ],
)
def test_a_place_is_sure_once_the_last_source_has_nothing_more(
    held: Booking,
    host_owner: User,
    someone_waits: dict[str, bool],
    outbox: Outbox,
    action: str,
    after: Callable[[Booking], dict[str, object]],
) -> None:
    subject = Subject(user_id=host_owner.id)
    assert not service.tick_conditions(subject, the(held), ["references", "training"])
    open_ones = service.list_open_conditions(the(held), utcnow().date())
    assert [each.label for each in open_ones] == ["Your manager’s OK"]
    audit.record(SYSTEM, action, "something", 1, after=after(held))
    assert the(held).status == "accepted"
    someone_waits["is_open"] = False
    audit.record(SYSTEM, action, "something", 1, after=after(held))
    assert the(held).status == "confirmed"
    assert "You have a place" in outbox.last_to("vera@example.org").subject


def test_a_check_of_someone_else_and_leave_for_something_else_change_nothing(
    held: Booking,
) -> None:
    audit.record(SYSTEM, "checks:check:record", "check", 1, after={"user_id": make_user().id})
    audit.record(SYSTEM, "checks:check:record", "check", 1)
    audit.record(
        SYSTEM, "leave:request:approve", "leave", 1, after={"source_kind": "something-else"}
    )
    assert the(held).status == "accepted"


def test_forms_stand_whatever_is_sent(held: Booking, hester: InspectingClient) -> None:
    fuzz_form(
        hester, f"/asks/{held.id}/conditions", is_refusal=lambda answer: answer.status_code == 200
    )
