"""A place of somebody who is not online, from the ask to hours that count, in work time too."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.assisted.models import AssistedVolunteer, Letter
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.checks.queries.needs import has_consent
from brokerage.extensions import db, utcnow
from brokerage.leave.models import Employment
from brokerage.leave.queries.requests import find_request
from brokerage.leave.service.employments import accept_employment
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Want
from brokerage.permissions import SYSTEM, Subject
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering import tasks
from brokerage.volunteering.models import Booking, HoursEntry, Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.queries.hours import get_hours_entry
from brokerage.volunteering.service import attendance, conditions, hours, sessions
from brokerage.volunteering.service import bookings as service
from brokerage.web.filters import on_date
from tests.factories.accounts import make_user
from tests.factories.assisted import make_assisted
from tests.factories.leave import make_arrangement, make_policy
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_condition,
    make_employment,
    make_flexible_opportunity,
    make_hours,
    make_opportunity,
    make_session,
    make_work_domain,
)
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("fresh_index")
MANAGER = "manager@wychmere.example"
MOST_STATEMENTS = 15


@pytest.fixture
def ada(broker: User) -> AssistedVolunteer:
    """Return somebody whom the brokers look after."""
    return make_assisted(broker, name="Ada Thornley")


@pytest.fixture
def cora(host_owner: User, host: Organisation) -> AssistedVolunteer:
    """Return somebody who came to the host."""
    return make_assisted(host_owner, host, name="Cora Finch", prefers="phone")


@pytest.fixture
def hosting(host: Organisation, host_owner: User) -> Subject:
    """Return the host's owner as one who acts."""
    return Subject(user_id=host_owner.id, memberships={host.id: "owner"})


@pytest.fixture
def employer(broker: User) -> Organisation:
    """Return an employer that gives three days of leave."""
    council = make_organisation(
        owner=make_user(name="Olive Brackley", email="boss@example.org"),
        name="Wychmere Council",
        kind="authority",
        wants=[Want.SEND_VOLUNTEERS],
    )
    make_work_domain(council, "wychmere.example")
    make_policy(council)
    return council


@pytest.fixture
def employment(employer: Organisation, ada: AssistedVolunteer) -> Employment:
    """Let somebody work there; the manager is known."""
    found = make_employment(ada.user, employer, proved_at=utcnow())
    make_arrangement(found, manager_email=MANAGER)
    return found


def page_of(person: AssistedVolunteer, booking: Booking, *more: str) -> str:
    """Return the address of a place of theirs."""
    return "/".join((f"/assisted/people/{person.user_id}/bookings/{booking.id}", *more))


def last_letter(person: AssistedVolunteer) -> Letter:
    """Return what was written to somebody last."""
    theirs = select(Letter).where(Letter.user_id == person.user_id).order_by(Letter.id.desc())
    letter = db.session.scalars(theirs).first()
    assert letter is not None
    return letter


def for_whom(action: str) -> int | None:
    """Return on whose behalf something was done last, by the log."""
    found = select(AuditDetails.after).join(AuditEvent, AuditEvent.id == AuditDetails.event_id)
    by_age = found.where(AuditEvent.action == action).order_by(AuditEvent.id.desc())
    after = db.session.scalars(by_age).first() or {}
    value = after.get("on_behalf_of")
    return int(value) if value is not None else None


def test_held_then_sure_then_there(
    bridget: InspectingClient, ada: AssistedVolunteer, host: Organisation, hosting: Subject
) -> None:
    role = make_opportunity(host, title="Read with children", requirements=["training"])
    day = make_session(role)
    booking = make_booking(ada.user, role, day)
    service.accept_ask(hosting, booking, "See you")
    assert last_letter(ada).subject == "A place is held for you: Read with children"
    assert "Still needed by" in Page(bridget.get(page_of(ada, booking)).text).text
    conditions.give_longer(hosting, get_booking(booking.id))
    assert last_letter(ada).subject.startswith("Your place is held longer")
    conditions.tick_conditions(hosting, get_booking(booking.id), {"training"})
    assert last_letter(ada).subject == "You have a place: Read with children"
    sessions.change_session(
        hosting,
        role,
        day,
        starts_at=day.starts_at + timedelta(hours=1),
        ends_at=day.ends_at + timedelta(hours=1),
        places=day.places,
    )
    assert last_letter(ada).subject.startswith("Changed")
    service.cancel_booking(hosting, get_booking(booking.id), "Flooded")
    assert last_letter(ada).subject.startswith("Cancelled")


