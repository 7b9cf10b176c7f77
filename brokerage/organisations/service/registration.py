"""From the first answer to an application in a broker's hands; and later changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations import emails, rules
from brokerage.organisations.models import (
    Membership,
    Organisation,
    OrganisationCategory,
    OrganisationCause,
)
from brokerage.organisations.queries.member import find_empty_draft
from brokerage.organisations.service.evidence import lapse_registration
from brokerage.permissions import Subject
from brokerage.places.queries import FoundPlace, find_place

KIND = "organisation"
TAKEN_NUMBER = (
    "This number is already registered here. Ask a member of that organisation to invite you, "
    "or ask us for help."
)
PLAIN_FIELDS: Mapping[str, tuple[str, ...]] = {
    rules.Step.KIND: ("kind", "is_social_enterprise"),
    rules.Step.NAME: ("name", "website"),
    rules.Step.REACH: ("serves_areas", "serves_miles", "serves_remotely"),
    rules.Step.WANTS: ("wants",),
}
"""What each step stores as it is; the other steps have functions of their own."""


@writes
def start_registration(actor: Subject) -> Organisation:
    """Begin a draft; whoever begins it owns it. One that is still empty is taken up again."""
    empty = find_empty_draft(actor.user_id)
    if empty is not None:
        return empty
    organisation = Organisation(status=rules.Status.DRAFT, created_at=utcnow())
    db.session.add(organisation)
    db.session.flush()
    db.session.add(
        Membership(
            organisation_id=organisation.id,
            user_id=actor.user_id,
            role=rules.Role.OWNER,
            joined_at=utcnow(),
        )
    )
    audit.record(actor, "organisations:organisation:start", KIND, organisation.id)
    return organisation


@writes
def save_plain_step(
    actor: Subject, organisation: Organisation, step: str, answers: Mapping[str, Any]
) -> None:
    """Keep the answers of a step that needs nothing worked out."""
    kept = {field: answers[field] for field in PLAIN_FIELDS[step] if field in answers}
    if step == rules.Step.KIND:
        is_declared = answers.get("is_social_enterprise", False)
        is_one = kept["kind"] == rules.Kind.SOCIAL_ENTERPRISE
        kept["is_social_enterprise"] = is_declared or is_one
    if step == rules.Step.NAME:
        kept["website"] = rules.clean_website(kept["website"])
    if step == rules.Step.REACH:
        rules.check_reach(kept["serves_areas"], kept["serves_miles"], kept["serves_remotely"])
    _save(actor, organisation, step, kept)


@writes
def save_registration(
    actor: Subject, organisation: Organisation, register: str | None, number: str
) -> None:
    """Keep the registration number as its register prints it, or that there is none."""
    cleaned = rules.clean_registration_number(register, number) if register else None
    answers = {
        "register": register or None,
        "registration_number": cleaned,
        "has_no_number": not register,
    }
    try:
        with db.session.begin_nested():
            _save(actor, organisation, rules.Step.REGISTRATION, answers)
    except IntegrityError as error:
        raise DomainError(TAKEN_NUMBER, "registration_number") from error


@writes
def save_place(actor: Subject, organisation: Organisation, postcode: str) -> FoundPlace:
    """Keep the postcode and the place it stands for; return the place, to be told of."""
    place = find_place(postcode)
    answers = {
        "postcode": place.postcode,
        "easting": place.easting,
        "northing": place.northing,
        "authority_code": place.authority_code,
        "is_place_approximate": place.is_approximate,
    }
    _save(actor, organisation, rules.Step.PLACE, answers)
    return place


@writes
def save_description(actor: Subject, organisation: Organisation, description: str) -> None:
    """Keep what the organisation does in its own words, and the line a card shows."""
    answers = {"description": description, "summary": rules.first_sentence(description)}
    is_new = description != organisation.description
    _save(actor, organisation, rules.Step.DESCRIPTION, answers)
    if is_new and organisation.status != rules.Status.APPROVED:
        # Categories are confirmed for these words, so other words are asked about again.
        organisation.answered = [
            step for step in organisation.answered if step != rules.Step.CATEGORIES
        ]
        db.session.flush()


@writes
def save_categories(
    actor: Subject, organisation: Organisation, categories: list[str], causes: list[str]
) -> None:
    """Keep the codes that were confirmed; none at all is an answer too."""
    rules.check_editable(organisation.status)
    before = {
        "categories": [each.code for each in organisation.categories],
        "causes": [each.code for each in organisation.causes],
    }
    after = {"categories": sorted(set(categories)), "causes": sorted(set(causes))}
    organisation.categories = [OrganisationCategory(code=code) for code in after["categories"]]
    organisation.causes = [OrganisationCause(code=code) for code in after["causes"]]
    _note_saved(actor, organisation, rules.Step.CATEGORIES, before, after)


@writes
def submit_application(actor: Subject, organisation: Organisation) -> None:
    """Hand the application to a broker; from here on the number is this organisation's."""
    rules.check_complete(organisation.answered)
    before = organisation.status
    try:
        with db.session.begin_nested():
            move(organisation, rules.Status.SUBMITTED)
    except IntegrityError as error:
        raise DomainError(TAKEN_NUMBER) from error
    organisation.submitted_at = utcnow()
    organisation.decision_reason = ""
    audit.record(
        actor,
        "organisations:application:submit",
        KIND,
        organisation.id,
        before={"status": before},
        after={"status": organisation.status},
    )
    decide_by = rules.decide_by(utcnow().date())
    emails.send_received(organisation, decide_by)
    emails.send_waits(organisation, decide_by)


