"""Leads fill in their own pledge by a link: it ends, can be revoked, and names nobody."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select, update

from brokerage import audit
from brokerage.charter import emails, rules
from brokerage.charter.models import LeadEntry, LeadLink, TakenPledge
from brokerage.charter.queries import leads as queries
from brokerage.charter.rules.terms import quarter_of
from brokerage.charter.service.figures import find_for, keep
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import ANONYMOUS, SYSTEM, Subject

KIND = "taken_pledge"
WORKS_FOR = timedelta(days=30)
OVER = "This link is over. Ask for a new one."


def digest_of(token: str) -> str:
    """Return what is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@writes
def send_lead_link(actor: Subject, taken: TakenPledge, address: str) -> LeadLink:
    """Send the lead of a pledge a link for this quarter; the one before works no more."""
    if taken.term.status != rules.TermStatus.APPROVED:
        raise DomainError("Leads fill in pledges that are signed.")
    revoke_lead_link(actor, taken)
    return _send(actor, taken, address, utcnow().date())


@writes
def revoke_lead_link(actor: Subject, taken: TakenPledge) -> bool:
    """Let no link of a pledge work any more; return whether one did."""
    now = utcnow()
    revoked = db.session.scalars(
        update(LeadLink)
        .where(LeadLink.taken_pledge_id == taken.id, LeadLink.revoked_at.is_(None))
        .values(revoked_at=now, sent_to="")
        .returning(LeadLink.id)
    ).all()
    if revoked:
        audit.record(actor, "charter:lead-link:revoke", KIND, taken.id)
    return bool(revoked)


@writes
def fill_as_lead(link: LeadLink, value: Decimal, note: str) -> None:
    """Take a lead's figure; a later one counts instead, and the earlier one stays."""
    now = utcnow()
    if link.revoked_at is not None or link.expires_at <= now:
        raise DomainError(OVER)
    taken = link.taken_pledge
    if taken.term.status != rules.TermStatus.APPROVED:
        raise DomainError(OVER)
    db.session.add(
        LeadEntry(
            taken_pledge_id=taken.id,
            lead_link_id=link.id,
            value=value,
            note=note,
            entered_on=now.date(),
        )
    )
    db.session.flush()
    if taken.source == rules.EvidenceSource.OWN_RECORD:
        keep(taken, find_for(taken.term, taken, now.date()), now.date())
        db.session.flush()
    audit.record(ANONYMOUS, "charter:lead-link:fill", KIND, taken.id, after={"value": str(value)})


@writes
def forget_leads(term_id: int) -> None:
    """Delete the addresses of a term's leads, and let their links work no more."""
    of_term = select(TakenPledge.id).where(TakenPledge.term_id == term_id)
    db.session.execute(
        update(LeadLink)
        .where(LeadLink.taken_pledge_id.in_(of_term))
        .values(sent_to="", revoked_at=func.coalesce(LeadLink.revoked_at, utcnow()))
        .execution_options(synchronize_session=False)
    )


@writes
def send_links_of_quarter() -> int:
    """Ask the leads again in a new quarter; return how many."""
    today = utcnow().date()
    links = queries.list_links_to_renew(quarter_of(today), today)
    for link in links:
        _send(SYSTEM, link.taken_pledge, link.sent_to, today)
        link.sent_to = ""
    db.session.flush()
    return len(links)


def _send(actor: Subject, taken: TakenPledge, address: str, today: date) -> LeadLink:
    token, now = secrets.token_urlsafe(32), utcnow()
    link = LeadLink(
        taken_pledge=taken,
        quarter_on=quarter_of(today),
        token_digest=digest_of(token),
        sent_to=address,
        sent_at=now,
        expires_at=now + WORKS_FOR,
    )
    db.session.add(link)
    db.session.flush()
    audit.record(actor, "charter:lead-link:send", KIND, taken.id)
    emails.send_lead_link(link, token)
    return link
