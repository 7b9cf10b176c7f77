"""Two places at one time: refused, unless the volunteer says that they know; that is kept."""

from __future__ import annotations

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import utcnow, writes
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session
from brokerage.scheduling.queries.plans import find_plan
from brokerage.scheduling.rules.seats import check_asking
from brokerage.volunteering.models import Booking
from brokerage.volunteering.queries.bookings import find_clashes

KIND = "booking"


def check_asking_for(user_id: int, session: Session | None, *, knows_of_clash: bool) -> bool:
    """Refuse after asking has ended, or at a time that is taken; say whether it was overridden."""
    if session is None:
        return False
    plan = find_plan(session.id)
    check_asking(plan.closes_at if plan else None, utcnow())
    return is_at_taken_time(user_id, session, knows_of_clash=knows_of_clash)


def is_at_taken_time(user_id: int, session: Session | None, *, knows_of_clash: bool) -> bool:
    """Say whether they have another place at that time; refuse it where they did not know."""
    clashes = find_clashes(user_id, [session]) if session else {}
    if session is None or session.id not in clashes:
        return False
    if not knows_of_clash:
        raise DomainError(
            f"You have a place at that time: {clashes[session.id]}. "
            "Choose another date, or tick that you know",
            "session_id",
        )
    return True


@writes
def record_override(actor: Subject, booking: Booking) -> None:
    """Keep that they asked although they have a place at that time."""
    audit.record(
        actor,
        "volunteering:booking:override-clash",
        KIND,
        booking.id,
        after={"session_id": booking.session_id},
    )
