"""A host that has not answered in time: the brokers hear of it, the volunteer of other places."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.volunteering.emails import bookings as emails
from brokerage.volunteering.models import Booking, BookingAlternative, Opportunity
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.service.bookings_seats import KIND


@writes
def note_silence(
    actor: Subject, asks: Sequence[tuple[Booking, Sequence[Opportunity]]]
) -> Sequence[Booking]:
    """Tell, once for each ask of one host, its volunteer, the host and the brokers.

    The ask stays open: an answer that comes late is still an answer.
    """
    noted = [booking for booking, others in asks if _is_noted(actor, booking, others)]
    if noted:
        emails.send_silent_host(noted[0].opportunity.organisation, noted)
    return noted


def _is_noted(actor: Subject, booking: Booking, others: Sequence[Opportunity]) -> bool:
    noted = db.session.execute(
        update(Booking)
        .where(
            Booking.id == booking.id,
            Booking.status == BookingStatus.ASKED,
            Booking.silence_noted_at.is_(None),
        )
        .values(silence_noted_at=utcnow())
        .returning(Booking.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if noted is None:
        return False
    db.session.refresh(booking)
    for position, opportunity in enumerate(others, start=1):
        db.session.add(
            BookingAlternative(
                booking_id=booking.id, position=position, opportunity_id=opportunity.id
            )
        )
    db.session.flush()
    named = [each.id for each in others]
    audit.record(
        actor, "volunteering:booking:silence", KIND, booking.id, after={"alternatives": named}
    )
    emails.send_silence(booking, emails.openings_of(others))
    return True