def test_reminded_then_too_late(
    ada: AssistedVolunteer, role: Opportunity, day: Occasion, hosting: Subject
) -> None:
    today = utcnow().date()
    held = make_booking(ada.user, role, day, status="accepted", meet_by=today)
    make_condition(held, "training")
    tasks.mind_due_conditions()
    assert last_letter(ada).subject.startswith("Still needed for your place")
    other = make_session(role, days_ahead=20)
    yesterday = today - timedelta(days=1)
    late = make_booking(ada.user, role, other, status="accepted", meet_by=yesterday)
    make_condition(late, "training")
    conditions.mind_conditions(SYSTEM, get_booking(late.id))
    assert last_letter(ada).subject.startswith("Your place went back")


def test_a_silent_host_is_told_of_by_letter(
    ada: AssistedVolunteer, role: Opportunity, day: Occasion
) -> None:
    due = utcnow().date() - timedelta(days=1)
    make_booking(ada.user, role, day, answer_by=due)
    tasks.mind_silent_hosts()
    assert last_letter(ada).subject.startswith("No answer yet")


@pytest.mark.parametrize("was_there", [True, False])
def test_attendance_is_told_by_letter(
    ada: AssistedVolunteer, role: Opportunity, hosting: Subject, was_there: bool
) -> None:
    past = make_session(role, days_ahead=-2)
    booking = make_booking(ada.user, role, past, status="confirmed")
    attendance.confirm_attendance(hosting, booking, was_there, approves=True)
    letter = last_letter(ada)
    assert ("Thank you" in letter.body) is was_there
    assert letter.organisation_id == role.organisation_id


def test_hours_are_logged_for_them_taken_back_and_approved(
    hester: InspectingClient, cora: AssistedVolunteer, host: Organisation, hosting: Subject
) -> None:
    role = make_flexible_opportunity(host, title="Water the trees")
    booking = make_booking(cora.user, role, None, status="confirmed")
    page = hester.click(hester.get(page_of(cora, booking)), "Log their hours")
    refused = hester.submit(page, {"hours": "40", "note": "She watered"})
    assert Page(refused.text).error_summary
    assert "She watered" in refused.text
    follow(hester, hester.submit(refused, {"hours": "2.5", "note": "She watered"}))
    entry = db.session.scalars(select(HoursEntry)).one()
    assert (entry.user_id, entry.minutes, entry.status) == (cora.user_id, 150, "waiting")
    assert for_whom("volunteering:hours:log") == cora.user_id
    assert last_letter(cora).subject.startswith("You logged hours")
    shown = hester.get(page_of(cora, booking))
    follow(hester, hester.submit(shown, form=f"Take back the hours of {on_date(entry.done_on)}"))
    assert get_hours_entry(entry.id).status == "withdrawn"
    again = make_hours(booking)
    for decide, said in (
        (lambda: hours.approve_hours(hosting, again), "are approved"),
        (lambda: hours.correct_hours(hosting, again, 60, "Left early"), "were corrected"),
        (lambda: hours.undo_decision(hosting, again), "looked at again"),
        (lambda: hours.decline_hours(hosting, again, "Another day"), "were not approved"),
    ):
        decide()
        assert said in last_letter(cora).subject
        assert last_letter(cora).organisation_id == host.id


def test_hours_of_another_booking_are_not_reached(
    bridget: InspectingClient, ada: AssistedVolunteer, cora: AssistedVolunteer, role: Opportunity
) -> None:
    mine = make_booking(ada.user, role, make_session(role))
    entry = make_hours(make_booking(cora.user, role, make_session(role)))
    page = bridget.get(f"/assisted/people/{ada.user_id}")
    token = {"csrf_token": bridget.csrf_token(page)}
    answer = bridget.post(page_of(ada, mine, "hours", str(entry.id), "withdraw"), data=token)
    assert answer.status_code == 404
    assert get_hours_entry(entry.id).status == "waiting"


def test_checks_are_shown_once_they_agreed(
    hester: InspectingClient, cora: AssistedVolunteer, role: Opportunity, day: Occasion
) -> None:
    booking = make_booking(cora.user, role, day, status="accepted")
    page = hester.click(hester.get(page_of(cora, booking)), "They agree")
    assert Page(hester.submit(page, {}).text).error_summary
    assert not has_consent(cora.user_id, role.organisation_id)
    shown = follow(hester, hester.submit(page, {"agreed": ["yes"]}))
    assert has_consent(cora.user_id, role.organisation_id)
    assert for_whom("checks:consent:give") == cora.user_id
    follow(hester, hester.submit(shown, form="They do not agree any more"))
    assert not has_consent(cora.user_id, role.organisation_id)


