"""Writing an opportunity, and everything a host does with it until it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from brokerage import audit
from brokerage.checks.rules.facts import RoleFacts
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import decide_by
from brokerage.permissions import Subject
from brokerage.places.queries import FoundPlace, find_place
from brokerage.volunteering.emails import opportunities as emails
from brokerage.volunteering.models import Opportunity, OpportunityPicture
from brokerage.volunteering.queries.hosts import (
    count_coming_sessions,
    find_empty_draft,
    has_published_before,
    list_closable,
)
from brokerage.volunteering.queries.needs import list_lawful, list_with_rule
from brokerage.volunteering.rules import opportunities as rules
from brokerage.volunteering.rules.changes import describe_changes
from brokerage.volunteering.rules.opportunities import OpportunityStatus, Step
from brokerage.volunteering.service import bookings

KIND = "opportunity"
STEP_FIELDS: Mapping[str, tuple[str, ...]] = {
    Step.ROLE: ("title", "description"),
    Step.FIT: ("causes", "skills"),
    Step.TIME: (
        "commitment",
        "minutes",
        "is_flexible",
        "flexible_places",
        "pattern",
        "day_parts",
    ),
    Step.PLACE: ("is_remote", "postcode", "place_name", "easting", "northing"),
    Step.PEOPLE: ("role_facts", "requirements"),
    Step.NEEDS: ("minimum_band", "requirements"),
    Step.PRACTICAL: ("access", "expenses"),
}
"""What each step stores; a copy takes all of it along."""
FEWER_THAN_TAKEN = "More people than that have a place already. Cancel their places first."


@writes
def start_opportunity(actor: Subject, organisation: Organisation) -> Opportunity:
    """Begin a draft for an approved host; one that is still empty is taken up again."""
    rules.check_host(organisation.status, organisation.wants)
    empty = find_empty_draft(organisation.id)
    if empty is not None:
        return empty
    opportunity = Opportunity(
        organisation_id=organisation.id, status=OpportunityStatus.DRAFT, created_at=utcnow()
    )
    db.session.add(opportunity)
    db.session.flush()
    audit.record(actor, "volunteering:opportunity:start", KIND, opportunity.id)
    return opportunity


@writes
def save_opportunity_step(
    actor: Subject, opportunity: Opportunity, step: str, answers: Mapping[str, Any]
) -> None:
    """Keep the answers of any step but the place's."""
    kept = {field: answers[field] for field in STEP_FIELDS[step] if field in answers}
    if step == Step.FIT:
        rules.check_fit(kept["causes"], kept["skills"])
    if step == Step.TIME:
        kept = _check_time(opportunity, kept)
    if step == Step.NEEDS:
        kept["requirements"] = list_lawful(opportunity, kept)
    _save(actor, opportunity, step, kept)


@writes
def save_role_facts(actor: Subject, opportunity: Opportunity, facts: RoleFacts) -> None:
    """Keep whom a volunteer is with and how; the rules then say which DBS check that means."""
    answers = {
        "role_facts": facts.as_values(),
        "requirements": list_with_rule(opportunity, facts),
    }
    _save(actor, opportunity, Step.PEOPLE, answers)


@writes
def save_opportunity_place(
    actor: Subject,
    opportunity: Opportunity,
    postcode: str | None,
    place_name: str,
    is_remote: bool,
) -> FoundPlace | None:
    """Keep where it is; return the place that the postcode stands for (None: remote)."""
    place = None if is_remote else find_place(postcode or "")
    answers = {
        "is_remote": is_remote,
        "postcode": place.postcode if place else None,
        "place_name": "" if is_remote else place_name,
        "easting": place.easting if place else None,
        "northing": place.northing if place else None,
    }
    _save(actor, opportunity, Step.PLACE, answers)
    return place


@writes
def publish_opportunity(actor: Subject, opportunity: Opportunity) -> None:
    """Show it to everyone; a host's first one is handed to a broker instead."""
    host = opportunity.organisation
    rules.check_host(host.status, host.wants)
    check_complete(opportunity)
    then = rules.status_when_published(
        opportunity.status, has_published_before=has_published_before(host.id)
    )
    move(actor, opportunity, then, "publish")
    if then == OpportunityStatus.PUBLISHED:
        note_published(opportunity)
        return
    opportunity.submitted_at, opportunity.decision_reason = utcnow(), ""
    db.session.flush()
    by = decide_by(utcnow().date())
    emails.send_received(opportunity, by)
    emails.send_waits(opportunity, by)


@writes
def close_opportunity(actor: Subject, opportunity: Opportunity, reason: str) -> int:
    """Take it off the board; whoever is booked or waits is told. Return how many are."""
    move(actor, opportunity, OpportunityStatus.CLOSED, "close", reason=reason)
    opportunity.closed_at = utcnow()
    db.session.flush()
    mark_changed(KIND, opportunity.id)
    return bookings.cancel_bookings(actor, opportunity, None, reason)


@writes
def close_opportunities_of(actor: Subject, host: Organisation) -> None:
    """Close everything of a host that leaves, so that nobody goes where nobody waits."""
    for opportunity in list_closable(host.id):
        close_opportunity(actor, opportunity, f"{host.name} does not take volunteers here now.")


