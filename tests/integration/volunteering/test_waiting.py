"""Waiting lists: in order, one offer for each free place, held until answered or over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session as Database

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session, WaitingEntry
from brokerage.volunteering import tasks
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.conditions import list_conditions
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.service import bookings, sessions
from brokerage.volunteering.service import waiting as service
from tests.factories.accounts import make_user
from tests.factories.scheduling import make_offer, make_waiting_entry
from tests.factories.volunteering import (
    make_booking,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
)
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox

HOST = Subject(user_id=None, name="the host")


def subject_of(user: User) -> Subject:
    return Subject(user_id=user.id, name=user.name)


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    return make_opportunity(host)


@pytest.fixture
def session(role: Opportunity) -> Session:
    return make_session(role, places=1)


@pytest.fixture
def booking(role: Opportunity, session: Session) -> Booking:
    """Return the booking that fills the date."""
    return make_booking(make_user(), role, session, status=BookingStatus.ACCEPTED)


def join(user: User, role: Opportunity, session: Session | None) -> WaitingEntry:
    return service.join_waiting_list(subject_of(user), role, session, "")


def test_a_place_that_is_given_back_is_held_for_whoever_waits_longest(
    role: Opportunity, session: Session, booking: Booking, outbox: Outbox
) -> None:
    first, second = make_user(), make_user()
    entries = [join(first, role, session), join(second, role, session)]
    bookings.withdraw_booking(subject_of(booking.user), booking, "")
    assert [each.status for each in entries] == ["offered", "waiting"]
    assert session.taken == 1
    assert "A place is free for you" in " ".join(each.subject for each in outbox.to(first.email))
    assert not any("free for you" in each.subject for each in outbox.to(second.email))


def test_nobody_joins_while_there_is_room(role: Opportunity, session: Session) -> None:
    with pytest.raises(DomainError, match="place free now"):
        join(make_user(), role, session)


def test_nobody_waits_twice(role: Opportunity, session: Session, booking: Booking) -> None:
    user = make_user()
    join(user, role, session)
    with pytest.raises(DomainError, match="waiting list already"):
        join(user, role, session)


def test_who_has_the_place_does_not_wait_for_it(
    role: Opportunity, session: Session, booking: Booking
) -> None:
    with pytest.raises(DomainError, match="have a place there"):
        join(booking.user, role, session)


def test_a_held_place_is_taken_once(role: Opportunity, session: Session) -> None:
    entry = make_offer(make_user(), role, session)
    booking = service.take_offer(subject_of(entry.user), entry)
    assert (booking.status, booking.session_id, session.taken) == ("confirmed", session.id, 1)
    assert entry.status == "taken"
    with pytest.raises(DomainError, match="offer is over"):
        service.take_offer(subject_of(entry.user), entry)


def test_a_place_from_the_list_is_held_until_what_is_needed_is_there(
    role: Opportunity, session: Session, outbox: Outbox
) -> None:
    role.requirements = ["references"]
    entry = make_offer(make_user(), role, session)
    booking = service.take_offer(subject_of(entry.user), entry)
    assert booking.status == "accepted"
    assert booking.meet_by is not None
    assert [each.requirement for each in list_conditions(booking.id)] == ["references"]
    assert "held" in " ".join(each.subject for each in outbox.to(entry.user.email)).lower()


def test_an_open_ask_becomes_the_booking(role: Opportunity, session: Session) -> None:
    user = make_user()
    asked = make_booking(user, role, session)
    entry = make_offer(user, role, session)
    assert service.take_offer(subject_of(user), entry) is asked
    assert (asked.status, session.taken) == ("confirmed", 1)


def test_an_offer_that_ran_out_goes_to_the_next(
    role: Opportunity, session: Session, outbox: Outbox
) -> None:
    late = make_offer(make_user(), role, session, offer_until=utcnow() - timedelta(minutes=1))
    following = make_waiting_entry(make_user(), role, session)
    with pytest.raises(DomainError, match="offer is over"):
        service.take_offer(subject_of(late.user), late)
    assert tasks.has_due_offers()
    tasks.lapse_offers()
    db.session.refresh(late)
    db.session.refresh(following)
    assert (late.status, following.status, session.taken) == ("lapsed", "offered", 1)
    assert not tasks.has_due_offers()
    assert any("ran out" in each.subject for each in outbox.to(late.user.email))


def test_who_waits_in_vain_is_told_when_it_has_begun(role: Opportunity, outbox: Outbox) -> None:
    begun = make_session(role, days_ahead=-1, places=1, taken=1)
    entry = make_waiting_entry(make_user(), role, begun)
    assert tasks.has_due_offers()
    tasks.lapse_offers()
    db.session.refresh(entry)
    assert entry.status == "closed"
    assert "No place became free" in outbox.last_to(entry.user.email).subject
    assert not tasks.has_due_offers()


def test_whoever_the_host_says_no_to_is_not_offered_the_place(
    role: Opportunity, session: Session, booking: Booking
) -> None:
    user = make_user()
    asked = make_booking(user, role, session)
    entry, other = join(user, role, session), make_waiting_entry(make_user(), role, session)
    bookings.decline_ask(HOST, asked, "skills", "")
    bookings.withdraw_booking(subject_of(booking.user), booking, "")
    assert (entry.status, other.status) == ("left", "offered")


def test_who_says_no_hands_on_and_may_come_back_at_the_end(
    role: Opportunity, session: Session
) -> None:
    first = make_offer(make_user(), role, session)
    second = make_waiting_entry(make_user(), role, session)
    third = make_waiting_entry(make_user(), role, session)
    service.leave_waiting_list(subject_of(first.user), first)
    assert (first.status, second.status) == ("left", "offered")
    again = join(first.user, role, session)
    assert again.id > third.id


def test_more_places_are_offered_in_order(
    role: Opportunity, session: Session, booking: Booking
) -> None:
    waits = [join(make_user(), role, session) for _ in range(3)]
    sessions.change_session(
        HOST,
        role,
        session,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        places=3,
    )
    assert [each.status for each in waits] == ["offered", "offered", "waiting"]
    assert (session.taken, session.places) == (3, 3)


def test_nobody_is_quicker_than_the_list(
    role: Opportunity, session: Session, booking: Booking
) -> None:
    other = make_booking(make_user(), role, session)
    join(make_user(), role, session)
    bookings.withdraw_booking(subject_of(booking.user), booking, "")
    with pytest.raises(DomainError, match="full now"):
        bookings.accept_ask(HOST, other, "")


def test_a_date_that_is_called_off_ends_its_list(
    role: Opportunity, session: Session, outbox: Outbox
) -> None:
    held = make_offer(make_user(), role, session)
    waits = make_waiting_entry(make_user(), role, session)
    assert sessions.cancel_session(HOST, role, session, "The field is flooded.") == 2
    assert (held.status, waits.status, session.taken) == ("closed", "closed", 0)
    for each in (held, waits):
        assert "The field is flooded." in outbox.to(each.user.email)[-1].body


def test_a_role_without_dates_has_its_list(host: Organisation) -> None:
    role = make_flexible_opportunity(host, flexible_places=1)
    booking = make_booking(make_user(), role, status=BookingStatus.ACCEPTED)
    entry = join(make_user(), role, None)
    bookings.withdraw_booking(subject_of(booking.user), booking, "")
    assert (entry.status, role.flexible_taken) == ("offered", 1)
    taken = service.take_offer(subject_of(entry.user), entry)
    assert (taken.session_id, role.flexible_taken) == (None, 1)


def test_a_clash_is_known_or_refused(role: Opportunity, session: Session) -> None:
    user = make_user()
    elsewhere = make_opportunity(role.organisation)
    taken = make_session(elsewhere)
    make_booking(user, elsewhere, taken, status=BookingStatus.ACCEPTED)
    entry = make_offer(user, role, session)
    with pytest.raises(DomainError, match="place at that time"):
        service.take_offer(subject_of(user), entry)
    assert service.take_offer(subject_of(user), entry, knows_of_clash=True).status == "confirmed"


def test_the_pages_of_a_volunteer(
    role: Opportunity,
    session: Session,
    booking: Booking,
    volunteer_user: User,
    vera: InspectingClient,
    db_session: Database,
) -> None:
    page = vera.get(f"/opportunities/{role.id}/ask")
    assert "Join the waiting list" in page.text
    page = vera.get(f"/opportunities/{role.id}/waiting-list/join")
    assert "Nobody waits yet." in page.text
    page = vera.submit(page, {"session_id": str(session.id), "note": "Please"})
    assert "You are number 1" in follow(vera, page).text
    assert "Waiting lists" in vera.get("/bookings").text
    bookings.withdraw_booking(subject_of(booking.user), booking, "")
    db_session.commit()
    entry = db_session.query(WaitingEntry).one()
    page = vera.get(f"/waiting-list/{entry.id}")
    assert "held for you until" in page.text


def test_the_link_answers_without_signing_in(
    app: Flask,
    role: Opportunity,
    session: Session,
    client: InspectingClient,
    db_session: Database,
) -> None:
    entry = make_offer(make_user(), role, session, token="the-link-of-this-test")
    db_session.commit()
    page = client.get("/waiting-list/answer/the-link-of-this-test")
    assert "Take the place" in page.text
    assert entry.status == "offered"
    page = client.submit(page, {}, form="Take the place")
    assert "You took the place" in follow(client, page).text
    assert client.get("/waiting-list/answer/a-link-nobody-was-sent").status_code == 404


def test_the_host_sees_who_waits_and_can_take_someone_off(
    role: Opportunity,
    session: Session,
    booking: Booking,
    hester: InspectingClient,
    outbox: Outbox,
    db_session: Database,
    sign_in_as: Callable[..., InspectingClient],
) -> None:
    assert "Nobody waits" in hester.get(f"/opportunities/{role.id}/waiting-list").text
    entry = join(make_user(name="Wanda Queueing"), role, session)
    db_session.commit()
    assert "1 person waits" in hester.get(f"/opportunities/{role.id}/host").text
    assert "Wanda Queueing" in hester.get(f"/opportunities/{role.id}/waiting-list").text
    page = hester.get(f"/opportunities/{role.id}/waiting-list/{entry.id}/remove")
    page = hester.submit(page, {"reason": "The role needs a driver."})
    assert "Nobody waits" in follow(hester, page).text
    assert "needs a driver" in outbox.to(entry.user.email)[-1].body


def test_the_host_sets_how_places_are_given(role: Opportunity, hester: InspectingClient) -> None:
    page = hester.get(f"/opportunities/{role.id}/seat-rules/edit")
    values = {
        "offer_hours": "24",
        "close_hours": "12",
        "drop_out_hours": "48",
        "cover_limit": "3",
    }
    follow(hester, hester.submit(page, values))
    page = hester.get(f"/opportunities/{role.id}/seat-rules/edit")
    assert 'value="24"' in page.text
    assert hester.submit(page, values | {"offer_hours": "0"}).status_code in {200, 422}
