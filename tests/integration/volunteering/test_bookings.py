"""A volunteer asks for a place, follows what becomes of it, and answers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Booking, CardInvitation, Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.service import bookings as service
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_card_invitation,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
)
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

MOST_STATEMENTS = 15

pytestmark = pytest.mark.usefixtures("fresh_index")


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    return make_opportunity(host, title="Plant an orchard")


@pytest.fixture
def day(role: Opportunity) -> Occasion:
    return make_session(role, places=2)


@pytest.fixture
def flexible(host: Organisation) -> Opportunity:
    return make_flexible_opportunity(host, title="Read with children")


def ask_url(role: Opportunity) -> str:
    return f"/opportunities/{role.id}/ask"


def the_booking() -> Booking:
    return db.session.scalars(select(Booking)).one()


def age(booking_session: Occasion) -> None:
    """Let the date have begun an hour ago."""
    booking_session.starts_at = utcnow() - timedelta(hours=1)
    booking_session.ends_at = utcnow() + timedelta(hours=1)
    db.session.flush()


def test_a_place_is_asked_for_and_both_sides_are_told(
    role: Opportunity, day: Occasion, vera: InspectingClient, outbox: Outbox
) -> None:
    page = vera.click(vera.get(f"/opportunities/{role.id}"), "Ask for a place")
    text = Page(page.text).text
    for said in ("2 places left", "your name: Vera Underhill", "your age band: 18+", "by"):
        assert said in text
    answer = vera.submit(page, {"session_id": day.id, "note": "I have my own spade."})
    assert answer.status_code == 303
    shown = Page(vera.get(answer.location).text).text
    due = rules.answer_by(utcnow().date())
    assert "Waiting for the host" in shown
    assert f"{due.day} {due:%B %Y}" in shown
    assert "You see this when they have said yes" in shown
    booking = the_booking()
    assert (booking.status, booking.note) == ("asked", "I have my own spade.")
    assert db.session.get(Occasion, day.id).taken == 0
    own, hosts = outbox.last_to("vera@example.org").body, outbox.last_to("hester@example.org").body
    assert f"{due.day} {due:%B %Y}" in own
    assert f"/bookings/{booking.id}" in own
    assert "Vera Underhill" in hosts
    assert f"/asks/{booking.id}" in hosts
    assert "spade" not in hosts


def test_a_role_without_dates_is_asked_for_without_one(
    flexible: Opportunity, vera: InspectingClient
) -> None:
    page = vera.get(ask_url(flexible))
    assert "you and the host agree when" in page.text
    assert vera.submit(page, {"note": ""}).status_code == 303
    assert the_booking().session_id is None
    again = vera.submit(vera.get(ask_url(flexible)), {"note": ""})
    assert "You have asked for this already" in Page(again.text).error_summary[0]


def test_one_date_is_asked_for_once(
    role: Opportunity, day: Occasion, vera: InspectingClient
) -> None:
    other = make_session(role, days_ahead=21)
    for session in (day, other):
        assert vera.submit(vera.get(ask_url(role)), {"session_id": session.id}).status_code == 303
    page = vera.get(ask_url(role))
    assert "You have asked for this date." in page.text
    again = vera.submit(page, {"session_id": day.id})
    assert "You have asked for this already" in Page(again.text).error_summary[0]
    assert len(db.session.scalars(select(Booking)).all()) == 2


def test_only_dates_to_come_with_seats_can_be_chosen(
    role: Opportunity, day: Occasion, vera: InspectingClient
) -> None:
    full = make_session(role, days_ahead=30, places=3, taken=3)
    past = make_session(role, days_ahead=-3)
    off = make_session(role, days_ahead=40, cancelled_at=utcnow())
    page = vera.get(ask_url(role))
    assert Page(page.text).form().fields["session_id"].offered == [str(day.id)]
    assert "Full:" in Page(page.text).text
    for closed in (full, past, off):
        data = {"session_id": closed.id, "csrf_token": vera.csrf_token(page)}
        assert vera.post(ask_url(role), data=data).status_code == 200
    assert not db.session.scalars(select(Booking)).all()


def test_a_full_role_says_so_and_takes_no_ask(host: Organisation, vera: InspectingClient) -> None:
    role = make_opportunity(host)
    make_session(role, places=1, taken=1)
    page = vera.get(ask_url(role))
    assert "are taken" in page.text
    token = vera.csrf_token(vera.get("/account/name"))
    answer = vera.post(ask_url(role), data={"csrf_token": token})
    assert Page(answer.text).error_summary
    taken = make_flexible_opportunity(host, flexible_places=1, flexible_taken=1)
    assert "are taken" in vera.get(ask_url(taken)).text
    answer = vera.post(ask_url(taken), data={"csrf_token": token})
    assert Page(answer.text).error_summary == ["That role is full. Choose another"]


def test_a_clash_is_said_and_not_forbidden(
    role: Opportunity, day: Occasion, volunteer_user: User, vera: InspectingClient
) -> None:
    other = make_opportunity(make_organisation(), title="Sort the tools")
    make_booking(volunteer_user, other, make_session(other), status=BookingStatus.CONFIRMED)
    page = vera.get(ask_url(role))
    assert "You have a place at that time: Sort the tools." in page.text
    assert vera.submit(page, {"session_id": day.id}).status_code == 303


def test_those_who_act_for_the_host_and_the_too_young_are_told_why_not(
    host: Organisation,
    flexible: Opportunity,
    hester: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
) -> None:
    assert "You act for this host" in hester.get(ask_url(flexible)).text
    young = sign_in_as(make_user(age_band="16-17"))
    grown_ups = make_flexible_opportunity(host, minimum_band="18+")
    assert "aged 18 or over" in young.get(ask_url(grown_ups)).text
    token = young.csrf_token(young.get("/account/name"))
    refused = young.post(ask_url(grown_ups), data={"csrf_token": token})
    assert Page(refused.text).error_summary == ["This role is for people aged 18 or over."]
    assert young.submit(young.get(ask_url(flexible))).status_code == 303


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"status": "closed"}])
def test_what_is_not_open_is_not_found(
    host: Organisation, vera: InspectingClient, fields: dict[str, str]
) -> None:
    assert vera.get(ask_url(make_opportunity(host, **fields))).status_code == 404


def test_a_day_has_so_many_asks(
    role: Opportunity, flexible: Opportunity, vera: InspectingClient
) -> None:
    page = vera.get(ask_url(flexible))
    for _ in range(rules.MOST_ASKS_A_DAY):
        vera.submit(page)
    answer = vera.submit(page, {"note": "I typed this."})
    assert answer.status_code == 429
    assert "I typed this." in answer.text


def test_an_ask_is_withdrawn_and_the_host_reads_why(
    role: Opportunity,
    day: Occasion,
    volunteer_user: User,
    vera: InspectingClient,
    outbox: Outbox,
) -> None:
    booking = make_booking(volunteer_user, role, day)
    page = vera.click(vera.get(f"/bookings/{booking.id}"), "Withdraw")
    answer = vera.submit(page, {"message": "My train is cancelled."})
    shown = vera.get(answer.location).text
    assert "Withdrawn by the volunteer" in shown
    assert "you need not answer" in outbox.last_to("hester@example.org").body
    assert "My train is cancelled." in outbox.last_to("hester@example.org").body
    assert "You withdrew" in outbox.last_to("vera@example.org").subject
    again = vera.submit(vera.get(f"/bookings/{booking.id}/withdraw"))
    assert "cannot be done" in Page(again.text).error_summary[0]


def test_a_seat_given_up_is_free_once(
    role: Opportunity, day: Occasion, volunteer_user: User, vera: InspectingClient
) -> None:
    make_booking(make_user(), role, day, status=BookingStatus.CONFIRMED)
    booking = make_booking(volunteer_user, role, day, status=BookingStatus.CONFIRMED)
    page = vera.get(f"/bookings/{booking.id}/withdraw")
    assert db.session.get(Occasion, day.id).taken == 2
    assert vera.submit(page).status_code == 303
    assert vera.submit(page).status_code == 200
    assert db.session.get(Occasion, day.id).taken == 1


def test_a_place_that_has_begun_is_not_given_back(
    role: Opportunity, day: Occasion, volunteer_user: User, vera: InspectingClient
) -> None:
    booking = make_booking(volunteer_user, role, day, status=BookingStatus.CONFIRMED)
    age(day)
    assert "Withdraw</a>" not in vera.get(f"/bookings/{booking.id}").text
    answer = vera.submit(vera.get(f"/bookings/{booking.id}/withdraw"))
    assert "has begun already" in Page(answer.text).error_summary[0]


def test_the_list_sorts_what_waits_comes_and_is_past(
    host: Organisation, host_owner: User, volunteer_user: User, vera: InspectingClient
) -> None:
    assert "You have no bookings yet" in vera.get("/bookings").text
    make_card_invitation(make_opportunity(host, title="Invited"), volunteer_user, host_owner)
    closed = make_opportunity(host, title="Closed invitation", status="closed")
    make_card_invitation(closed, volunteer_user, host_owner)
    for title, status, ahead in (
        ("Asked", "asked", 9),
        ("Accepted", "confirmed", 9),
        ("Unanswered", "asked", -9),
        ("Gone", "withdrawn", 9),
    ):
        other = make_opportunity(host, title=title)
        make_booking(volunteer_user, other, make_session(other, days_ahead=ahead), status=status)
    text = Page(vera.get("/bookings").text).text
    heads = ["You are invited", "Invited", "Coming", "Accepted", "Waiting for an answer"]
    heads += ["Asked", "Past", "Unanswered"]
    places = [text.index(head, text.index("Your bookings")) for head in heads]
    assert places == sorted(places)
    assert "Gone" in text.partition("Past")[2]
    assert "Closed invitation" not in text
    assert "There is nothing on this page" in vera.get("/bookings?page=9").text


def test_the_account_page_shows_what_is_next(
    role: Opportunity, day: Occasion, volunteer_user: User, host_owner: User, vera: InspectingClient
) -> None:
    assert "no place and no ask now" in vera.get("/account").text
    make_booking(volunteer_user, role, day)
    make_card_invitation(make_opportunity(role.organisation), volunteer_user, host_owner)
    text = Page(vera.get("/account").text).text
    assert "Plant an orchard" in text
    assert "1 invitation to answer" in text


def test_a_suggestion_is_taken_and_the_booking_moves(
    role: Opportunity, day: Occasion, volunteer_user: User, vera: InspectingClient, outbox: Outbox
) -> None:
    later = make_session(role, days_ahead=28, places=1)
    booking = suggested(volunteer_user, role, day, later)
    page = vera.get(f"/bookings/{booking.id}")
    assert "They suggest instead" in page.text
    answer = vera.submit(page, form="Yes, I take it")
    assert "The place is yours" in vera.get(answer.location).text
    moved = db.session.get(Booking, booking.id)
    assert (moved.status, moved.session_id) == ("confirmed", later.id)
    assert [db.session.get(Occasion, each.id).taken for each in (day, later)] == [0, 1]
    assert "takes what you suggested" in outbox.last_to("hester@example.org").body
    assert "You have a place" in outbox.last_to("vera@example.org").subject


def test_a_suggestion_that_has_gone_leaves_the_choice_open(
    role: Opportunity, day: Occasion, volunteer_user: User, vera: InspectingClient, outbox: Outbox
) -> None:
    later = make_session(role, days_ahead=28, places=1)
    booking = suggested(volunteer_user, role, day, later)
    page = vera.get(f"/bookings/{booking.id}")
    later.taken = 1
    db.session.flush()
    answer = vera.submit(page, form="Yes, I take it")
    assert "has gone in the meantime" in vera.get(answer.location).text
    assert db.session.get(Booking, booking.id).status == "alternative"
    answer = vera.submit(vera.get(answer.location), form="No, thank you")
    assert db.session.get(Booking, booking.id).status == "withdrawn"
    assert "You said no" in vera.get(answer.location).text
    assert db.session.get(Occasion, later.id).taken == 1
    vera.submit(page, form="No, thank you")
    assert len(outbox.to("hester@example.org")) == 1


def test_a_suggestion_to_a_date_asked_for_meanwhile_is_refused_in_words(
    role: Opportunity, day: Occasion, volunteer_user: User, vera: InspectingClient
) -> None:
    later = make_session(role, days_ahead=28)
    booking = suggested(volunteer_user, role, day, later)
    make_booking(volunteer_user, role, later)
    answer = vera.submit(vera.get(f"/bookings/{booking.id}"), form="Yes, I take it")
    assert "asked for this already" in vera.get(answer.location).text
    assert db.session.get(Occasion, later.id).taken == 0


def test_a_no_comes_with_other_openings(
    reference: None, host: Organisation, volunteer_user: User, vera: InspectingClient
) -> None:
    role, other = make_opportunity(host), make_opportunity(host, title="Prune the apple trees")
    make_session(other)
    for status in ("declined", "cancelled"):
        reason = "full" if status == "declined" else None
        booking = make_booking(
            volunteer_user, role, make_session(role), status=status, decline_reason=reason
        )
        text = Page(vera.get(f"/bookings/{booking.id}").text).text
        assert "Other places that are open" in text
        assert "Prune the apple trees" in text


@pytest.mark.parametrize("status", list(BookingStatus))
def test_every_state_says_what_is_next(
    role: Opportunity,
    day: Occasion,
    volunteer_user: User,
    vera: InspectingClient,
    hester: InspectingClient,
    status: BookingStatus,
) -> None:
    reason = "other" if status == "declined" else None
    booking = make_booking(volunteer_user, role, day, status=status, decline_reason=reason)
    for has_begun in (False, True):
        if has_begun:
            age(day)
        for client, path in ((vera, "bookings"), (hester, "asks")):
            text = Page(client.get(f"/{path}/{booking.id}").text).text
            assert "What happens next" in text


def test_others_find_nothing(
    role: Opportunity,
    day: Occasion,
    volunteer_user: User,
    hester: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
) -> None:
    booking = make_booking(volunteer_user, role, day)
    peer = make_user()
    make_organisation(owner=peer)
    viewer = make_user()
    make_member(role.organisation, viewer)
    volunteers, peers, viewers = sign_in_as(make_user()), sign_in_as(peer), sign_in_as(viewer)
    for client in (volunteers, peers, viewers, hester):
        for tail in ("", "/withdraw"):
            assert client.get(f"/bookings/{booking.id}{tail}").status_code == 404
    own = sign_in_as(volunteer_user)
    for client in (volunteers, peers, viewers, own):
        assert client.get(f"/organisations/{role.organisation_id}/asks").status_code == 404
        for tail in ("", "/decline", "/alternative", "/cancel"):
            assert client.get(f"/asks/{booking.id}{tail}").status_code == 404


def test_forms_stand_whatever_is_sent(
    role: Opportunity, flexible: Opportunity, volunteer_user: User, vera: InspectingClient
) -> None:
    for days in range(3, 6):
        make_session(role, days_ahead=days, places=300)
    for target in (role, flexible):
        fuzz_form(vera, ask_url(target))
    booking = make_booking(volunteer_user, flexible, status="withdrawn")
    fuzz_form(vera, f"/bookings/{booking.id}/withdraw")
    hostile_query_strings(vera, "/bookings", ["page"])


def test_asking_writes_new_rows_only_and_withdrawing_its_own_columns(
    db_session: Session, role: Opportunity, day: Occasion, vera: InspectingClient
) -> None:
    before = snapshot(db_session)
    answer = post_every_column(vera, ask_url(role), {"session_id": day.id, "note": "Hello"})
    assert answer.status_code == 303
    assert not {pair for pair in changes(before, snapshot(db_session)) if pair[0] == "bookings"}
    booking = the_booking()
    assert (booking.status, booking.answer) == ("asked", "")
    before = snapshot(db_session)
    post_every_column(vera, f"/bookings/{booking.id}/withdraw", {"message": "Bye"})
    touched = {pair for pair in changes(before, snapshot(db_session)) if pair[0] == "bookings"}
    assert touched == {("bookings", "status"), ("bookings", "changed_at")}


def test_the_log_keeps_the_steps_and_nobodys_words(
    db_session: Session, role: Opportunity, day: Occasion, vera: InspectingClient
) -> None:
    note = {"session_id": day.id, "note": "My private words"}
    vera.submit(vera.get(ask_url(role)), note)
    booking = the_booking()
    host = Subject(user_id=None, name="host")
    service.accept_ask(host, get_booking(booking.id), "My private words")
    service.cancel_booking(host, get_booking(booking.id), "My private words")
    db.session.commit()
    events = select(AuditEvent.action).where(AuditEvent.object_kind == "booking")
    done = [
        action.rpartition(":")[2] for action in db_session.scalars(events.order_by(AuditEvent.id))
    ]
    assert done == ["ask", "accept", "confirm-place", "cancel"]
    kept = [[each.before, each.after] for each in db_session.scalars(select(AuditDetails))]
    assert "private" not in str(kept)


def test_asking_answers_an_invitation(
    flexible: Opportunity, volunteer_user: User, host_owner: User, vera: InspectingClient
) -> None:
    make_card_invitation(flexible, volunteer_user, host_owner)
    vera.submit(vera.get(ask_url(flexible)))
    invitation = db.session.scalars(select(CardInvitation)).one()
    assert invitation.answered_at is not None
    assert not invitation.was_declined
    assert "You are invited" not in vera.get("/bookings").text


def test_a_page_costs_as_many_statements_for_few_as_for_many(
    app: Flask, host: Organisation, volunteer_user: User, vera: InspectingClient
) -> None:
    role = make_opportunity(host)

    def measure() -> list[int]:
        booking = db.session.scalars(select(Booking.id).order_by(Booking.id)).first()
        paths = ("/bookings", ask_url(role), f"/bookings/{booking}", "/account")
        return [count_statements(vera, path) for path in paths]

    def add(count: int) -> None:
        for number in range(count):
            session = make_session(role, days_ahead=number + 2)
            status = ("asked", "confirmed", "withdrawn")[number % 3]
            make_booking(volunteer_user, role, session, status=status)

    add(10)
    few = measure()
    add(50)
    assert measure() == few
    assert max(few) <= MOST_STATEMENTS


def suggested(user: User, role: Opportunity, day: Occasion, other: Occasion) -> Booking:
    return make_booking(
        user,
        role,
        day,
        status=BookingStatus.ALTERNATIVE,
        proposed_opportunity_id=role.id,
        proposed_session_id=other.id,
    )