def test_an_employer_is_asked_and_answers(
    bridget: InspectingClient, ada: AssistedVolunteer, employer: Organisation, outbox: Outbox
) -> None:
    page = bridget.click(bridget.get(f"/assisted/people/{ada.user_id}"), "Where they work")
    chosen = {"organisation_id": str(employer.id)}
    assert Page(bridget.submit(page, chosen, form="Ask this employer").text).error_summary
    follow(bridget, bridget.submit(page, chosen | {"agreed": ["yes"]}, form="Ask this employer"))
    assert outbox.last_to("boss@example.org").subject.startswith("Ada Thornley says they work")
    assert for_whom("leave:employment:state") == ada.user_id
    stated = db.session.scalars(select(Employment)).one()
    boss = Subject(user_id=make_user().id, memberships={employer.id: "owner"})
    accept_employment(boss, stated)
    assert "confirms that you work there" in last_letter(ada).subject
    assert last_letter(ada).organisation_id is None
    page = bridget.get(f"/assisted/people/{ada.user_id}/employer")
    follow(bridget, bridget.submit(page, form="They do not work there Wychmere Council"))
    db.session.refresh(stated)
    assert stated.ended_at is not None


@pytest.mark.usefixtures("employment")
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_manager_without_an_account_answers_for_a_place(
    bridget: InspectingClient,
    client: InspectingClient,
    ada: AssistedVolunteer,
    role: Opportunity,
    day: Occasion,
    outbox: Outbox,
    answer: str,
) -> None:
    booking = make_booking(ada.user, role, day, status="accepted")
    page = bridget.click(bridget.get(page_of(ada, booking)), "Ask for work time")
    shown = follow(bridget, bridget.submit(page, {}))
    assert for_whom("leave:request:ask") == ada.user_id
    assert last_letter(ada).subject.startswith("Leave reserved")
    follow(bridget, bridget.submit(shown, form="Ask their manager again"))
    decide = client.get(outbox.link_to(MANAGER))
    follow(client, client.submit(decide, {"answer": answer, "reason": "Budget day"}))
    request = find_request("booking", booking.id)
    assert request is not None
    assert request.status == ("approved" if answer == "yes" else "declined")
    subjects = list(db.session.scalars(select(Letter.subject).order_by(Letter.id)))
    told = "Your manager agrees: " if answer == "yes" else "Your manager said no: "
    assert subjects[-1].startswith(told)
    assert "You have a place: Plant an orchard" in subjects


@pytest.mark.usefixtures("employment")
def test_they_do_it_in_their_own_time_after_all(
    bridget: InspectingClient, ada: AssistedVolunteer, role: Opportunity, day: Occasion
) -> None:
    booking = make_booking(ada.user, role, day, status="accepted")
    page = bridget.get(page_of(ada, booking, "work-time"))
    shown = follow(bridget, bridget.submit(page, {}))
    follow(bridget, bridget.submit(shown, form="They do it in their own time"))
    request = find_request("booking", booking.id)
    assert request is not None
    assert request.status == "withdrawn"
    assert last_letter(ada).subject.startswith(("About your leave", "You have a place"))


def test_a_host_learns_nothing_of_where_they_work(
    hester: InspectingClient,
    cora: AssistedVolunteer,
    employer: Organisation,
    role: Opportunity,
    day: Occasion,
) -> None:
    make_employment(cora.user, employer, proved_at=utcnow())
    booking = make_booking(cora.user, role, day, status="accepted")
    for address in (f"/assisted/people/{cora.user_id}", page_of(cora, booking)):
        page = Page(hester.get(address).text).text
        assert "Wychmere" not in page
        assert "ork time" not in page
    assert hester.get(page_of(cora, booking, "work-time")).status_code in {403, 404}
    assert hester.get(f"/assisted/people/{cora.user_id}/employer").status_code in {403, 404}


@pytest.mark.usefixtures("employment")
def test_their_pages_take_few_statements_and_hostile_posts(
    bridget: InspectingClient, ada: AssistedVolunteer, role: Opportunity, day: Occasion
) -> None:
    booking = make_booking(ada.user, role, day, status="accepted")
    make_condition(booking, "training")
    for _ in range(4):
        make_hours(make_booking(ada.user, role, make_session(role), status="confirmed"))
    employer = f"/assisted/people/{ada.user_id}/employer"
    for address in (page_of(ada, booking), page_of(ada, booking, "work-time"), employer):
        assert count_statements(bridget, address) <= MOST_STATEMENTS, address
    flexible = make_flexible_opportunity(role.organisation)
    begun = make_booking(ada.user, flexible, None, status="confirmed")
    for address in (
        page_of(ada, begun, "hours"),
        page_of(ada, booking, "checks"),
        page_of(ada, booking, "work-time"),
    ):
        fuzz_form(bridget, address)
    fuzz_form(bridget, employer, form="Ask this employer")
