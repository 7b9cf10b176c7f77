"""Asking for a place and everything that is answered to it.

Asking takes no seat; acceptance does, and the place is sure once nothing more is needed.
A seat is taken or given back in one savepoint with the move of the booking, so that neither
happens without the other, whatever the answer to the request is. The seat comes first: all lock
in one order, so none waits for another in a ring.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.digests.service import restore
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.rules.wallet import Why
from brokerage.leave.service import release_leave
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session
from brokerage.volunteering.emails import bookings as emails
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.bookings import get_ask_facts, list_open_bookings
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules.bookings import BookingStatus, DeclineReason, Side
from brokerage.volunteering.service.bookings_seats import (
    KIND,
    QUICKER,
    facts_kept,
    give_back_place,
    move,
    see_afresh,
    take_place,
)
from brokerage.volunteering.service.cards import answer_invitation
from brokerage.volunteering.service.clashes import check_asking_for, record_override
from brokerage.volunteering.service.day_limits import check_days
from brokerage.volunteering.service.holding import confirm_or_hold, held_until
from brokerage.volunteering.service.openings import find_openings

ASKED_ALREADY = "You have asked for this already. It is among your bookings"
THEY_ASKED_ALREADY = "They have asked for that one already. Choose another"
GONE = (
    "What the host suggested has gone in the meantime. You can say no to it, or wait: "
    "the host may suggest something else."
)
SAME_AGAIN = "That is what they asked for. Choose another"


@writes
def ask_for_place(
    actor: Subject,
    opportunity: Opportunity,
    session: Session | None,
    note: str,
    *,
    knows_of_clash: bool = False,
) -> Booking:
    """Ask the host for a place; no seat is taken. Whoever asks may have changed their mind."""
    user_id, now = actor.person_id, utcnow()
    rules.check_ask(get_ask_facts(user_id, opportunity, session, now))
    is_clash = check_asking_for(user_id, session, knows_of_clash=knows_of_clash)
    check_days(user_id, opportunity, session, rules.Side.VOLUNTEER)
    booking = Booking(
        user_id=user_id,
        opportunity_id=opportunity.id,
        session_id=session.id if session else None,
        status=BookingStatus.ASKED,
        note=note,
        asked_at=now,
        answer_by=rules.answer_by(now.date()),
        changed_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(booking)
    except IntegrityError as error:
        raise DomainError(ASKED_ALREADY, "session_id") from error
    answer_invitation(user_id, opportunity.id)
    restore(actor, OWNER_KIND, opportunity.id)
    audit.record(actor, "volunteering:booking:ask", KIND, booking.id, after=facts_kept(booking))
    if is_clash:
        record_override(actor, booking)
    emails.send_asked(booking)
    return booking


@writes
def accept_ask(actor: Subject, booking: Booking, message: str) -> None:
    """Say yes: this takes the seat, or finds that the last one has gone.

    Where nothing is needed first, the place is sure at once.
    """
    rules.check_move(booking.status, BookingStatus.ACCEPTED, Side.HOST)
    now = utcnow()
    rules.check_open(get_ask_facts(booking.user_id, booking.opportunity, booking.session, now))
    check_days(booking.user_id, booking.opportunity, booking.session, rules.Side.HOST)
    with db.session.begin_nested():
        take_place(booking.opportunity_id, booking.session_id)
        move(
            actor,
            booking,
            BookingStatus.ACCEPTED,
            "accept",
            side=Side.HOST,
            answer=message,
            answered_at=booking.answered_at or now,
            **held_until(booking.session),
        )
    confirm_or_hold(actor, booking)


def decline_ask(actor: Subject, booking: Booking, reason: str, message: str) -> None:
    """Say no and why; the volunteer is told where else there are places."""
    _decline(actor, booking, reason, message, find_openings(booking))


@writes
def suggest_alternative(
    actor: Subject,
    booking: Booking,
    opportunity: Opportunity,
    session: Session | None,
    message: str,
) -> None:
    """Suggest another date or role of the same host; the volunteer answers."""
    session_id, now = session.id if session else None, utcnow()
    if opportunity.organisation_id != booking.opportunity.organisation_id:
        raise DomainError("Choose one of your own roles")
    if (opportunity.id, session_id) == (booking.opportunity_id, booking.session_id):
        raise DomainError(SAME_AGAIN, "place")
    rules.check_ask(get_ask_facts(booking.user_id, opportunity, session, now))
    if any(
        each.user_id == booking.user_id and each.id != booking.id
        for each in list_open_bookings(opportunity.id, session_id)
    ):
        raise DomainError(THEY_ASKED_ALREADY, "place")
    move(
        actor,
        booking,
        BookingStatus.ALTERNATIVE,
        "suggest",
        side=Side.HOST,
        proposed_opportunity_id=opportunity.id,
        proposed_session_id=session_id,
        answer=message,
        answer_by=rules.answer_by(now.date()),
        answered_at=booking.answered_at or now,
    )
    emails.send_alternative(booking)


@writes
def accept_alternative(actor: Subject, booking: Booking) -> None:
    """Take what the host suggested: the booking moves there and takes its seat now."""
    rules.check_move(booking.status, BookingStatus.ACCEPTED, Side.VOLUNTEER)
    opportunity, session = booking.proposed_opportunity, booking.proposed_session
    if opportunity is None:  # the database allows it; no service writes it
        raise DomainError(GONE)
    check_days(booking.user_id, opportunity, session, rules.Side.VOLUNTEER)
    try:
        rules.check_ask(get_ask_facts(booking.user_id, opportunity, session, utcnow()))
        with db.session.begin_nested():
            take_place(opportunity.id, session.id if session else None)
            _move_to_proposed(actor, booking)
    except IntegrityError as error:
        raise DomainError(ASKED_ALREADY) from error
    except DomainError as error:
        raise DomainError(GONE) from error
    confirm_or_hold(actor, booking)
    emails.send_alternative_accepted(booking)


@writes
def withdraw_booking(actor: Subject, booking: Booking, message: str) -> None:
    """Take an ask back, say no to a suggestion or give a place up; a seat is free again."""
    had_seat = booking.status in rules.HAS_PLACE
    if had_seat:
        rules.check_not_begun(booking.starts_at, utcnow())
    with db.session.begin_nested():
        if had_seat:
            give_back_place(booking.opportunity_id, booking.session_id)
            # That the manager agrees at this moment is no reason to refuse it.
            see_afresh(booking)
            if booking.status not in rules.HAS_PLACE:
                raise DomainError(QUICKER)
        move(actor, booking, BookingStatus.WITHDRAWN, "withdraw", side=Side.VOLUNTEER)
    emails.send_withdrawn(booking, message, had_seat=had_seat)


@writes
def decline_alternative(actor: Subject, booking: Booking) -> None:
    """Say no to what the host suggested, and to the ask with it."""
    rules.check_move(booking.status, BookingStatus.ACCEPTED, Side.VOLUNTEER)
    withdraw_booking(actor, booking, "")


def cancel_booking(actor: Subject, booking: Booking, message: str) -> None:
    """Call an accepted place off; its seat is free again and the volunteer is told where else."""
    rules.check_not_begun(booking.starts_at, utcnow())
    _cancel(actor, booking, message, find_openings(booking))


@writes
def cancel_bookings(
    actor: Subject, opportunity: Opportunity, session: Session | None, reason: str
) -> int:
    """Call off the accepted bookings of a date (or of all), decline the open asks; count them.

    What has begun already stays as it is: its host still says who was there.
    """
    now, count = utcnow(), 0
    for booking in list_open_bookings(opportunity.id, session.id if session else None):
        has_place = booking.status in rules.HAS_PLACE
        if has_place and rules.has_begun(booking.starts_at, now):
            continue
        if has_place:
            _cancel(actor, booking, reason, find_openings(booking))
        else:
            reason_code = DeclineReason.PLANS_CHANGED
            _decline(actor, booking, reason_code, reason, find_openings(booking))
        count += 1
    return count


@writes
def tell_booked(opportunity: Opportunity, session: Session | None, changes: Sequence[str]) -> int:
    """Tell everyone with an open booking what has changed; count them."""
    told = list_open_bookings(opportunity.id, session.id if session else None)
    for booking in told:
        emails.send_changed(booking, changes)
    return len(told)


@writes
def _cancel(
    actor: Subject, booking: Booking, message: str, openings: Sequence[emails.Opening]
) -> None:
    rules.check_move(booking.status, BookingStatus.CANCELLED, Side.HOST)
    with db.session.begin_nested():
        give_back_place(booking.opportunity_id, booking.session_id)
        move(actor, booking, BookingStatus.CANCELLED, "cancel", side=Side.HOST, answer=message)
    emails.send_cancelled(booking, openings)


@writes
def _decline(
    actor: Subject,
    booking: Booking,
    reason: str,
    message: str,
    openings: Sequence[emails.Opening],
) -> None:
    move(
        actor,
        booking,
        BookingStatus.DECLINED,
        "decline",
        side=Side.HOST,
        decline_reason=reason,
        answer=message,
        answered_at=booking.answered_at or utcnow(),
    )
    emails.send_declined(booking, openings)


def _move_to_proposed(actor: Subject, booking: Booking) -> None:
    # Leave was asked for another day. It goes back before the place is held: what goes back
    # makes a held place sure, and what the host wants to see is not noted yet.
    release_leave(actor, KIND, booking.id, Why.CALLED_OFF)
    move(
        actor,
        booking,
        BookingStatus.ACCEPTED,
        "accept-alternative",
        side=Side.VOLUNTEER,
        opportunity_id=booking.proposed_opportunity_id,
        session_id=booking.proposed_session_id,
        **held_until(booking.proposed_session),
    )
