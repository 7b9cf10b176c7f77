"""Places asked for on somebody's behalf, and every mail of it as a letter or a call."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from brokerage.accounts.models import User
from brokerage.assisted.models import AssistedVolunteer, Letter
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.extensions import db, utcnow
from brokerage.mail import NoAddress, queue_mail
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.service import bookings as service
from tests.factories.assisted import make_assisted, make_letter
from tests.factories.volunteering import make_booking, make_opportunity, make_session
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("fresh_index", "reference")
MOST_STATEMENTS = 15


@pytest.fixture
def ada(broker: User) -> AssistedVolunteer:
    """Return somebody whom the brokers look after, who wants letters."""
    return make_assisted(broker, name="Ada Thornley", phone="", phone_key="")


@pytest.fixture
def cora(host_owner: User, host: Organisation) -> AssistedVolunteer:
    """Return somebody who came to the host, who wants calls."""
    return make_assisted(host_owner, host, name="Cora Finch", prefers="phone")


def subjects_of(person: AssistedVolunteer) -> list[str]:
    """Return what is to be told to somebody, oldest first."""
    theirs = select(Letter.subject).where(Letter.user_id == person.user_id)
    return list(db.session.scalars(theirs.order_by(Letter.id)))


def ask(client: InspectingClient, person: AssistedVolunteer, role: Opportunity) -> Booking:
    """Ask for the role's first date through the page."""
    page = client.get(f"/assisted/people/{person.user_id}/places/{role.id}")
    first = Page(page.text).form().fields["session_id"].offered[0]
    follow(client, client.submit(page, {"session_id": first, "note": "She grows vegetables"}))
    theirs = select(Booking.id).where(Booking.user_id == person.user_id).order_by(Booking.id.desc())
    return get_booking(db.session.scalars(theirs).first() or 0)


def test_a_place_is_asked_for_and_every_mail_becomes_a_letter(
    bridget: InspectingClient,
    broker: User,
    host_owner: User,
    ada: AssistedVolunteer,
    role: Opportunity,
    day: Occasion,
    outbox: Outbox,
) -> None:
    booking = ask(bridget, ada, role)
    assert (booking.user_id, booking.session_id, booking.status) == (ada.user_id, day.id, "asked")
    assert subjects_of(ada) == ["You asked for a place: Plant an orchard"]
    assert outbox.recipients() == ["hester@example.org"]
    service.accept_ask(host_owner.as_subject(), booking, "Bring boots")
    assert subjects_of(ada)[-1] == "You have a place: Plant an orchard"
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert letter is not None
    assert "Bring boots" in letter.body
    assert "http" not in letter.body
    assert letter.organisation_id == role.organisation_id
    assert set(outbox.recipients()) == {"hester@example.org"}
    event, details = db.session.execute(
        select(AuditEvent, AuditDetails)
        .join(AuditDetails, AuditDetails.event_id == AuditEvent.id)
        .where(AuditEvent.action == "volunteering:booking:ask")
    ).one()
    assert (event.actor_id, details.after["on_behalf_of"]) == (broker.id, ada.user_id)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_suggestion_is_answered_for_them(
    bridget: InspectingClient,
    host_owner: User,
    ada: AssistedVolunteer,
    role: Opportunity,
    day: Occasion,
    answer: str,
) -> None:
    booking = ask(bridget, ada, role)
    later = make_session(role, days_ahead=21)
    service.suggest_alternative(host_owner.as_subject(), booking, role, later, "Later is drier")
    page = bridget.get(f"/assisted/people/{ada.user_id}")
    page = bridget.click(page, "Enter what they say to Plant an orchard")
    follow(bridget, bridget.submit(page, {"answer": answer}))
    assert db.session.get_one(Booking, booking.id).status == (
        "confirmed" if answer == "yes" else "withdrawn"
    )
    again = bridget.submit(page, {"answer": "yes"})
    assert Page(again.text).error_summary


