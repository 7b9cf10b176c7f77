"""Invitations by mail, as a real mail server is handed them."""

import email
import email.policy
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from icalendar import Calendar
from sqlalchemy import select

from brokerage import mail
from brokerage.calendars.models import CalendarEntry
from brokerage.extensions import db, utcnow
from brokerage.permissions import Subject
from brokerage.volunteering.service import bookings, opportunities, sessions
from tests.factories.accounts import make_user
from tests.factories.volunteering import (
    make_booking,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
)
from tests.integration.test_mail import Mailbox, free_port


@pytest.fixture
def server(app, monkeypatch):
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=free_port())
    controller.start()
    config = replace(app.extensions["config"], smtp_port=controller.port)
    monkeypatch.setitem(app.extensions, "mail_sender", mail.SmtpSender(config))
    yield controller
    controller.stop()


@pytest.fixture
def host_actor(host_owner) -> Subject:
    return Subject(user_id=host_owner.id)


def delivered(server, to: str = "vera@example.org") -> list:
    """Return the invitations that have arrived since the last time, each as its one event."""
    db.session.commit()
    server.handler.envelopes.clear()
    mail.deliver_outbox()
    found = []
    for envelope in server.handler.envelopes:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                assert envelope.rcpt_tos == [to]
                assert message.get_body(("plain",)) is not None
                written = part.get_payload(decode=True)
                assert b"\n" not in written.replace(b"\r\n", b"")
                calendar = Calendar.from_ical(written)
                assert calendar["method"] == part.get_param("method")
                (event,) = calendar.walk("VEVENT")
                found.append((str(calendar["method"]), event))
    return found


def test_an_accepted_seat_is_invited_to_once(server, booking, host_actor):
    bookings.accept_ask(host_actor, booking, "")
    ((method, event),) = delivered(server)
    assert method == "REQUEST"
    assert event["uid"] == f"booking-{booking.id}@localhost"
    assert event["sequence"] == 0
    assert event.decoded("dtstart") == booking.session.starts_at
    assert str(event["attendee"]) == "mailto:vera@example.org"
    assert str(event["organizer"]) == "mailto:no-reply@brokerage.example"
    assert delivered(server) == []


def test_an_ask_a_decline_and_a_flexible_role_are_in_no_calendar(
    server, booking, host_actor, volunteer_user, host
):
    bookings.decline_ask(host_actor, booking, "full", "")
    flexible = make_booking(volunteer_user, make_flexible_opportunity(host))
    bookings.accept_ask(host_actor, flexible, "")
    bookings.withdraw_booking(Subject(user_id=volunteer_user.id), flexible, "")
    assert delivered(server) == []
    assert list(db.session.scalars(select(CalendarEntry))) == []


def test_a_moved_date_raises_the_number(server, booking, host_actor):
    bookings.accept_ask(host_actor, booking, "")
    delivered(server)
    move(host_actor, booking, timedelta(hours=1))
    ((method, event),) = delivered(server)
    assert (method, event["sequence"]) == ("REQUEST", 1)
    assert event.decoded("dtstart") == booking.session.starts_at
    move(host_actor, booking, timedelta(hours=1))
    assert [event["sequence"] for _, event in delivered(server)] == [2]


def test_more_places_on_a_date_change_no_calendar(server, booking, host_actor):
    bookings.accept_ask(host_actor, booking, "")
    delivered(server)
    session = booking.session
    sessions.change_session(
        host_actor,
        booking.opportunity,
        session,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        places=9,
    )
    assert delivered(server) == []


