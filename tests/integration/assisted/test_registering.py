"""A broker or a host registers somebody who is not online; duplicates, undoing, erasing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.accounts.tasks import delete_unverified_users
from brokerage.assisted.models import AssistedVolunteer, Consent, Letter
from brokerage.assisted.service import people as service
from brokerage.audit import AuditDetails, AuditEvent, find_broken_seal, seal_audit_log
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Booking, Opportunity, Volunteer
from tests.factories.accounts import make_user
from tests.factories.assisted import make_assisted, make_letter
from tests.factories.volunteering import make_booking, make_volunteer
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("fresh_index", "reference")

ADA = {
    "agreed": "yes",
    "way": "phone",
    "name": "Ada Thornley",
    "age_band": "18+",
    "prefers": "letter",
    "phone": "01632 960 001",
    "address": "2 Mill Lane\nMarston",
    "postcode": "ox3 0pu",
}


def register(
    client: InspectingClient, address: str, values: Mapping[str, Any] = ADA
) -> AssistedVolunteer:
    """Register somebody through the page, and return them."""
    answer = client.submit(client.get(address), values)
    follow(client, answer)
    person_id = int((answer.location or "").rpartition("/")[2])
    return db.session.get_one(AssistedVolunteer, person_id)


def test_a_broker_registers_somebody(
    bridget: InspectingClient, broker: User, outbox: Outbox
) -> None:
    person = register(bridget, "/assisted/register")
    assert (person.user.name, person.user.email, person.user.password_hash) == (
        "Ada Thornley",
        None,
        None,
    )
    assert (person.organisation_id, person.registered_by_id) == (None, broker.id)
    assert (person.phone_key, person.postcode) == ("1632960001", "OX3 0PU")
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.wording, consent.way, consent.recorded_by_id) == ("2026-11", "phone", broker.id)
    assert consent.given_on == utcnow().date()
    assert outbox.all() == []
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.way, letter.organisation_id) == ("letter", None)
    assert "We keep your name, your age band" in letter.body
    page = bridget.get("/assisted")
    assert "Ada Thornley" in Page(page.text).text
    assert "Letters to post: 1" in Page(page.text).text


def test_the_log_names_the_broker_and_for_whom(bridget: InspectingClient, broker: User) -> None:
    person = register(bridget, "/assisted/register")
    event, details = db.session.execute(
        select(AuditEvent, AuditDetails)
        .join(AuditDetails, AuditDetails.event_id == AuditEvent.id)
        .where(AuditEvent.action == "assisted:person:register")
    ).one()
    assert (event.actor_id, event.object_id) == (broker.id, person.user_id)
    assert details.after["on_behalf_of"] == person.user_id
    kept = " ".join(str(each.after) for each in db.session.scalars(select(AuditDetails)))
    assert "960" not in kept
    assert "Mill Lane" not in kept


def test_a_host_registers_who_came_to_it_and_no_other_host_sees_them(
    hester: InspectingClient, host: Organisation, other_host: Organisation, broker: User
) -> None:
    person = register(hester, f"/organisations/{host.id}/assisted/register")
    assert person.organisation_id == host.id
    stranger = make_assisted(broker, name="Bernard Ives")
    elsewhere = make_assisted(broker, other_host, name="Cora Finch")
    listed = Page(hester.get(f"/organisations/{host.id}/assisted").text).text
    assert "Ada Thornley" in listed
    assert "Bernard" not in listed
    assert "Cora" not in listed
    for hidden in (stranger, elsewhere):
        assert hester.get(f"/assisted/people/{hidden.user_id}").status_code == 404
    assert hester.get(f"/organisations/{other_host.id}/assisted").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"agreed": None}, "Tick that they agreed"),
        ({"name": ""}, "Enter their name"),
        ({"prefers": "phone", "phone": ""}, "Enter a phone number"),
        ({"address": ""}, "Enter a postal address"),
        ({"postcode": "nonsense"}, "Enter a full postcode"),
        ({"given_on-year": "2030"}, "cannot be in the future"),
    ],
)
def test_bad_input_is_said_and_nothing_is_kept(
    bridget: InspectingClient, changed: dict[str, str | None], said: str
) -> None:
    answer = bridget.submit(bridget.get("/assisted/register"), ADA | changed)
    assert said in " ".join(Page(answer.text).error_summary)
    assert db.session.scalar(select(func.count()).select_from(AssistedVolunteer)) == 0


def test_a_second_entry_is_warned_of_and_made_only_if_it_is_somebody_else(
    bridget: InspectingClient, broker: User
) -> None:
    register(bridget, "/assisted/register")
    again = ADA | {"name": "Ada Thornly", "phone": "01632 960 010", "postcode": "OX4 1EQ"}
    page = bridget.submit(bridget.get("/assisted/register"), again)
    assert "registered already" in " ".join(Page(page.text).error_summary)
    assert "01632 960 001" in Page(page.text).text
    saved = bridget.submit(page, {"is_other": "yes"})
    shown = follow(bridget, saved)
    assert "May be registered twice" in Page(shown.text).text
    told_apart = bridget.submit(shown, form="They are two people")
    assert "May be registered twice" not in Page(follow(bridget, told_apart).text).text


def test_an_online_volunteer_of_the_same_name_near_by_is_warned_of(
    bridget: InspectingClient,
) -> None:
    make_volunteer(make_user(name="Ada Thornley"), outcode="OX3")
    page = bridget.submit(bridget.get("/assisted/register"), ADA)
    assert "has an account with an email address" in Page(page.text).text


def test_a_host_is_not_told_of_people_of_others_but_the_brokers_are(
    hester: InspectingClient, bridget: InspectingClient, host: Organisation, broker: User
) -> None:
    make_assisted(broker, name="Ada Thornley", phone_key="1632960001")
    person = register(hester, f"/organisations/{host.id}/assisted/register")
    own_page = f"/assisted/people/{person.user_id}"
    assert "May be registered twice" not in Page(hester.get(own_page).text).text
    assert "May be registered twice" in Page(bridget.get(own_page).text).text


def test_the_answers_are_the_same_as_online(
    bridget: InspectingClient, broker: User, host: Organisation
) -> None:
    person = make_assisted(broker, name="Ada Thornley")
    page = bridget.get(f"/assisted/people/{person.user_id}")
    step = bridget.click(page, "What they care about")
    assert "You answer for Ada Thornley" in Page(step.text).text
    step = follow(bridget, bridget.submit(step, {"causes": ["food-growing"]}))
    step = follow(bridget, bridget.submit(step, {"skills": ["gardening"]}, button="Continue"))
    step = follow(bridget, bridget.submit(step, {"any_time": "yes", "commitments": "one-off"}))
    step = follow(
        bridget, bridget.submit(step, {"postcode": "OX3", "starts_from": "home", "miles": 5})
    )
    page = follow(bridget, bridget.submit(step, {"is_shown_to_hosts": "no"}))
    assert "Not yet" not in Page(page.text).text
    volunteer = db.session.get_one(Volunteer, person.user_id)
    assert (volunteer.causes, volunteer.outcode) == (["food-growing"], "OX3")
    assert db.session.get(Volunteer, broker.id) is None


def test_changes_reach_the_letters_that_wait(bridget: InspectingClient, broker: User) -> None:
    person = make_assisted(broker)
    make_letter(person)
    page = bridget.get(f"/assisted/people/{person.user_id}/change")
    follow(bridget, bridget.submit(page, {"prefers": "phone", "name": "Ada Ives"}))
    assert db.session.scalars(select(Letter.way)).one() == "phone"
    assert "Ada Ives" in Page(bridget.get("/assisted/calls").text).text
    refused = bridget.submit(
        bridget.get(f"/assisted/people/{person.user_id}/change"), {"phone": "1"}
    )
    assert Page(refused.text).error_summary


def test_consent_is_recorded_again(bridget: InspectingClient, broker: User) -> None:
    person = make_assisted(broker)
    page = bridget.get(f"/assisted/people/{person.user_id}/consent")
    shown = follow(bridget, bridget.submit(page, {"agreed": "yes", "way": "paper"}))
    assert "On paper, signed" in Page(shown.text).text


def test_a_wrong_registration_is_undone_the_same_day(
    bridget: InspectingClient, broker: User
) -> None:
    person = register(bridget, "/assisted/register")
    make_volunteer(person.user)
    page = bridget.get(f"/assisted/people/{person.user_id}/remove")
    user_id = person.user_id
    follow(bridget, bridget.submit(page))
    for table in (AssistedVolunteer, Consent, Letter, Volunteer):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert db.session.get(User, user_id) is None


@pytest.mark.parametrize("why", ["another day", "booked"])
def test_it_is_not_undone_later_or_once_a_place_was_asked_for(
    bridget: InspectingClient, broker: User, role: Opportunity, day: Occasion, why: str
) -> None:
    then = utcnow() - timedelta(days=1 if why == "another day" else 0)
    person = make_assisted(broker, registered_at=then)
    if why == "booked":
        make_booking(person.user, role, day, status="withdrawn")
    page = bridget.get(f"/assisted/people/{person.user_id}/remove")
    assert "cannot be undone" in " ".join(Page(bridget.submit(page).text).error_summary)
    assert db.session.get(AssistedVolunteer, person.user_id) is not None


def test_erasing_leaves_nothing_of_who_it_was(
    bridget: InspectingClient, role: Opportunity, day: Occasion, outbox: Outbox
) -> None:
    person = register(bridget, "/assisted/register", ADA | {"name": "Zzyzx Marker"})
    make_volunteer(person.user, own_words="Zzyzx sings")
    booking = make_booking(person.user, role, day, status="accepted", note="Zzyzx comes by bus")
    page = bridget.get(f"/assisted/people/{person.user_id}/erase")
    follow(bridget, bridget.submit(page))
    assert "withdrew" in outbox.last_to("hester@example.org").subject
    db.session.refresh(day)
    assert day.taken == 0
    assert db.session.get_one(Booking, booking.id).status == "withdrawn"
    tables = ("users", "assisted_volunteers", "letters", "volunteers", "bookings", "audit_details")
    for table in tables:
        rows = db.session.execute(text(f"select * from {table}")).all()  # noqa: S608 - our names
        assert "Zzyzx" not in str(rows), table
        assert "Mill Lane" not in str(rows), table
    seal_audit_log()
    assert find_broken_seal() is None
    assert (
        "Nothing says who they were"
        in Page(bridget.get(f"/assisted/people/{person.user_id}").text).text
    )
    assert "Zzyzx" not in bridget.get("/assisted").text


def test_only_an_approved_host_registers_people(
    db_session: Session, host: Organisation, host_owner: User
) -> None:
    host.status = "submitted"
    db_session.commit()
    with pytest.raises(DomainError, match="once it has been approved"):
        service.register_person(
            host_owner.as_subject(),
            name="Ada",
            age_band="18+",
            reach=service.rules.Reach(
                prefers="phone", phone="01632 960001", phone_key="1", address="", postcode=""
            ),
            agreed=service.Agreed(way="phone", given_on=utcnow().date()),
            organisation=host,
        )


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "a@example.org"},
        {"password_hash": "x"},
        {"verified_at": utcnow()},
        {"is_broker": True},
        {"totp_secret": "x"},
    ],
)
def test_the_database_holds_what_an_account_without_an_address_is(
    db_session: Session, fields: dict[str, Any]
) -> None:
    nested = db_session.begin_nested()
    db_session.add(User(name="Ada", age_band="18+", created_at=utcnow(), **fields))
    with pytest.raises(IntegrityError):
        db_session.flush()
    nested.rollback()


def test_the_database_refuses_somebody_nobody_could_reach(
    db_session: Session, broker: User
) -> None:
    person = make_assisted(broker)
    nested = db_session.begin_nested()
    person.address = ""
    with pytest.raises(IntegrityError):
        db_session.flush()
    nested.rollback()


def test_nobody_without_an_address_is_cleared_away_as_unconfirmed(broker: User) -> None:
    person = make_assisted(broker)
    person.user.created_at = utcnow() - timedelta(days=30)
    db.session.commit()
    delete_unverified_users()
    assert db.session.get(User, person.user_id) is not None
