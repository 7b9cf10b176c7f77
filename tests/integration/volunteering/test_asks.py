"""A host sees who asks for a place and answers: yes, no, something else; and who was there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import MatchChange
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM, Subject
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.service import bookings as service
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.volunteering import (
    make_booking,
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
    return make_session(role, places=1)


@pytest.fixture
def ask(volunteer_user: User, role: Opportunity, day: Occasion) -> Booking:
    return make_booking(volunteer_user, role, day)


def url(booking: Booking, tail: str = "") -> str:
    return f"/asks/{booking.id}{tail}"


def status_of(booking: Booking) -> str:
    return db.session.get(Booking, booking.id).status


def taken(session: Occasion) -> int:
    return db.session.get(Occasion, session.id).taken


def begin(session: Occasion) -> None:
    session.starts_at = utcnow() - timedelta(hours=1)
    session.ends_at = utcnow() + timedelta(hours=1)
    db.session.flush()


def test_a_yes_takes_the_seat_and_both_are_told(
    ask: Booking, day: Occasion, hester: InspectingClient, vera: InspectingClient, outbox: Outbox
) -> None:
    page = hester.get(url(ask))
    for said in ("Vera Underhill", "18+", "I would love to come.", "1 of 1"):
        assert said in Page(page.text).text
    assert "vera@example.org" not in page.text
    answer = hester.submit(page, {"message": "Meet at the gate."}, form="Accept")
    assert answer.status_code == 303
    assert "Accepted" in hester.get(answer.location).text
    assert (status_of(ask), taken(day)) == ("confirmed", 1)
    told = outbox.last_to("vera@example.org")
    assert "You have a place" in told.subject
    assert "Meet at the gate." in told.body
    assert "confirmed" in outbox.last_to("hester@example.org").body
    assert "Meet at the gate." in vera.get(f"/bookings/{ask.id}").text
    changed = select(MatchChange).where(MatchChange.kind == "opportunity")
    assert db.session.scalars(changed).first().object_id == ask.opportunity_id


def test_the_last_seat_asked_for_by_two_goes_to_one(
    role: Opportunity, day: Occasion, ask: Booking, hester: InspectingClient, outbox: Outbox
) -> None:
    other = make_booking(make_user(name="Otto"), role, day)
    pages = [hester.get(url(each)) for each in (ask, other)]
    assert hester.submit(pages[0], form="Accept").status_code == 303
    late = hester.submit(pages[1], {"message": "I typed this."}, form="Accept")
    assert "someone else took the last place" in Page(late.text).error_summary[0]
    assert "I typed this." in late.text
    assert (status_of(other), taken(day)) == ("asked", 1)
    assert not outbox.to("otto@example.org")


def test_a_flexible_role_has_so_many_places(host: Organisation, hester: InspectingClient) -> None:
    role = make_flexible_opportunity(host, flexible_places=1)
    asks = [make_booking(make_user(), role) for _ in range(2)]
    pages = [hester.get(url(each)) for each in asks]
    assert hester.submit(pages[0], form="Accept").status_code == 303
    late = hester.submit(pages[1], form="Accept")
    assert "took the last one" in Page(late.text).error_summary[0]
    assert db.session.get(Opportunity, role.id).flexible_taken == 1


@pytest.mark.parametrize("change", ["called off", "begun", "closed"])
def test_what_is_over_is_not_accepted(
    role: Opportunity, day: Occasion, ask: Booking, hester: InspectingClient, change: str
) -> None:
    page = hester.get(url(ask))
    if change == "called off":
        day.cancelled_at = utcnow()
    elif change == "begun":
        begin(day)
    else:
        role.status = "closed"
    db.session.flush()
    refused = hester.submit(page, form="Accept")
    assert Page(refused.text).error_summary
    assert (status_of(ask), taken(day)) == ("asked", 0)


def test_a_suggestion_is_the_volunteers_to_take(
    role: Opportunity, day: Occasion, ask: Booking, hester: InspectingClient
) -> None:
    page = hester.get(url(ask))
    later = make_session(role, days_ahead=30)
    ask.status = BookingStatus.ALTERNATIVE
    ask.proposed_opportunity_id, ask.proposed_session_id = role.id, later.id
    db.session.flush()
    refused = hester.submit(page, form="Accept")
    assert "cannot be done" in Page(refused.text).error_summary[0]
    assert (taken(day), taken(later)) == (0, 0)


def test_a_no_has_a_reason_and_names_other_openings(
    reference: None,
    host: Organisation,
    ask: Booking,
    hester: InspectingClient,
    outbox: Outbox,
) -> None:
    other = make_opportunity(host, title="Prune the apple trees")
    make_session(other)
    page = hester.click(hester.get(url(ask)), "Decline")
    assert Page(hester.submit(page).text).error_summary == ["Select a reason"]
    answer = hester.submit(page, {"reason": "skills", "message": "Do ask again."})
    assert answer.status_code == 303
    body = outbox.last_to("vera@example.org").body
    for said in ("other skills", "Do ask again.", "Prune the apple trees"):
        assert said in body
    assert f"/opportunities/{other.id}" in body
    declined = db.session.get(Booking, ask.id)
    assert (declined.status, declined.decline_reason) == ("declined", "skills")
    assert declined.answered_at is not None


def test_something_else_is_suggested_and_suggested_again(
    role: Opportunity, ask: Booking, host: Organisation, hester: InspectingClient, outbox: Outbox
) -> None:
    assert "no other date or role" in hester.get(url(ask, "/alternative")).text
    later = make_session(role, days_ahead=28)
    make_session(role, days_ahead=29, places=1, taken=1)
    reading = make_flexible_opportunity(host, title="Read with children")
    make_session(make_opportunity(make_organisation()))
    page = hester.click(hester.get(url(ask)), "Suggest something else")
    places = Page(page.text).form().fields["place"].offered
    assert places == [f"{role.id}-{later.id}", f"{reading.id}-0"]
    answer = hester.submit(page, {"place": places[1], "message": "Or this?"})
    assert "You suggested" in hester.get(answer.location).text
    body = outbox.last_to("vera@example.org").body
    assert "Read with children" in body
    assert "Or this?" in body
    assert hester.submit(page, {"place": places[0]}).status_code == 303
    kept = db.session.get(Booking, ask.id)
    assert (kept.status, kept.proposed_session_id) == ("alternative", later.id)
    assert taken(later) == 0


def test_a_suggestion_suits_the_age_and_is_new_to_them(
    host: Organisation, role: Opportunity, day: Occasion, hester: InspectingClient
) -> None:
    young = make_user(age_band="16-17")
    booking = make_booking(young, role, day)
    later = make_session(role, days_ahead=28)
    make_booking(young, role, later)
    make_flexible_opportunity(host, minimum_band="18+")
    page = hester.get(url(booking, "/alternative"))
    assert Page(page.text).form().fields["place"].offered == [f"{role.id}-{later.id}"]
    refused = hester.submit(page, {"place": f"{role.id}-{later.id}"})
    assert "asked for that one already" in Page(refused.text).error_summary[0]


def test_a_promise_is_taken_back_with_a_reason(
    role: Opportunity, day: Occasion, volunteer_user: User, hester: InspectingClient, outbox: Outbox
) -> None:
    booking = make_booking(volunteer_user, role, day, status=BookingStatus.CONFIRMED)
    page = hester.click(hester.get(url(booking)), "Cancel this place")
    assert Page(hester.submit(page).text).error_summary
    assert hester.submit(page, {"message": "The gardener is ill."}).status_code == 303
    assert hester.submit(page, {"message": "Again."}).status_code == 200
    assert (status_of(booking), taken(day)) == ("cancelled", 0)
    assert "The gardener is ill." in outbox.last_to("vera@example.org").body


def test_who_was_there_is_noted_once_it_has_begun(
    role: Opportunity, day: Occasion, volunteer_user: User, hester: InspectingClient, outbox: Outbox
) -> None:
    booking = make_booking(volunteer_user, role, day, status=BookingStatus.CONFIRMED)
    token = hester.csrf_token(hester.get(url(booking)))
    early = hester.post(url(booking, "/attendance"), data={"was_there": "yes", "csrf_token": token})
    assert "has not begun yet" in Page(early.text).error_summary[0]
    begin(day)
    page = hester.get(url(booking))
    assert Page(hester.submit(page, form="attendance").text).error_summary
    hester.submit(page, {"was_there": "yes"}, form="attendance")
    assert status_of(booking) == "attended"
    assert "Thank you" in outbox.last_to("vera@example.org").subject
    hester.submit(hester.get(url(booking)), {"was_there": "no"}, form="attendance")
    assert (status_of(booking), taken(day)) == ("no-show", 1)
    assert "If this is wrong" in outbox.last_to("vera@example.org").body


def test_the_list_has_what_waits_first_longest_first(
    host: Organisation, role: Opportunity, day: Occasion, hester: InspectingClient
) -> None:
    page_url = f"/organisations/{host.id}/asks"
    assert "Nobody has asked yet" in hester.get(page_url).text
    for name, status, days in (
        ("Newer Ask", "asked", 1),
        ("Older Ask", "asked", 9),
        ("Past Ask", "withdrawn", 0),
    ):
        at = utcnow() - timedelta(days=days)
        due = at.date() + timedelta(days=7)
        make_booking(make_user(name=name), role, day, status=status, asked_at=at, answer_by=due)
    text = Page(hester.get(page_url).text).text
    assert text.index("Older Ask") < text.index("Newer Ask") < text.index("Past Ask")
    assert "that day has passed" in text
    assert "Newer Ask" not in hester.get(f"{page_url}?state=withdrawn").text
    other = make_opportunity(host)
    assert "There is none" in hester.get(f"{page_url}?opportunity={other.id}").text
    assert "Past Ask" in hester.get(f"{page_url}?opportunity={role.id}").text
    assert "There is nothing on this page" in hester.get(f"{page_url}?page=3").text


def test_the_hosts_own_page_says_how_many_wait(
    host: Organisation, role: Opportunity, ask: Booking, hester: InspectingClient
) -> None:
    page = hester.get(f"/organisations/{host.id}")
    assert "1 person waits for your answer" in page.text
    assert hester.click(page, "See who asks for a place").status_code == 200
    ask.answer_by = utcnow().date() - timedelta(days=2)
    assert "should have had one by" in hester.get(f"/organisations/{host.id}").text


def test_a_viewer_sees_no_panel(
    host: Organisation, ask: Booking, sign_in_as: Callable[..., InspectingClient]
) -> None:
    viewer = make_user()
    make_member(host, viewer)
    assert "Asks to answer" not in sign_in_as(viewer).get(f"/organisations/{host.id}").text


def test_looking_at_a_person_is_recorded(
    ask: Booking, host_owner: User, hester: InspectingClient
) -> None:
    hester.get(url(ask))
    read = select(AuditEvent).where(AuditEvent.action == "volunteering:booking:read")
    (found,) = db.session.scalars(read).all()
    assert (found.actor_id, found.object_id) == (host_owner.id, ask.id)


def test_a_closed_role_lets_everyone_know(
    db_session: Session, host: Organisation, role: Opportunity, day: Occasion, outbox: Outbox
) -> None:
    later, other = make_session(role, days_ahead=40), make_opportunity(host)
    begun = make_session(role, days_ahead=2)
    waits = make_booking(make_user(), role, day)
    came = make_booking(make_user(), role, begun, status=BookingStatus.CONFIRMED)
    comes = make_booking(make_user(email="comes@example.org"), role, later, status="confirmed")
    moves_away, moves_here = (
        make_booking(
            make_user(),
            asked,
            make_session(asked),
            status="alternative",
            proposed_opportunity_id=proposed.id,
            proposed_session_id=make_session(proposed).id,
        )
        for asked, proposed in ((role, other), (other, role))
    )
    begin(begun)
    assert service.cancel_bookings(SYSTEM, role, None, "The field is sold.") == 3
    assert [status_of(each) for each in (waits, came, comes)] == [
        "declined",
        "confirmed",
        "cancelled",
    ]
    assert (status_of(moves_away), status_of(moves_here)) == ("alternative", "declined")
    assert (taken(later), taken(begun)) == (0, 1)
    assert "The field is sold." in outbox.last_to("comes@example.org").body


def test_one_date_called_off_leaves_the_others(
    db_session: Session, role: Opportunity, day: Occasion, ask: Booking, outbox: Outbox
) -> None:
    other = make_booking(make_user(), role, make_session(role, days_ahead=30))
    assert service.tell_booked(role, day, ["It begins at 11am, not 10am."]) == 1
    assert "It begins at 11am" in outbox.last_to("vera@example.org").body
    assert service.tell_booked(role, None, ["Bring gloves."]) == 2
    assert service.cancel_bookings(SYSTEM, role, day, "Flooded.") == 1
    assert (status_of(ask), status_of(other)) == ("declined", "asked")


def test_an_alternative_of_another_host_is_refused(
    db_session: Session, ask: Booking, host_owner: User
) -> None:
    elsewhere = make_flexible_opportunity(make_organisation())
    actor = Subject(user_id=host_owner.id)
    for role, session in ((elsewhere, None), (ask.opportunity, ask.session)):
        with pytest.raises(service.DomainError):
            service.suggest_alternative(actor, get_booking(ask.id), role, session, "")
    assert status_of(ask) == "asked"


def test_forms_stand_whatever_is_sent(
    host: Organisation, role: Opportunity, ask: Booking, hester: InspectingClient
) -> None:
    make_session(role, days_ahead=30, places=500)
    fuzz_form(hester, url(ask, "/alternative"))
    for tail in ("/decline", "/cancel"):
        closed = make_booking(make_user(), role, status="withdrawn")
        fuzz_form(hester, url(closed, tail))
    fuzz_form(
        hester, url(make_booking(make_user(), make_flexible_opportunity(host))), form="accept"
    )
    begun = make_session(role)
    came = make_booking(make_user(), role, begun, status=BookingStatus.CONFIRMED)
    begin(begun)
    fuzz_form(hester, url(came), form="attendance")
    hostile_query_strings(
        hester, f"/organisations/{host.id}/asks", ["state", "opportunity", "page"]
    )


def test_an_answer_writes_its_own_columns_only(
    db_session: Session, ask: Booking, hester: InspectingClient
) -> None:
    before = snapshot(db_session)
    answer = post_every_column(
        hester, url(ask, "/decline"), {"reason": "full", "message": "Sorry."}
    )
    assert answer.status_code == 303
    touched = {pair for pair in changes(before, snapshot(db_session)) if pair[0] == "bookings"}
    columns = {"status", "decline_reason", "answer", "answered_at", "changed_at"}
    assert {column for _, column in touched} == columns


def test_a_page_costs_as_many_statements_for_few_as_for_many(
    host: Organisation, role: Opportunity, ask: Booking, hester: InspectingClient
) -> None:
    paths = (
        f"/organisations/{host.id}/asks",
        f"/organisations/{host.id}/asks?page=2",
        f"/organisations/{host.id}",
        url(ask),
        url(ask, "/alternative"),
    )
    asker = make_user()

    def add(count: int) -> None:
        for _ in range(count):
            make_booking(asker, role, make_session(role, places=9))

    add(10)
    few = [count_statements(hester, path) for path in paths]
    db.session.add_all(
        Booking(
            user_id=asker.id,
            opportunity_id=role.id,
            status=BookingStatus.WITHDRAWN,
            asked_at=utcnow(),
            answer_by=utcnow().date(),
            changed_at=utcnow(),
        )
        for _ in range(960)
    )
    add(30)
    assert [count_statements(hester, path) for path in paths] == few
    assert max(few) <= MOST_STATEMENTS
