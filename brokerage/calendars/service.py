"""Making, resetting and removing feed addresses; counting and mailing what has changed."""

from __future__ import annotations

import secrets
from dataclasses import replace

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.calendars import emails, rules
from brokerage.calendars.models import CalendarAddress, CalendarEntry
from brokerage.calendars.queries import find_address
from brokerage.calendars.rules import Event, EventState, Party
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject

KIND = "calendar-address"


@writes
def reset_address(actor: Subject, organisation_id: int | None) -> str:
    """Make an address, in place of the one there was; return its token, which is not kept."""
    token, user_id = secrets.token_urlsafe(32), actor.user_id or 0
    address = find_address(user_id, organisation_id)
    if address is None:
        address = _add_address(user_id, organisation_id, token)
    address.token_digest = rules.digest_of_token(token)
    address.made_at = utcnow()
    db.session.flush()
    audit.record(
        actor,
        "calendars:address:reset",
        KIND,
        address.id,
        after={"organisation_id": organisation_id},
    )
    return token


@writes
def remove_address(actor: Subject, organisation_id: int | None) -> None:
    """End an address for good, if there is one."""
    address = find_address(actor.user_id or 0, organisation_id)
    if address is None:
        return
    db.session.execute(delete(CalendarAddress).where(CalendarAddress.id == address.id))
    audit.record(actor, "calendars:address:remove", KIND, address.id)


@writes
def note_event(event: Event) -> Event | None:
    """Count a change of what calendars show; return the event with its number, or None.

    None where nothing has changed, and where calendars were never told of what is cancelled.
    """
    digest = rules.digest_of_event(event)
    entry = db.session.get(CalendarEntry, (event.kind, event.object_id), with_for_update=True)
    if entry is None:
        if event.state == EventState.CANCELLED:
            return None
        entry = _add_entry(event, digest)
    elif entry.digest == digest:
        return None
    else:
        entry.sequence += 1
        entry.digest, entry.state, entry.changed_at = digest, event.state, utcnow()
        db.session.flush()
    return replace(event, sequence=entry.sequence, changed_at=entry.changed_at)


@writes
def send_event(event: Event, attendee: Party, *, begins: bool = True) -> bool:
    """Count a change and tell the calendar of the one it is about by mail; say whether it was.

    Where it `begins` nothing, calendars that were never told of the event are not told now.
    What waits in the outbox about the same event is replaced: an answer that first holds a seat
    and in the same breath confirms it is one mail.
    """
    is_known = db.session.get(CalendarEntry, (event.kind, event.object_id)) is not None
    told = note_event(event) if is_known or begins else None
    if told is None:
        return False
    entry = db.session.get_one(CalendarEntry, (event.kind, event.object_id))
    entry.message_id = emails.send_invitation(told, attendee, replaces=entry.message_id)
    db.session.flush()
    return True


def _add_address(user_id: int, organisation_id: int | None, token: str) -> CalendarAddress:
    """Add the row; of two who press the button at once, the second takes the first one's."""
    address = CalendarAddress(
        user_id=user_id,
        organisation_id=organisation_id,
        token_digest=rules.digest_of_token(token),
        made_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(address)
    except IntegrityError:
        found = find_address(user_id, organisation_id)
        if found is None:
            raise
        return found
    return address


def _add_entry(event: Event, digest: str) -> CalendarEntry:
    entry = CalendarEntry(
        kind=event.kind,
        object_id=event.object_id,
        sequence=0,
        state=event.state,
        digest=digest,
        changed_at=utcnow(),
    )
    db.session.add(entry)
    db.session.flush()
    return entry
