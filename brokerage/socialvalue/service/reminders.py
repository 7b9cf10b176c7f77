"""What the clock reminds of: an answer that is awaited, a delivery that is due, a yes."""

from __future__ import annotations

from brokerage.extensions import db, utcnow, writes
from brokerage.socialvalue.emails import agreements as agreement_emails
from brokerage.socialvalue.emails import talk as emails
from brokerage.socialvalue.models import Agreement, Offer
from brokerage.socialvalue.queries.agreements import get_agreement
from brokerage.socialvalue.queries.offers import get_offer
from brokerage.socialvalue.rules.offers import AgreementStatus, OfferStatus


@writes
def remind_of_offer(offer_id: int) -> bool:
    """Remind the side whose answer is awaited, once for each wait; say whether."""
    live = db.session.get_one(Offer, offer_id, with_for_update=True, populate_existing=True)
    is_told = live.reminded_at is not None and live.reminded_at >= live.waiting_since
    if live.status != OfferStatus.OPEN or is_told:
        return False
    live.reminded_at = utcnow()
    db.session.flush()
    emails.send_offer_reminder(get_offer(offer_id))
    return True


@writes
def remind_of_agreement(agreement_id: int) -> bool:
    """Remind of what is due or late, or of the yes that is awaited; say whether."""
    live = db.session.get_one(Agreement, agreement_id, with_for_update=True, populate_existing=True)
    now = utcnow()
    whole = get_agreement(agreement_id)
    if live.status == AgreementStatus.AGREED:
        agreement_emails.send_due_reminder(whole, is_late=live.due_on < now.date())
    elif live.status == AgreementStatus.DELIVERED:
        agreement_emails.send_delivered(whole)
    else:
        return False
    live.reminded_at = now
    db.session.flush()
    return True