@writes
def reopen_opportunity(actor: Subject, opportunity: Opportunity) -> None:
    """Publish again what was public and is complete; anything else becomes a draft."""
    rules.check_status(opportunity.status, OpportunityStatus.CLOSED)
    host = opportunity.organisation
    rules.check_host(host.status, host.wants)
    then = OpportunityStatus.PUBLISHED
    if opportunity.published_at is None or rules.list_missing(**_completeness(opportunity)):
        then = OpportunityStatus.DRAFT
    move(actor, opportunity, then, "reopen")
    opportunity.closed_at = None
    db.session.flush()
    mark_changed(KIND, opportunity.id)


@writes
def copy_opportunity(actor: Subject, opportunity: Opportunity) -> Opportunity:
    """Begin a draft with the same answers and picture, and without dates."""
    host = opportunity.organisation
    rules.check_host(host.status, host.wants)
    fields = [field for step in STEP_FIELDS.values() for field in step]
    copied = Opportunity(
        organisation_id=opportunity.organisation_id,
        status=OpportunityStatus.DRAFT,
        created_at=utcnow(),
        answered=list(opportunity.answered),
        **{field: getattr(opportunity, field) for field in fields},
    )
    picture = opportunity.picture
    if picture is not None:
        copied.picture = OpportunityPicture(
            digest=picture.digest,
            alt_text=picture.alt_text,
            width=picture.width,
            height=picture.height,
            jpeg=picture.jpeg,
        )
    db.session.add(copied)
    db.session.flush()
    audit.record(
        actor, "volunteering:opportunity:copy", KIND, copied.id, after={"of": opportunity.id}
    )
    return copied


def check_complete(opportunity: Opportunity) -> None:
    """Refuse to publish what is not finished."""
    rules.check_complete(**_completeness(opportunity))


@writes
def note_published(opportunity: Opportunity) -> None:
    """Keep when it became public, and let searches find it."""
    opportunity.published_at = utcnow()
    opportunity.decision_reason = ""
    db.session.flush()
    mark_changed(KIND, opportunity.id)


@writes
def move(
    actor: Subject, opportunity: Opportunity, then: str, verb: str, *, reason: str = ""
) -> None:
    """Take the step on the live row, so that two people cannot take two different ones."""
    now = opportunity.status
    rules.check_opportunity_transition(now, then)
    moved = db.session.execute(
        update(Opportunity)
        .where(Opportunity.id == opportunity.id, Opportunity.status == now)
        .values(status=then)
        .returning(Opportunity.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        raise DomainError("Someone else was quicker: this has changed in the meantime.")
    db.session.refresh(opportunity, ["status"])
    audit.record(
        actor,
        f"volunteering:opportunity:{verb}",
        KIND,
        opportunity.id,
        before={"status": now},
        after={"status": then} | ({"reason": reason} if reason else {}),
    )


@writes
def note_changed(opportunity: Opportunity) -> None:
    """Let searches see what is different, where the opportunity is public."""
    if opportunity.status == OpportunityStatus.PUBLISHED:
        mark_changed(KIND, opportunity.id)


def _completeness(opportunity: Opportunity) -> dict[str, Any]:
    return {
        "answered": opportunity.answered,
        "is_flexible": opportunity.is_flexible,
        "coming_sessions": count_coming_sessions(opportunity.id, utcnow()),
    }


def _check_time(opportunity: Opportunity, answers: Mapping[str, Any]) -> dict[str, Any]:
    rules.check_time(
        answers,
        was_published=opportunity.published_at is not None,
        was_flexible=opportunity.is_flexible,
    )
    if answers["is_flexible"]:
        return dict(answers)
    return {**answers, "flexible_places": opportunity.flexible_taken, "day_parts": []}


def _save(actor: Subject, opportunity: Opportunity, step: str, answers: Mapping[str, Any]) -> None:
    rules.check_editable(opportunity.status)
    before = {field: getattr(opportunity, field) for field in answers}
    if "flexible_places" in answers:
        _change_flexible_places(opportunity, answers["flexible_places"])
    for field, value in answers.items():
        setattr(opportunity, field, value)
    if step not in opportunity.answered:
        opportunity.answered = [*opportunity.answered, step]
    db.session.flush()
    if before == dict(answers):
        return
    audit.record(
        actor,
        "volunteering:opportunity:edit",
        KIND,
        opportunity.id,
        before=before,
        after=answers,
    )
    note_changed(opportunity)
    changes = describe_changes(before, answers)
    if changes and opportunity.status == OpportunityStatus.PUBLISHED:
        bookings.tell_booked(opportunity, None, changes)


def _change_flexible_places(opportunity: Opportunity, places: int) -> None:
    """Guarded like a session's places: a booking taken at the same moment is not lost."""
    changed = db.session.execute(
        update(Opportunity)
        .where(Opportunity.id == opportunity.id, Opportunity.flexible_taken <= places)
        .values(flexible_places=places)
        .returning(Opportunity.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if changed is None:
        raise DomainError(FEWER_THAN_TAKEN, "flexible_places")
    db.session.refresh(opportunity, ["flexible_places", "flexible_taken"])
