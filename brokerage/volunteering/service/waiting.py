"""Waiting lists of roles: joining, taking what is offered, leaving, running out."""

from __future__ import annotations

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.permissions import SYSTEM, Subject
from brokerage.scheduling.models import Session, WaitingEntry
from brokerage.scheduling.queries.plans import find_plan
from brokerage.scheduling.queries.waiting import find_open_entry, get_entry, list_open_entries
from brokerage.scheduling.rules.seats import check_asking
from brokerage.scheduling.rules.waiting import WaitingStatus
from brokerage.scheduling.service import lock_seats
from brokerage.scheduling.service import waiting as entries
from brokerage.volunteering.emails import waiting as emails
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.bookings import get_ask_facts
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.queries.waiting import find_open_booking
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules.bookings import BookingStatus, Side
from brokerage.volunteering.service.bookings_seats import KIND as BOOKING
from brokerage.volunteering.service.bookings_seats import facts_kept, move
from brokerage.volunteering.service.cards import answer_invitation
from brokerage.volunteering.service.clashes import is_at_taken_time, record_override
from brokerage.volunteering.service.day_limits import check_days
from brokerage.volunteering.service.flexible_seats import lock_flexible
from brokerage.volunteering.service.holding import confirm_or_hold, held_until
from brokerage.volunteering.service.waiting_offers import (
    KIND,
    give_back_untold,
    offer_free_places,
)

HAS_ROOM = "There is a place free now: ask for it instead of waiting"
HAS_PLACE = "You have a place there already"
GONE = "That has gone or was called off, so there is nothing to wait for"
OVER = "This offer is over: the place has gone to the next person on the list."


@writes
def join_waiting_list(
    actor: Subject, opportunity: Opportunity, session: Session | None, note: str
) -> WaitingEntry:
    """Stand at the end of the list of what is full."""
    user_id, now = actor.user_id or 0, utcnow()
    ask = get_ask_facts(user_id, opportunity, session, now)
    rules.check_volunteer(ask)
    if ask.has_session == ask.is_flexible:
        raise DomainError("Choose one of the dates", "session_id")
    rules.check_open(ask)
    plan = find_plan(session.id) if session else None
    check_asking(plan.closes_at if plan else None, now)
    _check_full(opportunity, session)
    booking = find_open_booking(user_id, opportunity.id, session.id if session else None)
    if booking is not None and booking.status not in rules.UNANSWERED:
        raise DomainError(HAS_PLACE, "session_id")
    entry = entries.add_entry(
        OWNER_KIND, opportunity.id, session.id if session else None, user_id, note
    )
    answer_invitation(user_id, opportunity.id)
    _record(actor, "join", entry, before="")
    emails.send_joined(opportunity, entry)
    return entry


@writes
def take_offer(actor: Subject, entry: WaitingEntry, *, knows_of_clash: bool = False) -> Booking:
    """Take the seat that is held: it becomes a booking that the host has said yes to."""
    opportunity = db.session.get_one(Opportunity, entry.owner_id)
    check_days(entry.user_id, opportunity, entry.session, Side.VOLUNTEER)
    _lock(opportunity, entry)
    rules.check_volunteer(get_ask_facts(entry.user_id, opportunity, entry.session, utcnow()))
    if entry.offer_until is None or entry.offer_until <= utcnow():
        raise DomainError(OVER)
    is_clash = is_at_taken_time(entry.user_id, entry.session, knows_of_clash=knows_of_clash)
    with db.session.begin_nested():
        if not entries.end_entry(entry, WaitingStatus.OFFERED, WaitingStatus.TAKEN):
            raise DomainError(OVER)
        booking = _book(actor, entry)
    _record(actor, "take", entry, before=WaitingStatus.OFFERED)
    if is_clash:
        record_override(actor, booking)
    confirm_or_hold(actor, booking)
    return booking


@writes
def leave_waiting_list(actor: Subject, entry: WaitingEntry) -> None:
    """Step off the list, or say no to what is offered: the next is asked."""
    _end(actor, entry, WaitingStatus.LEFT, "leave")
    emails.send_left(db.session.get_one(Opportunity, entry.owner_id), entry)


@writes
def remove_from_waiting_list(actor: Subject, entry: WaitingEntry, reason: str) -> None:
    """The host takes someone off the list and says why."""
    _end(actor, entry, WaitingStatus.REMOVED, "remove")
    emails.send_removed(db.session.get_one(Opportunity, entry.owner_id), entry, reason)


@writes
def lapse_offer(entry_id: int) -> bool:
    """Let an offer that ran out go to the next; False where it was answered meanwhile."""
    entry = get_entry(entry_id)
    if entry.offer_until is None or entry.offer_until > utcnow():
        return False
    try:
        _end(SYSTEM, entry, WaitingStatus.LAPSED, "lapse")
    except DomainError:
        return False
    emails.send_lapsed(db.session.get_one(Opportunity, entry.owner_id), entry)
    return True


