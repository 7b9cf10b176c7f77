"""Between a host's yes and a sure place: what is still needed, by when, and what becomes of it.

What is needed comes from `SOURCES`: each says what is open for a booking on a day. A place is
confirmed as soon as none of them names anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

from sqlalchemy import select, update

from brokerage import audit
from brokerage.checks.queries.needs import list_missing_of
from brokerage.checks.rules.kinds import Standing
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.queries import find_request
from brokerage.leave.rules.wallet import RequestStatus
from brokerage.permissions import Subject
from brokerage.volunteering.emails import conditions as emails
from brokerage.volunteering.models import Booking, BookingCondition
from brokerage.volunteering.queries import conditions as queries
from brokerage.volunteering.queries.checked_bookings import get_booked
from brokerage.volunteering.rules import bookings as booking_rules
from brokerage.volunteering.rules import conditions as rules
from brokerage.volunteering.rules.bookings import BookingStatus, Side
from brokerage.volunteering.rules.conditions import OpenCondition
from brokerage.volunteering.rules.hours import day_of
from brokerage.volunteering.service.bookings_seats import KIND, give_back_place, move
from brokerage.volunteering.service.openings import find_openings

ConditionSource = Callable[[Booking, date], Sequence[OpenCondition]]
NOT_HELD = "Nothing is waited for here any more."


def _list_of_host(booking: Booking, today: date) -> Sequence[OpenCondition]:
    """What the host wanted to see and has not ticked off."""
    return [
        rules.host_condition(each.requirement)
        for each in queries.list_conditions(booking.id)
        if each.met_at is None
    ]


def _list_of_checks(booking: Booking, today: date) -> Sequence[OpenCondition]:
    """What the role, the host or its council asks for that is not in place on the day."""
    (need,) = list_missing_of([get_booked(booking)], today)
    return [
        rules.check_condition(each.requirement, asks_lead=each.standing == Standing.ASK_LEAD)
        for each in need.missing
    ]


def _list_of_leave(booking: Booking, today: date) -> Sequence[OpenCondition]:
    """The manager's answer while it is awaited; after a no one may come in one's own time."""
    request = find_request(KIND, booking.id)
    is_awaited = request is not None and request.status == RequestStatus.ASKED
    return [rules.leave_condition()] if is_awaited else []


SOURCES: tuple[ConditionSource, ...] = (_list_of_checks, _list_of_host, _list_of_leave)
"""Who is asked what is still needed, in the order it is shown."""


def list_open_conditions(booking: Booking, today: date) -> list[OpenCondition]:
    """Return everything that is still needed before this place is sure."""
    return [condition for source in SOURCES for condition in source(booking, today)]


@writes
def confirm_if_ready(subject: Subject, booking: Booking) -> bool:
    """Make the place sure if nothing is needed any more, and tell both; say whether it is.

    The booking is locked first: of two colleagues who tick off the last two things at once,
    the second sees what the first has done.
    """
    _lock(booking)
    if booking.status == BookingStatus.CONFIRMED:
        return True
    is_held = booking.status == BookingStatus.ACCEPTED
    if not is_held or list_open_conditions(booking, utcnow().date()):
        return False
    move(subject, booking, BookingStatus.CONFIRMED, "confirm-place", side=Side.SITE)
    emails.send_confirmed(booking)
    return True


@writes
def set_conditions(booking: Booking) -> None:
    """Note what the host wants to see for this booking; what it has seen before is met."""
    now, known = utcnow(), queries.find_met_before(booking)
    for requirement in rules.list_host_conditions(booking.opportunity.requirements):
        before = known.get(requirement)
        db.session.add(
            BookingCondition(
                booking_id=booking.id,
                requirement=requirement,
                created_at=now,
                met_at=before.met_at if before else None,
                met_by_id=before.met_by_id if before else None,
            )
        )
    db.session.flush()


@writes
def tick_conditions(actor: Subject, booking: Booking, met: Collection[str]) -> bool:
    """Note what the host has seen by now; the last one makes the place sure (then True)."""
    _lock(booking)
    if booking.status != BookingStatus.ACCEPTED:
        raise DomainError(NOT_HELD)
    known = {each.requirement: each for each in queries.list_conditions(booking.id)}
    rules.check_ticks(met, known)
    before = {name: each.met_at is not None for name, each in known.items()}
    ticked, unticked = rules.newly_met(before, met), rules.newly_open(before, met)
    for name in ticked:
        known[name].met_at, known[name].met_by_id = utcnow(), actor.user_id
    for name in unticked:
        known[name].met_at, known[name].met_by_id = None, None
    db.session.flush()
    if ticked or unticked:
        audit.record(
            actor,
            "volunteering:condition:tick",
            KIND,
            booking.id,
            before={"met": sorted(name for name, is_met in before.items() if is_met)},
            after={"met": sorted(met)},
        )
    return confirm_if_ready(actor, booking)


@writes
def give_longer(actor: Subject, booking: Booking) -> None:
    """Hold the seat longer for what is still needed, and tell the volunteer until when."""
    _lock(booking)
    if booking.status != BookingStatus.ACCEPTED or booking.meet_by is None:
        raise DomainError(NOT_HELD)
    today, before = utcnow().date(), booking.meet_by
    booking.meet_by = rules.longer(before, today, session_day(booking))
    booking.reminded_at = None
    booking.changed_at = utcnow()
    db.session.flush()
    audit.record(
        actor,
        "volunteering:condition:give-longer",
        KIND,
        booking.id,
        before={"meet_by": before.isoformat()},
        after={"meet_by": booking.meet_by.isoformat()},
    )
    emails.send_longer(booking, list_open_conditions(booking, today))


def mind_conditions(actor: Subject, booking: Booking) -> None:
    """Do what the day asks for: confirm, remind both, or give the seat back.

    A booking is locked only where no seat follows: the seat always comes first.
    """
    today = utcnow().date()
    if booking.status != BookingStatus.ACCEPTED or booking.meet_by is None:
        return
    has_lapsed = rules.has_lapsed(booking.meet_by, today)
    missing = list_open_conditions(booking, today)
    if not missing:
        confirm_if_ready(actor, booking)
    elif has_lapsed:
        _lapse(actor, booking, missing, find_openings(booking))
    elif rules.is_to_remind(booking.meet_by, today, was_reminded=booking.reminded_at is not None):
        _remind(booking)


@writes
def recheck_person(actor: Subject, user_id: int) -> int:
    """Confirm what has become ready for a person, after something about them has changed."""
    held = queries.list_bookings_by_ids(queries.list_held(user_id))
    return sum(confirm_if_ready(actor, booking) for booking in held)


def session_day(booking: Booking) -> date | None:
    """Return the day of a booking's date; None for a role without dates."""
    return day_of(booking.starts_at) if booking.starts_at else None


@writes
def _lapse(
    actor: Subject,
    booking: Booking,
    missing: Sequence[OpenCondition],
    openings: Sequence[emails.Opening],
) -> None:
    """Give the seat back; whoever ticks the last thing off at this moment is heard instead."""
    booking_rules.check_move(booking.status, BookingStatus.LAPSED, Side.SITE)
    with db.session.begin_nested():
        give_back_place(booking.opportunity_id, booking.session_id)
        move(actor, booking, BookingStatus.LAPSED, "lapse", side=Side.SITE)
    emails.send_lapsed(booking, missing, openings)


@writes
def _remind(booking: Booking) -> None:
    """Once: of two clocks that run at the same moment, one finds it done."""
    reminded = db.session.execute(
        update(Booking)
        .where(Booking.id == booking.id, Booking.reminded_at.is_(None))
        .values(reminded_at=utcnow())
        .returning(Booking.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if reminded is not None:
        db.session.refresh(booking)
        emails.send_reminder(booking, list_open_conditions(booking, utcnow().date()))


def _lock(booking: Booking) -> None:
    db.session.execute(select(Booking.id).where(Booking.id == booking.id).with_for_update())
    db.session.refresh(booking)
