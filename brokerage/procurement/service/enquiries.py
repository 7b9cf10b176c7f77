"""Sending one text to many suppliers alike, each once a brief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.emails import enquiries as emails
from brokerage.procurement.models import Approach, Brief, Enquiry
from brokerage.procurement.queries.briefs import get_locked_brief
from brokerage.procurement.queries.recipients import list_reached, list_recipients
from brokerage.procurement.queries.reservations import find_invite_block
from brokerage.procurement.queries.shortlists import list_shortlisted
from brokerage.procurement.rules import enquiries as rules
from brokerage.procurement.rules.briefs import BriefStatus
from brokerage.procurement.service.decisions import record_for_brief

KIND = "enquiry"
NOT_LOOKING = "Only a brief that looks for suppliers can ask them."
NOBODY_NEW = "There is nobody new to ask: add suppliers to the shortlist, or search again"
JUST_NOW = "A supplier answered in this moment. Check whom it goes to and send again."


@dataclass(frozen=True, kw_only=True)
class EnquiryDraft:
    """What is sent, and to whom."""

    title: str
    text: str
    answer_by: date
    decide_by: date
    audience: str


def check_draft(draft: EnquiryDraft) -> None:
    """Refuse what could not be sent."""
    rules.check_text(draft.text)
    rules.check_answer_by(draft.answer_by, utcnow().date())
    rules.check_decide_by(draft.decide_by, draft.answer_by)


def check_invitable(brief: Brief, audience: str) -> None:
    """Refuse to ask an audience that was narrowed in a way no reservation allows."""
    block = find_invite_block(brief, audience)
    if block is not None:
        raise DomainError(block, "audience")


@writes
def send_enquiry(actor: Subject, brief: Brief, draft: EnquiryDraft) -> tuple[Enquiry, int]:
    """Send the text to those of the audience that no enquiry has reached; say how many."""
    check_draft(draft)
    # Of two enquiries at once the second waits here and then finds whom the first reached.
    if get_locked_brief(brief).status != BriefStatus.LOOKING:
        raise DomainError(NOT_LOOKING)
    check_invitable(brief, draft.audience)
    new = list_recipients(brief, draft.audience).new
    if not new:
        raise DomainError(NOBODY_NEW, "audience")
    enquiry = _add_enquiry(actor, brief, draft)
    _approach(enquiry, new)
    ids = [organisation.id for organisation in new]
    after = {
        "audience": draft.audience,
        "answer_by": draft.answer_by.isoformat(),
        "decide_by": draft.decide_by.isoformat(),
        "organisation_ids": ids,
    }
    audit.record(actor, "procurement:enquiry:send", KIND, enquiry.id, after=after)
    record_for_brief(actor, brief.id, ids, "enquired")
    emails.send_enquiry(enquiry, list_reached(enquiry.id))
    emails.send_enquiry_copy(enquiry, len(new))
    return enquiry, len(new)


def _add_enquiry(actor: Subject, brief: Brief, draft: EnquiryDraft) -> Enquiry:
    enquiry = Enquiry(
        brief_id=brief.id,
        title=draft.title,
        text=draft.text,
        answer_by=draft.answer_by,
        decide_by=draft.decide_by,
        sent_by_id=actor.user_id or 0,
        sent_at=utcnow(),
    )
    db.session.add(enquiry)
    db.session.flush()
    return enquiry


def _approach(enquiry: Enquiry, organisations: Sequence[Organisation]) -> None:
    """Join each to the brief, once: who answered the open brief before keeps that answer.

    Those on the shortlist already see so from the beginning.
    """
    ids = [organisation.id for organisation in organisations]
    shortlisted = list_shortlisted(enquiry.brief_id, ids)
    known = set(
        db.session.scalars(
            update(Approach)
            .where(
                Approach.brief_id == enquiry.brief_id,
                Approach.organisation_id.in_(ids),
                Approach.enquiry_id.is_(None),
            )
            .values(enquiry_id=enquiry.id)
            .returning(Approach.organisation_id)
            .execution_options(synchronize_session=False)
        )
    )
    added = [
        Approach(
            brief_id=enquiry.brief_id,
            organisation_id=each,
            enquiry_id=enquiry.id,
            shortlisted_at=enquiry.sent_at if each in shortlisted else None,
        )
        for each in ids
        if each not in known
    ]
    try:
        with db.session.begin_nested():
            db.session.add_all(added)
    except IntegrityError as error:
        raise DomainError(JUST_NOW) from error
    db.session.expire_all()