@writes
def withdraw_organisation(actor: Subject, organisation: Organisation) -> None:
    """Take an application back, or an organisation out of the directory."""
    _change_status(
        actor, organisation, rules.Status.WITHDRAWN, "organisations:organisation:withdraw"
    )


@writes
def reopen_organisation(actor: Subject, organisation: Organisation) -> None:
    """Turn what was withdrawn into a draft again, with all its answers."""
    _change_status(actor, organisation, rules.Status.DRAFT, "organisations:organisation:reopen")


@writes
def confirm_profile(actor: Subject, organisation: Organisation) -> None:
    """Say that everything on the page is still right, as of today."""
    if organisation.status != rules.Status.APPROVED:
        raise DomainError("Only what is in the directory can be confirmed.")
    organisation.last_confirmed_on = utcnow().date()
    audit.record(actor, "organisations:organisation:confirm", KIND, organisation.id)
    mark_changed(KIND, organisation.id)


@writes
def move(organisation: Organisation, then: str) -> None:
    """Take the step on the live row, so that two people cannot take two different ones."""
    now = organisation.status
    rules.check_transition(now, then)
    moved = db.session.execute(
        update(Organisation)
        .where(Organisation.id == organisation.id, Organisation.status == now)
        .values(status=then)
        .returning(Organisation.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        raise DomainError("Someone else was quicker: this has changed in the meantime.")
    db.session.refresh(organisation)


def _change_status(actor: Subject, organisation: Organisation, then: str, action: str) -> None:
    before = organisation.status
    move(organisation, then)
    audit.record(
        actor,
        action,
        KIND,
        organisation.id,
        before={"status": before},
        after={"status": then},
    )
    mark_changed(KIND, organisation.id)


def _save(
    actor: Subject, organisation: Organisation, step: str, answers: Mapping[str, Any]
) -> None:
    rules.check_editable(organisation.status)
    before = {field: getattr(organisation, field) for field in answers}
    for field, value in answers.items():
        setattr(organisation, field, value)
    _note_saved(actor, organisation, step, before, answers)


def _note_saved(
    actor: Subject,
    organisation: Organisation,
    step: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    if step not in organisation.answered:
        organisation.answered = [*organisation.answered, step]
    db.session.flush()
    if dict(before) == dict(after):
        return
    audit.record(
        actor, "organisations:organisation:edit", KIND, organisation.id, before=before, after=after
    )
    if step in {rules.Step.KIND, rules.Step.NAME, rules.Step.REGISTRATION}:
        lapse_registration(actor, organisation)
    if organisation.status == rules.Status.APPROVED:
        mark_changed(KIND, organisation.id)
