"""A broker's decisions on applications."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations import emails, rules
from brokerage.organisations.models import Organisation
from brokerage.organisations.service.evidence import verify_registration
from brokerage.organisations.service.registration import KIND, move
from brokerage.permissions import Subject


@writes
def approve_application(
    actor: Subject, organisation: Organisation, *, register_seen: str = ""
) -> None:
    """Let the organisation into the directory and the matcher.

    `register_seen` says where the broker found the registration number, if they did.
    """
    _decide(actor, organisation, rules.Status.APPROVED, "")
    organisation.slug = organisation.slug or make_slug(str(organisation.name))
    organisation.last_confirmed_on = utcnow().date()
    db.session.flush()
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


def make_slug(name: str) -> str:
    """Return an address part for the name that no other organisation has."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:70].strip("-") or "organisation"
    taken = set(
        db.session.scalars(select(Organisation.slug).where(Organisation.slug.like(f"{stem}%")))
    )
    if stem not in taken:
        return stem
    return next(f"{stem}-{n}" for n in range(2, len(taken) + 3) if f"{stem}-{n}" not in taken)


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
