"""Hours: logged, approved, declined, corrected, undone. What counts is only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.volunteering.emails import hours as emails
from brokerage.volunteering.models import Booking, HoursAmount, HoursEntry
from brokerage.volunteering.queries import hours as queries
from brokerage.volunteering.rules import bookings as booking_rules
from brokerage.volunteering.rules import hours as rules
from brokerage.volunteering.rules.bookings import BookingStatus, Side
from brokerage.volunteering.rules.hours import AmountKind, HoursStatus, Origin
from brokerage.volunteering.service.bookings_seats import QUICKER
from brokerage.volunteering.service.bookings_seats import move as move_booking

KIND = "hours"
LOGGED_ALREADY = "Hours for that day are logged already. See them under your hours"
SAME_TIME = "That is what counts now. Enter another time"


@writes
def log_hours(
    actor: Subject, booking: Booking, *, done_on: date, minutes: int, note: str
) -> HoursEntry:
    """Log what one gave: it counts once the host has approved it."""
    first_day = rules.day_of(booking.answered_at or booking.changed_at)
    rules.check_to_log(
        booking.status,
        done_on=done_on,
        first_day=first_day,
        session_day=rules.day_of(booking.starts_at) if booking.starts_at else None,
        today=rules.day_of(utcnow()),
    )
    rules.check_minutes(minutes)
    entry = _add_entry(actor, booking, Origin.VOLUNTEER, (done_on, minutes), note)
    if entry is None:
        raise DomainError(LOGGED_ALREADY, "hours")
    emails.send_logged(entry)
    return entry


@writes
def propose_hours(actor: Subject, booking: Booking, done_on: date, minutes: int) -> HoursEntry:
    """Note the hours of someone who was there; what is logged for that turn stays."""
    source = rules.source_of(booking.id, done_on, has_session=booking.session_id is not None)
    known = queries.find_live_entry(source)
    if known is None:
        known = _add_entry(actor, booking, Origin.ATTENDANCE, (done_on, minutes), "")
    found = known or queries.find_live_entry(source)
    if found is None:  # it was there and was declined, all in between
        raise DomainError(QUICKER)
    return found


@writes
def withdraw_hours(actor: Subject, entry: HoursEntry) -> None:
    """Take back what one has logged and nobody has decided on."""
    _step(actor, entry, HoursStatus.WITHDRAWN, "withdraw", side=Side.VOLUNTEER)


@writes
def approve_hours(
    actor: Subject,
    entry: HoursEntry,
    *,
    minutes: int | None = None,
    reason: str = "",
    tells: bool = True,
) -> None:
    """Let an entry count, for other minutes if the host says so; who came is noted with it."""
    rules.check_decider(actor.user_id, entry.user_id)
    counted = entry.minutes if minutes is None else minutes
    rules.check_minutes(counted)
    rules.check_hours_move(entry.status, HoursStatus.APPROVED, Side.HOST)
    if entry.status != HoursStatus.WAITING:
        raise DomainError("This is approved already.")
    _step(
        actor,
        entry,
        HoursStatus.APPROVED,
        "approve",
        minutes=counted,
        kind=AmountKind.APPROVE,
        reason=reason,
    )
    _note_attendance(actor, entry)
    if tells:
        emails.send_approved(entry)


@writes
def approve_many(actor: Subject, organisation_id: int, ids: Sequence[int]) -> int:
    """Approve those of these entries that still wait for this host; count them.

    One's own are left for a colleague.
    """
    if len(ids) > rules.MOST_AT_ONCE:
        raise DomainError(f"Approve {rules.MOST_AT_ONCE} at once at most", "chosen")
    found = queries.list_waiting_by_ids(organisation_id, ids)
    entries = [entry for entry in found if entry.user_id != actor.user_id]
    for entry in entries:
        approve_hours(actor, entry)
    return len(entries)


@writes
def decline_hours(actor: Subject, entry: HoursEntry, reason: str) -> None:
    """Say that an entry does not count, and why."""
    if entry.status == HoursStatus.APPROVED:
        raise DomainError("These hours are approved. Undo that first.")
    _step(actor, entry, HoursStatus.DECLINED, "decline", reason=reason)
    emails.send_declined(entry)


@writes
def correct_hours(actor: Subject, entry: HoursEntry, minutes: int, reason: str) -> None:
    """Change what an approved entry counts for: the difference is added, nothing is changed."""
    rules.check_decider(actor.user_id, entry.user_id)
    rules.check_minutes(minutes)
    if entry.status != HoursStatus.APPROVED:
        raise DomainError("Only approved hours can be corrected.")
    before = entry.minutes
    if minutes == before:
        raise DomainError(SAME_TIME, "hours")
    _step(
        actor,
        entry,
        HoursStatus.APPROVED,
        "correct",
        minutes=minutes,
        kind=AmountKind.CORRECT,
        reason=reason,
    )
    emails.send_corrected(entry, before)


@writes
def undo_decision(actor: Subject, entry: HoursEntry) -> None:
    """Take back what was decided: the entry waits again and counts for nothing."""
    was_approved = entry.status == HoursStatus.APPROVED
    try:
        with db.session.begin_nested():
            _step(actor, entry, HoursStatus.WAITING, "undo", kind=AmountKind.UNDO)
    except IntegrityError as error:  # declined, logged again since
        raise DomainError("These hours have been logged again since. Decide on those.") from error
    if was_approved:
        emails.send_undone(entry)


@writes
def take_back_attendance(actor: Subject, booking: Booking) -> None:
    """Let no hours count of someone who was not there after all."""
    for entry in queries.list_entries_of(booking.id):
        if entry.status in rules.LIVE:
            reason = "The host noted that you were not there."
            _step(
                actor, entry, HoursStatus.DECLINED, "decline", kind=AmountKind.UNDO, reason=reason
            )


@writes
def count_own_day(
    actor: Subject, own_day_id: int, *, user_id: int, done_on: date, minutes: int, host_name: str
) -> HoursEntry | None:
    """Let a day that someone found themselves count, its host's contact having confirmed it.

    Once: a day that counts already is left as it is (None).
    """
    rules.check_minutes(minutes)
    entry = HoursEntry(
        user_id=user_id,
        host_name=host_name[: rules.LONGEST_HOST_NAME],
        origin=Origin.OWN_DAY,
        source=rules.own_day_source(own_day_id),
        status=HoursStatus.WAITING,
        done_on=done_on,
        minutes=minutes,
        logged_at=utcnow(),
        logged_by_id=user_id,
    )
    if not _is_added(entry):
        return None
    _step(
        actor,
        entry,
        HoursStatus.APPROVED,
        "approve",
        minutes=minutes,
        kind=AmountKind.APPROVE,
    )
    emails.send_approved(entry)
    return entry


@writes
def discount_own_day(actor: Subject, own_day_id: int) -> None:
    """Let a day one found oneself count no longer: its host's contact took the answer back."""
    entry = queries.find_live_entry(rules.own_day_source(own_day_id))
    if entry is not None:
        reason = "The host’s contact took the answer back."
        _step(actor, entry, HoursStatus.DECLINED, "decline", kind=AmountKind.UNDO, reason=reason)


