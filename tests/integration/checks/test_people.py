"""A volunteer shares, a host sees, records and accepts; nobody else knows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import String, func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.checks import models
from brokerage.checks.queries import list_missing
from brokerage.checks.rules.kinds import Standing
from brokerage.checks.service import people as service
from brokerage.extensions import Base, utcnow
from brokerage.organisations.models import Organisation
from brokerage.volunteering.models import Booking
from tests.factories.accounts import make_user
from tests.factories.checks import (
    make_acceptance,
    make_check,
    make_consent,
    make_told_day,
)
from tests.factories.volunteering import make_booking, make_opportunity, make_session
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

OWN = "/account/checks"
DAYS = "/account/checks/days"
ALLOWED = {
    models.Check: {
        "id",
        "user_id",
        "kind",
        "level",
        "workforce",
        "issued_on",
        "seen_on",
        "seen_by_id",
        "renew_on",
    },
    models.CheckAcceptance: {"check_id", "organisation_id", "accepted_on", "accepted_by_id"},
    models.CheckConsent: {"id", "user_id", "organisation_id", "given_at", "withdrawn_at"},
    models.CheckWarning: {"check_id", "days", "renew_on", "sent_on"},
    models.ToldDay: {"id", "user_id", "day", "people"},
}
"""All that may be kept of a person's checks: a certificate, its number or contents never."""


def host_page(host: Organisation) -> str:
    return f"/organisations/{host.id}/checks"


def date_parts(name: str, day) -> dict[str, str]:
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
    }


def a_check(**fields: str) -> dict[str, str]:
    today = utcnow().date()
    return {
        "kind": "dbs",
        "level": "enhanced-children",
        "workforce": "child",
        **date_parts("issued_on", today - timedelta(days=40)),
        **date_parts("seen_on", today),
        **date_parts("renew_on", today + timedelta(days=1000)),
    } | fields


@pytest.mark.parametrize("model", ALLOWED, ids=lambda model: model.__tablename__)
def test_nothing_is_kept_of_a_check_but_what_its_use_needs(model: type[Base]) -> None:
    columns = model.__table__.columns
    assert set(columns.keys()) == ALLOWED[model]
    texts = {column.name for column in columns if isinstance(column.type, String)}
    bounded = " ".join(
        str(each.sqltext) for each in model.__table__.constraints if hasattr(each, "sqltext")
    )
    assert all(f"{name} in (" in bounded for name in texts), "free text about a person"


def test_from_sharing_to_nothing_missing(
    db_session: Session,
    host: Organisation,
    booking: Booking,
    vera: InspectingClient,
    hester: InspectingClient,
    outbox: Outbox,
) -> None:
    page = vera.get(OWN)
    text = Page(page.text).text
    assert "2 still missing" in text
    assert "You have not got it here yet" in text
    closed = Page(hester.get(host_page(host)).text).text
    assert "Has not agreed yet" in closed
    assert "Enhanced DBS check with the children’s barred list: not seen yet" in closed

    page = follow(vera, vera.submit(page, form="Let them see my checks Marston Readers"))
    assert "May see your checks" in Page(page.text).text
    assert (
        outbox.last_to("hester@example.org").subject == "Vera Underhill lets you see their checks"
    )

    page = hester.click(
        hester.get(host_page(host)), "Record a check you have seen, of Vera Underhill"
    )
    page = follow(hester, hester.submit(page, a_check()))
    assert "Recorded and accepted" in Page(page.text).text
    assert "You accept it." in Page(page.text).text
    assert "has recorded a check of yours" in outbox.last_to("vera@example.org").subject
    page = hester.click(page, "Record a check you have seen, of Vera Underhill")
    briefing = {
        "kind": "safeguarding-briefing",
        "level": "",
        "workforce": "",
        "renew_on-day": "",
        "renew_on-month": "",
        "renew_on-year": "",
    }
    page = follow(hester, hester.submit(page, a_check(**briefing)))
    assert "Nothing is missing." in Page(page.text).text

    text = Page(vera.get(OWN).text).text
    assert "Nothing is missing" in text
    assert "Accepted by Marston Readers." in text
    rows = db_session.scalars(select(models.Check).order_by(models.Check.id)).all()
    assert [(row.kind, row.level, row.workforce) for row in rows] == [
        ("dbs", "enhanced-children", "child"),
        ("safeguarding-briefing", None, None),
    ]
    actions = set(db_session.scalars(select(AuditEvent.action)))
    assert {"checks:consent:give", "checks:check:record", "checks:check:list"} <= actions
    kept = [row.after for row in db_session.scalars(select(AuditDetails)) if "kind" in row.after]
    assert all(set(values) == {"kind", "user_id", "organisation_id"} for values in kept)