def test_a_place_is_given_up_for_them(
    bridget: InspectingClient,
    ada: AssistedVolunteer,
    role: Opportunity,
    day: Occasion,
    outbox: Outbox,
) -> None:
    booking = make_booking(ada.user, role, day, status="accepted")
    page = bridget.get(f"/assisted/people/{ada.user_id}/bookings/{booking.id}/withdraw")
    follow(bridget, bridget.submit(page, {"message": "Her hip"}))
    assert "Her hip" in outbox.last_to("hester@example.org").body
    db.session.refresh(day)
    assert day.taken == 0


def test_a_host_acts_at_its_own_roles_and_sees_no_other_bookings(
    hester: InspectingClient,
    bridget: InspectingClient,
    cora: AssistedVolunteer,
    other_host: Organisation,
    role: Opportunity,
    day: Occasion,
) -> None:
    elsewhere = make_opportunity(other_host, title="Serve lunch")
    lunch = make_session(elsewhere)
    theirs = ask(bridget, cora, elsewhere)
    ask(hester, cora, role)
    page = Page(hester.get(f"/assisted/people/{cora.user_id}").text).text
    assert "Plant an orchard" in page
    assert "Serve lunch" not in page
    assert "Barton Lunch Club" not in page
    calls = Page(hester.get(f"/organisations/{role.organisation_id}/assisted/calls").text).text
    assert "Plant an orchard" in calls
    assert "Serve lunch" not in calls
    letter = db.session.scalars(select(Letter).where(Letter.subject.contains("Serve"))).one()
    base = f"/assisted/people/{cora.user_id}"
    for hidden in (
        f"/assisted/letters/{letter.id}",
        f"{base}/places/{elsewhere.id}",
        f"{base}/bookings/{theirs.id}/withdraw",
        f"{base}/bookings/{theirs.id}/alternative",
        f"/sessions/{lunch.id}/expected",
    ):
        assert hester.get(hidden).status_code == 404, hidden
        assert bridget.get(hidden).status_code == 200, hidden
    assert "Serve lunch" in Page(bridget.get(base).text).text


def test_a_booking_of_somebody_else_is_not_reached_through_this_person(
    bridget: InspectingClient, ada: AssistedVolunteer, cora: AssistedVolunteer, role: Opportunity
) -> None:
    booking = make_booking(cora.user, role, make_session(role))
    answer = bridget.get(f"/assisted/people/{ada.user_id}/bookings/{booking.id}/withdraw")
    assert answer.status_code == 404


def test_letters_are_printed_and_marked_together(
    bridget: InspectingClient, broker: User, ada: AssistedVolunteer
) -> None:
    first, second = make_letter(ada, subject="First"), make_letter(ada, subject="Second")
    page = bridget.click(bridget.get("/assisted/letters"), "Print and mark as posted")
    assert "Ada Thornley<br>2 Mill Lane\nMarston<br>OX3 0PU" in page.text
    assert page.text.count('class="letter"') == 2
    answer = bridget.submit(page, {"letters": [str(first.id)]})
    follow(bridget, answer)
    db.session.expire_all()
    assert (first.outcome, first.done_by_id, second.outcome) == ("posted", broker.id, None)
    done = Page(bridget.get("/assisted/letters?show=done").text).text
    assert "First" in done
    assert "by Bridget Allery" in done
    assert "Second" not in done


def test_a_mark_is_undone_and_not_made_twice(
    bridget: InspectingClient, ada: AssistedVolunteer
) -> None:
    letter = make_letter(ada)
    page = bridget.get(f"/assisted/letters/{letter.id}")
    shown = follow(bridget, bridget.submit(page, {"outcome": "phoned"}))
    assert "Told by phone" in Page(shown.text).text
    again = bridget.submit(page, {"outcome": "posted"})
    assert "already: told by phone" in " ".join(Page(again.text).error_summary)
    follow(bridget, bridget.submit(shown, form="That is wrong: put it back"))
    db.session.expire_all()
    assert letter.outcome is None