def _add_entry(
    actor: Subject, booking: Booking, origin: Origin, turn: tuple[date, int], note: str
) -> HoursEntry | None:
    """Add an entry, or None where the turn has one: the database holds it to one."""
    done_on, minutes = turn
    host = booking.opportunity.organisation
    has_session = booking.session_id is not None
    entry = HoursEntry(
        user_id=booking.user_id,
        booking_id=booking.id,
        organisation_id=host.id,
        host_name=(host.name or "")[: rules.LONGEST_HOST_NAME],
        origin=origin,
        source=rules.source_of(booking.id, done_on, has_session=has_session),
        status=HoursStatus.WAITING,
        done_on=done_on,
        minutes=minutes,
        note=note,
        logged_at=utcnow(),
        logged_by_id=actor.user_id,
    )
    if not _is_added(entry):
        return None
    audit.record(actor, "volunteering:hours:log", KIND, entry.id, after=_facts(entry))
    return entry


def _is_added(entry: HoursEntry) -> bool:
    try:
        with db.session.begin_nested():
            db.session.add(entry)
    except IntegrityError:
        return False
    return True


def _step(
    actor: Subject,
    entry: HoursEntry,
    then: HoursStatus,
    verb: str,
    *,
    side: Side = Side.HOST,
    minutes: int | None = None,
    kind: AmountKind | None = None,
    reason: str = "",
) -> None:
    """Take the step on the live row and add its amount, if what counts changes."""
    before, counted = entry.status, entry.minutes
    rules.check_hours_move(before, then, side)
    after = counted if minutes is None else minutes
    change = rules.change_of(before, counted, then, after)
    _move_entry(entry, then, after, reason)
    if change and kind is not None:
        db.session.add(
            HoursAmount(
                hours_entry_id=entry.id,
                number=entry.revision,
                kind=kind,
                minutes=change,
                reason=reason,
                added_at=utcnow(),
                added_by_id=actor.user_id,
            )
        )
        db.session.flush()
    audit.record(
        actor,
        f"volunteering:hours:{verb}",
        KIND,
        entry.id,
        before={"status": before, "minutes": counted},
        after=_facts(entry) | {"change": change},
    )


def _move_entry(entry: HoursEntry, then: HoursStatus, minutes: int, reason: str) -> None:
    moved = db.session.execute(
        update(HoursEntry)
        .where(
            HoursEntry.id == entry.id,
            HoursEntry.status == entry.status,
            HoursEntry.revision == entry.revision,
        )
        .values(
            status=then,
            minutes=minutes,
            reason=reason,
            decided_at=None if then == HoursStatus.WAITING else utcnow(),
            revision=HoursEntry.revision + 1,
        )
        .returning(HoursEntry.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        raise DomainError(QUICKER)
    db.session.refresh(entry)


def _note_attendance(actor: Subject, entry: HoursEntry) -> None:
    """Hours of a date that are approved say that its volunteer was there."""
    booking = entry.booking
    if booking is None or booking.session_id is None:
        return
    if booking.status == BookingStatus.CONFIRMED:
        booking_rules.check_attendance(booking.starts_at, utcnow())
        move_booking(actor, booking, BookingStatus.ATTENDED, "confirm", side=Side.HOST)


def _facts(entry: HoursEntry) -> dict[str, Any]:
    """Return what the log keeps, and what a claim is made from: nobody's words."""
    return {
        "status": entry.status,
        "minutes": entry.minutes,
        "user_id": entry.user_id,
        "organisation_id": entry.organisation_id,
        "booking_id": entry.booking_id,
        "origin": entry.origin,
        "done_on": entry.done_on.isoformat(),
    }