def test_taking_consent_back_closes_the_hosts_eyes_at_once(
    host: Organisation,
    owner: User,
    person: User,
    booking: Booking,
    vera: InspectingClient,
    hester: InspectingClient,
) -> None:
    make_acceptance(make_check(person, owner), host, owner)
    make_consent(person, host)
    assert "You accept it." in Page(hester.get(host_page(host)).text).text
    page = vera.submit(vera.get(OWN), form="Stop sharing with Marston Readers")
    assert "cannot see your checks any more" in Page(follow(vera, page).text).text
    seen = Page(hester.get(host_page(host)).text).text
    assert "You accept it." not in seen
    assert "barred list: not seen yet" in seen
    text = Page(vera.get(OWN).text).text
    assert "You have it. Agree that this host may see it." in text


def test_another_host_accepts_what_was_seen_before_and_takes_it_back(
    db_session: Session,
    host: Organisation,
    owner: User,
    person: User,
    booking: Booking,
    hester: InspectingClient,
    outbox: Outbox,
) -> None:
    make_check(person, make_user())
    make_consent(person, host)
    page = hester.get(host_page(host))
    assert "you have not accepted it yet" in Page(page.text).text
    check = db_session.scalars(select(models.Check)).one()
    token = {"csrf_token": hester.csrf_token(page)}
    page = follow(hester, hester.post(f"{host_page(host)}/{check.id}/accept", data=token))
    assert "You accept it." in Page(page.text).text
    assert outbox.last_to("vera@example.org").subject == "Marston Readers accepts a check of yours"
    again = hester.post(f"{host_page(host)}/{check.id}/accept", data=token)
    assert again.status_code == 303
    assert db_session.scalar(select(func.count()).select_from(models.CheckAcceptance)) == 1
    page = follow(hester, hester.post(f"{host_page(host)}/{check.id}/reject", data=token))
    assert "You have not accepted it." in Page(page.text).text
    assert "no longer accepts" in outbox.last_to("vera@example.org").subject
    hester.post(f"{host_page(host)}/{check.id}/reject", data=token)
    assert db_session.scalar(select(func.count()).select_from(models.CheckAcceptance)) == 0


def test_another_hosts_own_training_is_not_shown_and_cannot_be_accepted(
    host: Organisation, person: User, booking: Booking, hester: InspectingClient
) -> None:
    make_consent(person, host)
    theirs = make_check(person, make_user(), kind="training")
    page = hester.get(host_page(host))
    assert "Record a check you have seen" in page.text
    assert f"/{theirs.id}/accept" not in page.text
    token = {"csrf_token": hester.csrf_token(page)}
    page = follow(hester, hester.post(f"{host_page(host)}/{theirs.id}/accept", data=token))
    assert "That is another host’s own" in Page(page.text).text


def test_a_host_that_may_not_see_cannot_record_or_accept(
    host: Organisation, person: User, owner: User, booking: Booking, hester: InspectingClient
) -> None:
    check = make_check(person, owner)
    token = {"csrf_token": hester.csrf_token(hester.get(host_page(host)))}
    assert hester.get(f"{host_page(host)}/people/{person.id}/add").status_code == 404
    assert hester.post(f"{host_page(host)}/{check.id}/accept", data=token).status_code == 404
    consent = make_consent(person, host, withdrawn_at=utcnow())
    assert consent.withdrawn_at is not None
    assert hester.post(f"{host_page(host)}/{check.id}/accept", data=token).status_code == 404


def test_nobody_records_a_check_of_their_own(
    host: Organisation, owner: User, hester: InspectingClient
) -> None:
    make_consent(owner, host)
    address = f"{host_page(host)}/people/{owner.id}/add"
    answer = hester.submit(hester.get(address), a_check())
    assert "cannot record a check of your own" in " ".join(Page(answer.text).error_summary)


