"""The invented and the real bodies, through registration, application and a decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.extensions import db, writes
from brokerage.organisations.models import Membership, Organisation
from brokerage.organisations.rules import EvidenceKind, Role, Status, Step
from brokerage.organisations.rules.evidence import INSURANCES
from brokerage.organisations.service import decisions, evidence, members, registration
from brokerage.permissions import Subject
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows

A_YEAR = timedelta(days=365)
DAYS_TO_WRITE = timedelta(days=2)
"""How long before it was handed in an application is told to have been begun."""


@writes
def load_organisations(people: Mapping[str, User], today: date) -> int:
    """Load those whose slug is not there yet; return how many they are."""
    broker = next(user.as_subject() for user in people.values() if user.is_broker)
    known = set(db.session.scalars(select(Organisation.slug)))
    missing = [row for row in read_rows("organisations.json") if row["slug"] not in known]
    for row in missing:
        _load_organisation(row, people, broker, today)
    return len(missing)


def _load_organisation(row: Row, people: Mapping[str, User], broker: Subject, today: date) -> None:
    owner = next(each for each in row["members"] if each["role"] == Role.OWNER)
    actor = people[owner["email"]].as_subject()
    organisation = registration.start_registration(actor)
    organisation.slug = row["slug"]
    organisation.is_demonstration = True
    _answer(actor, organisation, row)
    for member in row["members"]:
        members.add_member(organisation.id, people[member["email"]].id, member["role"])
    _decide(actor, broker, organisation, row)
    _show_evidence(actor, broker, organisation, row, today)
    _date_back(organisation, row, today)
    db.session.flush()


def _answer(actor: Subject, organisation: Organisation, row: Row) -> None:
    """Answer the journey's questions; a draft is left before the last of them."""
    numbered = row["registration"] or {"register": None, "number": ""}
    serves = row["serves"]
    registration.save_plain_step(
        actor,
        organisation,
        Step.KIND,
        {"kind": row["kind"], "is_social_enterprise": row["is_social_enterprise"]},
    )
    registration.save_plain_step(
        actor, organisation, Step.NAME, {"name": row["name"], "website": row["website"] or ""}
    )
    registration.save_registration(actor, organisation, numbered["register"], numbered["number"])
    registration.save_place(actor, organisation, row["postcode"])
    registration.save_description(actor, organisation, row["description"])
    registration.save_categories(actor, organisation, row["categories"], row["causes"])
    organisation.summary = row["summary"]
    reach = {
        "serves_areas": serves.get("areas", []),
        "serves_miles": serves.get("miles"),
        "serves_remotely": serves.get("remote", False),
    }
    registration.save_plain_step(actor, organisation, Step.REACH, reach)
    if row["status"] != Status.DRAFT:
        registration.save_plain_step(actor, organisation, Step.WANTS, {"wants": row["wants"]})


def _decide(actor: Subject, broker: Subject, organisation: Organisation, row: Row) -> None:
    if row["status"] == Status.DRAFT:
        return
    registration.submit_application(actor, organisation)
    reason = row["reason"] or ""
    steps: Mapping[str, Callable[[], None]] = {
        Status.APPROVED: lambda: decisions.approve_application(broker, organisation),
        Status.CHANGES_ASKED: lambda: decisions.ask_for_changes(broker, organisation, reason),
        Status.DECLINED: lambda: decisions.decline_application(broker, organisation, reason),
        Status.WITHDRAWN: lambda: registration.withdraw_organisation(actor, organisation),
    }
    if row["status"] in steps:
        steps[row["status"]]()


def _show_evidence(
    actor: Subject, broker: Subject, organisation: Organisation, row: Row, today: date
) -> None:
    for each in row["evidence"]:
        days_ago = each["verified_days_ago"]
        if each["kind"] == EvidenceKind.REGISTRATION:
            evidence.verify_registration(broker, organisation, each["note"])
            shown = organisation.evidence[-1]
        else:
            note = each["note"] if days_ago is None else ""
            shown = evidence.state_evidence(actor, organisation, each["kind"], note)
        if days_ago is None:
            continue
        if shown.verified_on is None:
            ends = today + A_YEAR if each["kind"] in INSURANCES else None
            evidence.verify_evidence(broker, organisation, shown, each["note"], ends)
        shown.stated_on = shown.verified_on = today - timedelta(days=days_ago)
        if shown.expires_on is not None:
            shown.expires_on = shown.verified_on + A_YEAR


def _date_back(organisation: Organisation, row: Row, today: date) -> None:
    """Put the dates to when it is told to have happened."""
    submitted, decided = row["submitted_days_ago"], row["decided_days_ago"]
    confirmed = row["last_confirmed_days_ago"]
    organisation.created_at = moment(today, submitted or 0) - DAYS_TO_WRITE
    organisation.submitted_at = None if submitted is None else moment(today, submitted)
    organisation.decided_at = None if decided is None else moment(today, decided)
    organisation.last_confirmed_on = (
        None if confirmed is None else today - timedelta(days=confirmed)
    )
    joined = select(Membership).where(Membership.organisation_id == organisation.id)
    for membership in db.session.scalars(joined):
        membership.joined_at = organisation.created_at