def test_long_lists_have_a_second_page_and_few_statements(
    bridget: InspectingClient, ada: AssistedVolunteer, broker: User
) -> None:
    for number in range(25):
        make_letter(ada, subject=f"Letter {number}")
        make_assisted(broker, name=f"Person {number:02}")
    for address in ("/assisted/letters", "/assisted?page=2", "/assisted/letters/print"):
        assert count_statements(bridget, address) <= MOST_STATEMENTS, address
    first = Page(bridget.get("/assisted/letters").text).text
    assert "Letter 0" in first
    assert "Letter 24" not in first
    assert "Letter 24" in Page(bridget.get("/assisted/letters?page=2").text).text
    people = Page(bridget.get("/assisted?page=2").text).text
    assert "Person 24" in people
    found = Page(bridget.get("/assisted?q=person+07").text).text
    assert "Person 07" in found
    assert "Person 08" not in found


def test_who_is_expected_and_how_to_reach_them(
    hester: InspectingClient,
    bridget: InspectingClient,
    ada: AssistedVolunteer,
    cora: AssistedVolunteer,
    role: Opportunity,
    day: Occasion,
) -> None:
    make_booking(ada.user, role, day, status="accepted")
    make_booking(cora.user, role, day, status="accepted")
    seen = Page(hester.get(f"/sessions/{day.id}/expected").text).text
    assert cora.phone in seen
    assert "Not online: through the brokers" in seen
    assert "By letter" in Page(bridget.get(f"/sessions/{day.id}/expected").text).text


def test_empty_lists_say_what_to_do(
    bridget: InspectingClient, hester: InspectingClient, host: Organisation, day: Occasion
) -> None:
    for address, said in (
        ("/assisted", "Nobody yet"),
        ("/assisted?q=zz", "Nobody found"),
        ("/assisted/letters", "No letter waits"),
        ("/assisted/letters?show=done", "Nothing is done yet"),
        ("/assisted/letters/print", "No letter waits"),
        ("/assisted/calls", "Nobody to ring"),
        (f"/sessions/{day.id}/expected", "Nobody has a place yet"),
    ):
        assert said in Page(bridget.get(address).text).text, address
    for address in ("assisted", "assisted/letters", "assisted/letters/print", "assisted/calls"):
        assert hester.get(f"/organisations/{host.id}/{address}").status_code == 200
    page = hester.get(f"/organisations/{host.id}")
    assert "Volunteers who are not online" in Page(page.text).text


def test_a_full_role_and_one_too_old_for_them_say_so(
    bridget: InspectingClient, broker: User, role: Opportunity, host: Organisation
) -> None:
    young = make_assisted(broker, age_band="16-17")
    make_session(role, places=1, taken=1)
    grown = make_opportunity(host, minimum_band="18+")
    make_session(grown)
    base = f"/assisted/people/{young.user_id}/places"
    assert "are taken" in Page(bridget.get(f"{base}/{role.id}").text).text
    assert "not open to them" in Page(bridget.get(f"{base}/{grown.id}").text).text


def test_no_mail_is_queued_for_somebody_without_an_address(
    ada: AssistedVolunteer, outbox: Outbox
) -> None:
    queue_mail(
        to=NoAddress(ada.user_id),
        subject="Hello\r\nBcc: all@example.org",
        template="accounts/restored",
        name="Ada",
        sign_in_link="x",
    )
    assert outbox.all() == []
    letter = db.session.scalars(select(Letter)).one()
    assert letter.subject == "Hello Bcc: all@example.org"


@pytest.mark.parametrize("fields", [{"outcome": "posted"}, {"done_at": utcnow()}, {"way": "fax"}])
def test_the_database_keeps_outcome_time_and_doer_together(
    ada: AssistedVolunteer, fields: dict[str, object]
) -> None:
    nested = db.session.begin_nested()
    with pytest.raises(IntegrityError):
        make_letter(ada, **fields)
    nested.rollback()