def test_a_host_one_has_not_booked_with_is_nobody(
    db_session: Session, other_host: Organisation, vera: InspectingClient
) -> None:
    token = {"csrf_token": vera.csrf_token(vera.get(DAYS))}
    for tail in ("share", "stop-sharing"):
        answer = vera.post(f"/account/checks/hosts/{other_host.id}/{tail}", data=token)
        assert answer.status_code == 404
    assert db_session.scalars(select(models.CheckConsent)).all() == []


def test_what_is_missing_says_why(
    db_session: Session, host: Organisation, owner: User, person: User
) -> None:
    today = utcnow().date()
    needs = ["dbs-enhanced", "training", "induction", "references"]
    expired = make_check(person, owner, kind="training", renew_on=today - timedelta(days=1))
    make_acceptance(expired, host, owner)
    make_acceptance(make_check(person, owner, kind="induction"), host, owner)

    def missing(on_day=None) -> dict[str, Standing]:
        found = list_missing(person.id, host.id, needs, on_day, today)
        return {each.requirement: each.standing for each in found}

    make_check(person, owner)
    assert missing() == {
        "dbs-enhanced": Standing.NO_CONSENT,
        "training": Standing.EXPIRED,
        "induction": Standing.NO_CONSENT,
        "references": Standing.NEVER_HELD,
    }
    make_consent(person, host)
    assert missing() == {
        "dbs-enhanced": Standing.NOT_ACCEPTED,
        "training": Standing.EXPIRED,
        "references": Standing.NEVER_HELD,
    }
    assert missing(today - timedelta(days=1))["dbs-enhanced"] == Standing.NOT_ACCEPTED
    assert "training" not in missing(today - timedelta(days=1))
    assert list_missing(person.id, host.id, [], None, today) == []


def test_a_person_deletes_a_check_and_days(
    db_session: Session, owner: User, person: User, host: Organisation, vera: InspectingClient
) -> None:
    make_acceptance(make_check(person, owner), host, owner)
    page = vera.get(OWN)
    token = {"csrf_token": vera.csrf_token(page)}
    check = db_session.scalars(select(models.Check)).one()
    page = follow(vera, vera.post(f"/account/checks/{check.id}/delete", data=token))
    assert "Deleted for good" in Page(page.text).text
    assert db_session.scalars(select(models.CheckAcceptance)).all() == []

    today = utcnow().date()
    page = vera.get(DAYS)
    values = date_parts("day", today - timedelta(days=3)) | {"people": "children"}
    page = follow(vera, vera.submit(page, values, form="Add this day"))
    assert "Kept. It counts from now on." in Page(page.text).text
    again = vera.submit(page, values, form="Add this day")
    assert "You have told us this day already" in Page(again.text).error_summary
    old = date_parts("day", today - timedelta(days=200)) | {"people": "children"}
    refused = vera.submit(page, old, form="Add this day")
    assert "Enter a day in the last 6 months" in Page(refused.text).error_summary
    told = db_session.scalars(select(models.ToldDay)).one()
    page = follow(vera, vera.post(f"/account/checks/days/{told.id}/remove", data=token))
    assert "None yet." in Page(page.text).text


def test_warnings_go_out_once_each(
    db_session: Session, owner: User, person: User, outbox: Outbox
) -> None:
    today = utcnow().date()
    for days in (61, 30, 7, -1):
        make_check(person, owner, renew_on=today + timedelta(days=days))
    make_check(person, owner, renew_on=None)
    assert service.warn_of_renewals() == 2
    assert sorted(mail.subject for mail in outbox.to("vera@example.org")) == [
        "To renew in 30 days: Enhanced DBS check with the children’s barred list",
        "To renew in 7 days: Enhanced DBS check with the children’s barred list",
    ]
    assert service.warn_of_renewals() == 0
    assert len(outbox.all()) == 2


def test_what_is_not_needed_is_forgotten_and_the_rest_kept(
    db_session: Session, host: Organisation, owner: User, person: User
) -> None:
    today = utcnow().date()
    long_ago = today - timedelta(days=400)
    old = {"issued_on": long_ago, "seen_on": long_ago}
    kept = make_check(person, owner, **old)
    make_acceptance(kept, host, owner)
    make_consent(person, host)
    fresh = make_check(person, owner)
    make_check(person, owner, **old)
    expired = make_check(person, owner, **old, renew_on=today - timedelta(days=200))
    make_acceptance(expired, host, owner)
    make_told_day(person, today - timedelta(days=200))
    make_told_day(person, today)
    make_consent(make_user(), host, withdrawn_at=utcnow() - timedelta(days=200))
    kept_ids = {kept.id, fresh.id}
    assert service.forget_what_is_not_needed() == 2
    assert set(db_session.scalars(select(models.Check.id))) == kept_ids
    assert db_session.scalars(select(models.ToldDay.day)).all() == [today]
    assert len(db_session.scalars(select(models.CheckConsent)).all()) == 1
    assert service.forget_what_is_not_needed() == 0