@writes
def end_wait_in_vain(entry_id: int) -> bool:
    """It has begun and no place became free: tell who still waited."""
    entry = get_entry(entry_id)
    is_over = entry.session is not None and entry.session.starts_at <= utcnow()
    if not is_over or not entries.end_entry(entry, WaitingStatus.WAITING, WaitingStatus.CLOSED):
        return False
    _record(SYSTEM, "end", entry, before=WaitingStatus.WAITING)
    emails.send_over(db.session.get_one(Opportunity, entry.owner_id), entry)
    return True


@writes
def close_waiting_list(
    actor: Subject, opportunity: Opportunity, session: Session | None, reason: str
) -> int:
    """Tell everyone who waits that it was called off; count them. Nobody else is asked."""
    waits = list_open_entries(OWNER_KIND, opportunity.id, session.id if session else None)
    for entry in waits:
        before = entry.status
        with db.session.begin_nested():
            if before == WaitingStatus.OFFERED:
                give_back_untold(opportunity.id, entry.session_id)
            if not entries.end_entry(entry, before, WaitingStatus.CLOSED):
                raise DomainError("Someone else was quicker: this has changed in the meantime.")
        _record(actor, "close", entry, before=before)
        emails.send_closed(opportunity, entry, reason)
    return len(waits)


@writes
def forget_waiting(actor: Subject, user_id: int, booking: Booking) -> None:
    """Whoever has a place now waits for it no longer."""
    entry = find_open_entry(OWNER_KIND, booking.opportunity_id, booking.session_id, user_id)
    if entry is not None:
        _end(actor, entry, WaitingStatus.LEFT, "leave")


def _check_full(opportunity: Opportunity, session: Session | None) -> None:
    """Under the lock of the seats: one that is given back at this moment comes before or after."""
    if session is None:
        role = lock_flexible(opportunity.id)
        if role is None:
            raise DomainError(GONE)
        is_full = role.flexible_taken >= role.flexible_places
    else:
        locked = lock_seats(session.id)
        if locked is None:
            raise DomainError(GONE, "session_id")
        is_full = locked.left < 1
    if not is_full:
        raise DomainError(HAS_ROOM, "session_id")


def _lock(opportunity: Opportunity, entry: WaitingEntry) -> None:
    locked: object | None
    if entry.session_id is None:
        locked = lock_flexible(opportunity.id)
    else:
        locked = lock_seats(entry.session_id)
    if locked is None:
        raise DomainError(OVER)
    db.session.refresh(entry)
    if entry.status != WaitingStatus.OFFERED:
        raise DomainError(OVER)


def _book(actor: Subject, entry: WaitingEntry) -> Booking:
    """The seat is counted already: it was held."""
    now = utcnow()
    booking = find_open_booking(entry.user_id, entry.owner_id, entry.session_id)
    if booking is not None:
        move(
            actor,
            booking,
            BookingStatus.ACCEPTED,
            "take-offer",
            side=Side.HOST,
            answered_at=booking.answered_at or now,
            **held_until(entry.session),
        )
        return booking
    booking = Booking(
        user_id=entry.user_id,
        opportunity_id=entry.owner_id,
        session_id=entry.session_id,
        status=BookingStatus.ACCEPTED,
        note=entry.note,
        asked_at=entry.joined_at,
        answer_by=rules.answer_by(now.date()),
        answered_at=now,
        changed_at=now,
        **held_until(entry.session),
    )
    db.session.add(booking)
    db.session.flush()
    audit.record(
        actor, "volunteering:booking:take-offer", BOOKING, booking.id, after=facts_kept(booking)
    )
    return booking


def _end(actor: Subject, entry: WaitingEntry, then: WaitingStatus, verb: str) -> None:
    """Seat first, then the list, then the next in line; all or nothing."""
    before = entry.status
    if before not in (WaitingStatus.WAITING, WaitingStatus.OFFERED):
        raise DomainError(OVER)
    with db.session.begin_nested():
        if before == WaitingStatus.OFFERED:
            give_back_untold(entry.owner_id, entry.session_id)
        if not entries.end_entry(entry, before, then):
            raise DomainError("Someone else was quicker: this has changed in the meantime.")
    _record(actor, verb, entry, before=before)
    if before == WaitingStatus.OFFERED:
        offer_free_places(entry.owner_id, entry.session_id)
        mark_changed(OWNER_KIND, entry.owner_id)


def _record(actor: Subject, verb: str, entry: WaitingEntry, *, before: str) -> None:
    audit.record(
        actor,
        f"volunteering:waiting:{verb}",
        KIND,
        entry.id,
        before={"status": before},
        after={
            "status": entry.status,
            "opportunity_id": entry.owner_id,
            "session_id": entry.session_id,
        },
    )
