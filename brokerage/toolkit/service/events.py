"""Making events, deciding about suggested ones, moving and cancelling them, saying who came."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import update

from brokerage import audit
from brokerage.calendars.service import note_event
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject, brokers
from brokerage.scheduling.service import add_session, cancel_session, change_session
from brokerage.toolkit import emails
from brokerage.toolkit.models import Event, SignUp
from brokerage.toolkit.queries.calendar import get_event_of_host
from brokerage.toolkit.queries.events import get_event, list_old_notes, list_people
from brokerage.toolkit.rules import events as rules
from brokerage.toolkit.rules.events import EventAnswers, EventState, SignUpState
from brokerage.toolkit.service.sign_ups import fill_places, tell_calendars

KIND = "toolkit-event"
FIELDS = ("kind", "title", "about", "place", "online_link")
NEWS = ("title", "place", "online_link", "starts_at", "ends_at")
"""What people who come have to be told of."""
NOT_APPROVED = "Only approved organisations can hold an event here."


@writes
def add_event(actor: Subject, host: Organisation | None, answers: EventAnswers) -> Event:
    """Publish a broker's event, or hand a host's own to the brokers."""
    rules.check_answers(answers)
    if host is not None and host.status != Status.APPROVED:
        raise DomainError(NOT_APPROVED, "host")
    is_brokers = brokers(actor)
    now = utcnow()
    starts_at, ends_at = answers.times
    # Event and session point at each other: the event's id is put in once there is one.
    event = Event(
        session=add_session(rules.OWNER_KIND, 0, starts_at, ends_at, answers.places),
        state=EventState.PUBLISHED if is_brokers else EventState.SUGGESTED,
        organisation_id=host.id if host else None,
        made_by_id=actor.user_id or 0,
        made_at=now,
        changed_at=now,
        **{name: getattr(answers, name) for name in FIELDS},
    )
    db.session.add(event)
    db.session.flush()
    event.session.owner_id = event.id
    db.session.flush()
    verb = "add" if is_brokers else "suggest"
    audit.record(actor, f"toolkit:event:{verb}", KIND, event.id, after=_facts(event))
    if is_brokers:
        note_event(get_event_of_host(event))
        emails.send_event_decided(event)
    else:
        emails.send_event_suggested(event)
    return event


@writes
def edit_event(actor: Subject, event: Event, answers: EventAnswers) -> bool:
    """Change an event and tell who comes; return whether anything is other than before."""
    live = _get_locked(event.id)
    rules.check_state(live.state, rules.CHANGEABLE)
    rules.check_answers(answers)
    before, was_declined = _facts(live), live.state == EventState.DECLINED
    starts_at, ends_at = answers.times
    change_session(live.session, starts_at, ends_at, answers.places)
    for name in FIELDS:
        setattr(live, name, getattr(answers, name))
    if was_declined:
        live.state, live.reason = EventState.SUGGESTED, ""
    if _facts(live) == before:
        return False
    if before["starts_at"] != _facts(live)["starts_at"]:
        live.reminded_at = None
    live.changed_at = utcnow()
    db.session.flush()
    _record(actor, live, before, "edit")
    if live.state == EventState.PUBLISHED:
        _tell_of_change(live, before)
    elif was_declined:
        emails.send_event_suggested(live)
    return True


@writes
def publish_event(actor: Subject, event: Event) -> None:
    """Open a suggested event to everyone; its host is told."""
    live = _get_locked(event.id)
    rules.check_state(live.state, frozenset({EventState.SUGGESTED}))
    if live.session.starts_at <= utcnow():
        raise DomainError(rules.OVER)
    before = _facts(live)
    live.state, live.changed_at = EventState.PUBLISHED, utcnow()
    db.session.flush()
    _record(actor, live, before, "publish")
    note_event(get_event_of_host(live))
    emails.send_event_decided(live)


@writes
def decline_event(actor: Subject, event: Event, reason: str) -> None:
    """Say why a suggested event is not taken; its host may change it."""
    live = _get_locked(event.id)
    rules.check_state(live.state, frozenset({EventState.SUGGESTED}))
    before = _facts(live)
    live.state, live.reason, live.changed_at = EventState.DECLINED, reason, utcnow()
    db.session.flush()
    _record(actor, live, before, "decline")
    emails.send_event_decided(live)


@writes
def cancel_event(actor: Subject, event: Event, reason: str) -> None:
    """Call an event off and tell everyone who comes or waits, and their calendars."""
    live = _get_locked(event.id)
    rules.check_state(live.state, frozenset({EventState.PUBLISHED}))
    before = _facts(live)
    cancel_session(live.session)
    live.state, live.reason = EventState.CANCELLED, reason
    live.cancelled_at = live.changed_at = utcnow()
    db.session.flush()
    _record(actor, live, before, "cancel")
    note_event(get_event_of_host(live))
    coming, waiting = list_people(live.id), list_people(live.id, SignUpState.WAITING)
    for sign_up in coming:
        tell_calendars(sign_up)
    emails.send_event_cancelled(live, [*coming, *waiting])


@writes
def record_attendance(actor: Subject, event: Event, came_ids: Collection[int], others: int) -> None:
    """Say who came, of those who signed up and beside them; it can be corrected."""
    live = _get_locked(event.id)
    rules.check_state(live.state, frozenset({EventState.PUBLISHED}))
    rules.check_over(live.session.starts_at, utcnow())
    before = {"came": _count_came(live.id), "others": live.others}
    for sign_up in list_people(live.id):
        sign_up.came = sign_up.id in came_ids
    live.others, live.recorded_at = others, utcnow()
    db.session.flush()
    after = {"came": _count_came(live.id), "others": live.others}
    audit.record(actor, "toolkit:event:attend", KIND, live.id, before=before, after=after)


@writes
def remind_of_event(actor: Subject, event: Event) -> None:
    """Remind once who comes, and give the host the list."""
    reminded = db.session.execute(
        update(Event)
        .where(
            Event.id == event.id,
            Event.reminded_at.is_(None),
            Event.state == EventState.PUBLISHED,
        )
        .values(reminded_at=utcnow())
        .returning(Event.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if reminded is None:
        return
    live = get_event(event.id)
    audit.record(actor, "toolkit:event:remind", KIND, live.id)
    emails.send_reminders(live, list_people(live.id))


@writes
def erase_old_notes(actor: Subject) -> int:
    """Erase what people told a host about themselves, a month after it has served its purpose."""
    ids = list_old_notes(utcnow())
    if ids:
        db.session.execute(update(SignUp).where(SignUp.id.in_(ids)).values(note=""))
        audit.record(actor, "toolkit:sign-up:erase", KIND, None, after={"notes": len(ids)})
    return len(ids)


def _tell_of_change(event: Event, before: dict[str, Any]) -> None:
    """Tell who comes what is new, and give places that there are more of to who waits."""
    after = _facts(event)
    note_event(get_event_of_host(event))
    if any(after[name] != before[name] for name in NEWS):
        coming, waiting = list_people(event.id), list_people(event.id, SignUpState.WAITING)
        for sign_up in coming:
            tell_calendars(sign_up)
        emails.send_event_changed(event, [*coming, *waiting])
    fill_places(event)


def _get_locked(event_id: int) -> Event:
    """Lock the row, then read it with its session and host (NotFoundError)."""
    db.session.execute(
        update(Event)
        .where(Event.id == event_id)
        .values(changed_at=Event.changed_at)
        .execution_options(synchronize_session=False)
    )
    return get_event(event_id)


def _count_came(event_id: int) -> int:
    return sum(bool(sign_up.came) for sign_up in list_people(event_id))


def _facts(event: Event) -> dict[str, Any]:
    """What the log holds of an event; nobody who comes is in it."""
    return {name: getattr(event, name) for name in FIELDS} | {
        "state": event.state,
        "reason": event.reason or "",
        "starts_at": event.session.starts_at.isoformat(),
        "ends_at": event.session.ends_at.isoformat(),
        "places": event.session.places,
    }


def _record(actor: Subject, event: Event, before: dict[str, Any], verb: str) -> None:
    after = _facts(event)
    changed = [name for name in after if after[name] != before[name]]
    audit.record(
        actor,
        f"toolkit:event:{verb}",
        KIND,
        event.id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
