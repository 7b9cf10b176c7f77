"""Loads the invented people and bodies of `seed/demonstration/`, through the services.

They go the way everyone goes: a registration step by step, an application, a broker's
decision. Then the dates are put back to when it is told to have happened.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, select

from brokerage.accounts.models import User
from brokerage.accounts.rules import AgeBand, email_key
from brokerage.extensions import db, writes
from brokerage.mail import OutboxMessage
from brokerage.organisations.models import Membership, Organisation
from brokerage.organisations.rules import EvidenceKind, Role, Status, Step
from brokerage.organisations.service import decisions, evidence, members, registration
from brokerage.permissions import Subject
from brokerage.web.hashing import hash_password

Row = Mapping[str, Any]
MIDDAY = time(12, tzinfo=UTC)
DAYS_TO_WRITE = timedelta(days=2)
"""How long before it was handed in an application is told to have been begun."""
PEOPLE_JOINED_DAYS_AGO = 240


@writes
def load_demonstration(today: date) -> int:
    """Load what is missing, dated back from today; return how many organisations were added.

    Needs the reference places. What is there already, known by its slug, is left alone.
    """
    last_mail = db.session.scalar(select(func.max(OutboxMessage.id))) or 0
    people = _load_people(today)
    broker = next(user.as_subject() for user in people.values() if user.is_broker)
    known = set(db.session.scalars(select(Organisation.slug)))
    missing = [row for row in _read("organisations.json") if row["slug"] not in known]
    for row in missing:
        _load_organisation(row, people, broker, today)
    # These mails belong to the past that is told: nobody would find today's among hundreds.
    db.session.execute(delete(OutboxMessage).where(OutboxMessage.id > last_mail))
    return len(missing)


def _read(name: str) -> list[Row]:
    folder: Path = current_app.extensions["config"].seed_folder / "demonstration"
    rows: list[Row] = json.loads((folder / name).read_text(encoding="utf-8"))
    return rows


def _load_people(today: date) -> dict[str, User]:
    """Return each person of the file by address, added where they were missing."""
    rows = _read("people.json")
    keys = [email_key(row["email"]) for row in rows]
    users = {user.email_key: user for user in db.session.scalars(select(User).order_by(User.id))}
    # One hash of a password that nobody has ever seen: they are entered with one click only.
    locked = "" if users.keys() >= set(keys) else hash_password(secrets.token_urlsafe(32))
    for key, row in zip(keys, rows, strict=True):
        if key not in users:
            users[key] = _make_user(row, key, locked, _moment(today, PEOPLE_JOINED_DAYS_AGO))
            db.session.add(users[key])
    db.session.flush()
    return {row["email"]: users[key] for key, row in zip(keys, rows, strict=True)}


def _make_user(row: Row, key: str, password_hash: str, joined_at: datetime) -> User:
    return User(
        email=row["email"],
        email_key=key,
        name=row["name"],
        password_hash=password_hash,
        age_band=AgeBand.ADULT,
        created_at=joined_at,
        verified_at=joined_at,
        is_broker=row["is_broker"],
        is_administrator=row["is_administrator"],
    )


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
            evidence.verify_evidence(broker, organisation, shown, each["note"], None)
        shown.stated_on = shown.verified_on = today - timedelta(days=days_ago)


def _date_back(organisation: Organisation, row: Row, today: date) -> None:
    """Put the dates to when it is told to have happened."""
    submitted, decided = row["submitted_days_ago"], row["decided_days_ago"]
    confirmed = row["last_confirmed_days_ago"]
    organisation.created_at = _moment(today, submitted or 0) - DAYS_TO_WRITE
    organisation.submitted_at = None if submitted is None else _moment(today, submitted)
    organisation.decided_at = None if decided is None else _moment(today, decided)
    organisation.last_confirmed_on = (
        None if confirmed is None else today - timedelta(days=confirmed)
    )
    joined = select(Membership).where(Membership.organisation_id == organisation.id)
    for membership in db.session.scalars(joined):
        membership.joined_at = organisation.created_at


def _moment(today: date, days_ago: int) -> datetime:
    return datetime.combine(today - timedelta(days=days_ago), MIDDAY)
