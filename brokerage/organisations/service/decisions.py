"""A broker's decisions on applications."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.mail import queue_mail
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations import rules
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.member import list_member_addresses
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
    _mail(organisation, f"{organisation.name} is now in the directory", "application_approved")


@writes
def ask_for_changes(actor: Subject, organisation: Organisation, reason: str) -> None:
    """Send the application back with what should be different."""
    _decide(actor, organisation, rules.Status.CHANGES_ASKED, reason)
    _mail(organisation, f"Please change your application for {organisation.name}", "changes_asked")


@writes
def decline_application(actor: Subject, organisation: Organisation, reason: str) -> None:
    """Say no, and why."""
    _decide(actor, organisation, rules.Status.DECLINED, reason)
    _mail(organisation, f"Your application for {organisation.name}", "application_declined")


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


def _mail(organisation: Organisation, subject: str, template: str) -> None:
    for address in list_member_addresses(organisation.id):
        queue_mail(
            to=address,
            subject=subject,
            template=f"organisations/{template}",
            organisation=organisation,
        )