def test_a_person_is_exported_and_erased_whole(
    db_session: Session, host: Organisation, owner: User, person: User
) -> None:
    from_others = make_check(owner, person)
    make_acceptance(make_check(person, owner), host, owner)
    make_consent(person, host)
    make_told_day(person, utcnow().date())
    found = service.queries.find_export(person.id)
    assert {name: len(rows) for name, rows in found.items()} == {
        "checks": 1,
        "check_consents": 1,
        "told_days": 1,
    }
    assert set(found["checks"][0]) == ALLOWED[models.Check]
    service.erase_person(person.id)
    assert not any(service.queries.find_export(person.id).values())
    assert db_session.scalars(select(models.Check.id)).all() == [from_others.id]


def test_pages_take_the_same_statements_for_many_and_stay_below_fifteen(
    db_session: Session,
    host: Organisation,
    owner: User,
    hester: InspectingClient,
    vera: InspectingClient,
    person: User,
    booking: Booking,
) -> None:
    make_consent(person, host)
    make_check(person, owner)

    def measure() -> tuple[int, int]:
        return count_statements(hester, host_page(host)), count_statements(vera, OWN)

    few = measure()
    for number in range(12):
        other = make_user(name=f"Volunteer {number:02}")
        make_consent(other, host)
        make_acceptance(make_check(other, owner), host, owner)
        make_booking(other, booking.opportunity, booking.session)
        role = make_opportunity(host, role_facts=booking.opportunity.role_facts)
        make_booking(person, role, make_session(role))
    assert measure() == few
    assert max(few) <= 15


def test_the_host_page_has_a_second_page(
    host: Organisation, hester: InspectingClient, booking: Booking
) -> None:
    for number in range(20):
        other = make_user(name=f"Another {number:02}")
        make_booking(other, booking.opportunity, booking.session)
    page = hester.get(host_page(host))
    assert "Showing 1 to 20 of 21 people" in Page(page.text).text
    assert "Vera Underhill" not in page.text
    assert "Vera Underhill" in hester.get(f"{host_page(host)}?page=2").text
    assert "There is nobody on this page" in hester.get(f"{host_page(host)}?page=3").text


def test_any_post_is_answered(
    host: Organisation,
    person: User,
    hester: InspectingClient,
    vera: InspectingClient,
) -> None:
    make_consent(person, host)
    fuzz_form(hester, f"{host_page(host)}/people/{person.id}/add")
    fuzz_form(vera, DAYS, form="Add this day")
    hostile_query_strings(hester, host_page(host), ["page"])


def test_a_post_of_every_column_changes_the_forms_own_only(
    db_session: Session, host: Organisation, person: User, hester: InspectingClient
) -> None:
    make_consent(person, host)
    before = snapshot(db_session)
    post_every_column(hester, f"{host_page(host)}/people/{person.id}/add", a_check())
    changed = {table for table, _ in changes(before, snapshot(db_session))}
    assert changed <= {
        "checks",
        "check_acceptances",
        "audit_events",
        "audit_details",
        "outbox_messages",
        "sign_ins",
    }
    (check,) = db_session.scalars(select(models.Check)).all()
    assert check.user_id == person.id


def test_empty_pages_say_what_comes(
    host: Organisation, hester: InspectingClient, vera: InspectingClient
) -> None:
    assert "Nobody yet" in Page(hester.get(host_page(host)).text).text
    text = Page(vera.get(OWN).text).text
    for words in ("You have no place to come", "Nothing recorded yet", "Nobody yet."):
        assert words in text


def test_a_service_refuses_what_a_page_would_not_offer(
    host: Organisation, person: User, act_as: Callable
) -> None:
    with pytest.raises(service.DomainError, match="once you have asked it for a place"):
        service.give_consent(act_as(person), host)
