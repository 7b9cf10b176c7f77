"""A broker's decisions on applications."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations import emails, rules
from brokerage.organisations.models import Organisation
from brokerage.organisations.service.evidence import verify_registration
from brokerage.organisations.service.registration import KIND, move
from brokerage.organisations.service.slugs import make_slug
from brokerage.permissions import Subject

SAME_NAME = "Another organisation of this name was approved at the same moment. Approve it again."


@writes
def approve_application(
    actor: Subject, organisation: Organisation, *, register_seen: str = ""
) -> None:
    """Let the organisation into the directory and the matcher.

    `register_seen` says where the broker found the registration number, if they did.
    """
    _decide(actor, organisation, rules.Status.APPROVED, "")
    organisation.last_confirmed_on = utcnow().date()
    try:
        with db.session.begin_nested():
            organisation.slug = organisation.slug or make_slug(str(organisation.name))
    except IntegrityError as error:
        raise DomainError(SAME_NAME) from error
    if register_seen:
        verify_registration(actor, organisation, register_seen)
    mark_changed(KIND, organisation.id)
    emails.send_approved(organisation)


@writes
def ask_for_changes(actor: Subject, organisation: Organisation, reason: str) -> None:
    """Send the application back with what should be different."""
    _decide(actor, organisation, rules.Status.CHANGES_ASKED, reason)
    emails.send_changes_asked(organisation)


@writes
def decline_application(actor: Subject, organisation: Organisation, reason: str) -> None:
    """Say no, and why."""
    _decide(actor, organisation, rules.Status.DECLINED, reason)
    emails.send_declined(organisation)


def _decide(actor: Subject, organisation: Organisation, status: str, reason: str) -> None:
    before = organisation.status
    move(organisation, status)
    organisation.decided_at = utcnow()
    organisation.decision_reason = reason
    audit.record(
        actor,
        "organisations:application:decide",
        KIND,
        organisation.id,
        before={"status": before},
        after={"status": status, "reason": reason},
    )