def test_a_withdrawn_seat_is_taken_out(server, booking, host_actor):
    bookings.accept_ask(host_actor, booking, "")
    delivered(server)
    bookings.withdraw_booking(Subject(user_id=booking.user_id), booking, "")
    ((method, event),) = delivered(server)
    assert (method, str(event["status"]), event["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert event["uid"] == f"booking-{booking.id}@localhost"


def test_a_date_that_is_called_off_is_taken_out_of_every_calendar_once(
    server, booking, host_actor, opportunity, occasion
):
    other = make_user(email="walter@example.org")
    make_booking(other, opportunity, occasion)  # asked only: in no calendar
    bookings.accept_ask(host_actor, booking, "")
    delivered(server)
    sessions.cancel_session(host_actor, opportunity, occasion, "Rain")
    ((method, event),) = delivered(server)
    assert (method, event["sequence"]) == ("CANCEL", 1)


def test_what_waits_about_the_same_seat_is_replaced(server, booking, host_actor):
    bookings.accept_ask(host_actor, booking, "")
    move(host_actor, booking, timedelta(hours=1))
    ((method, event),) = delivered(server)
    assert (method, event["sequence"]) == ("REQUEST", 1)


def test_what_is_being_sent_is_not_replaced(server, booking, host_actor):
    bookings.accept_ask(host_actor, booking, "")
    db.session.commit()
    server.handler.answers = ["451 Later"] * 10
    mail.deliver_outbox()
    server.handler.answers = []
    move(host_actor, booking, timedelta(hours=1))
    with time_machine.travel(utcnow() + timedelta(minutes=5)):
        found = delivered(server)
    assert sorted(int(event["sequence"]) for _, event in found) == [0, 1]


def test_a_suggestion_that_is_taken_is_invited_to_where_it_leads(
    server, booking, host_actor, host, volunteer_user
):
    from_now = make_opportunity(host, title="Press the apples")
    session = make_session(from_now, days_ahead=21)
    bookings.suggest_alternative(host_actor, booking, from_now, session, "")
    assert delivered(server) == []
    bookings.accept_alternative(Subject(user_id=volunteer_user.id), booking)
    ((_, event),) = delivered(server)
    assert str(event["summary"]) == "Press the apples"
    assert event.decoded("dtstart") == session.starts_at


def test_another_title_is_told_and_another_description_is_not(server, booking, host_actor):
    bookings.accept_ask(host_actor, booking, "")
    delivered(server)
    opportunities.save_opportunity_step(
        host_actor,
        booking.opportunity,
        "role",
        {"title": "Plant another orchard", "description": "As before, with a longer spade."},
    )
    ((method, event),) = delivered(server)
    assert (method, str(event["summary"])) == ("REQUEST", "Plant another orchard")
    opportunities.save_opportunity_step(
        host_actor,
        booking.opportunity,
        "role",
        {"title": "Plant another orchard", "description": "As before, with a shorter spade."},
    )
    assert delivered(server) == []


def test_nothing_is_counted_or_sent_where_the_answer_is_undone(server, booking, host_actor):
    bookings.accept_ask(host_actor, booking, "")
    db.session.rollback()
    assert delivered(server) == []
    assert list(db.session.scalars(select(CalendarEntry))) == []


MARKERS = ("Eve\r\nBcc: all@example.org", "Eve\nEND:VCALENDAR", 'Eve";X-A="b', "Eve\u2028X-B:1")


@pytest.mark.parametrize("marker", MARKERS)
def test_a_name_adds_no_header_no_recipient_and_no_line(
    server, opportunity, occasion, host_actor, marker
):
    user = make_user(name=marker, email="eve@example.org")
    opportunity.title = marker
    opportunity.place_name = marker
    seat = make_booking(user, opportunity, occasion)
    db.session.commit()
    bookings.accept_ask(host_actor, seat, "")
    ((_, event),) = delivered(server, "eve@example.org")
    assert sorted(event) == sorted(
        "UID SEQUENCE DTSTAMP LAST-MODIFIED DTSTART DTEND SUMMARY STATUS LOCATION DESCRIPTION URL"
        " ORGANIZER ATTENDEE".split()
    )
    assert str(event["summary"]) == " ".join(marker.split())
    assert [envelope.rcpt_tos for envelope in server.handler.envelopes].count(
        ["all@example.org"]
    ) == 0


def move(actor, booking, by: timedelta) -> None:
    session = booking.session
    sessions.change_session(
        actor,
        booking.opportunity,
        session,
        starts_at=session.starts_at + by,
        ends_at=session.ends_at + by,
        places=session.places,
    )
