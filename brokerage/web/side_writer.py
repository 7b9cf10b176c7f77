"""The one writer beside the request's transaction.

Throttle counts, refused attempts, audit of sensitive reads and last-seen times are kept
whatever becomes of the request. Each is a short transaction of its own, which must not meet
the request's own on SQLite: a read is ended first, and during a write it waits until after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, g, has_request_context, request
from sqlalchemy.orm import Session

from brokerage.audit import Recorded, add_event
from brokerage.extensions import db, unit_of_work
from brokerage.permissions import Subject

Write = Callable[[Session], object]


def write(work: Write) -> None:
    """Do the work in a transaction of its own: now, or when the request's write has ended."""
    if db.is_writing:
        write_later(work)
        return
    db.end_read()
    with unit_of_work() as session:
        work(session)


def write_later(work: Write) -> None:
    """Do the work when the request's own transaction has ended; never on HEAD."""
    g.setdefault("late_writes", []).append(work)


def record_sensitive_read(
    subject: Subject,
    action: str,
    object_kind: str,
    object_id: int | None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Keep that someone looked at what not everyone may look at, or looked in a way that counts.

    `after`: how they looked, as plain JSON.
    """
    if has_request_context() and request.method == "HEAD":
        return
    _record_later(subject, action, object_kind, object_id, after)


def record_refusal(subject: Subject, permission: str) -> None:
    """Keep that a signed-in user asked for what is not theirs."""
    _record_later(subject, "access:request:refuse", permission[:40], None)


def record_attempt(subject: Subject, action: str, object_kind: str, object_id: int | None) -> None:
    """Keep a try that failed (a wrong password, a wrong code), whatever the answer is."""
    _record_later(subject, action, object_kind, object_id)


def _record_later(
    subject: Subject,
    action: str,
    object_kind: str,
    object_id: int | None,
    after: Mapping[str, Any] | None = None,
) -> None:
    told = Recorded(
        actor=subject,
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        before={},
        after=after or {},
    )
    write_later(lambda session: add_event(session, told))


def run_late_writes() -> None:
    """Do what was put off; called when the request's transaction has ended."""
    late: list[Write] = g.pop("late_writes", [])
    if not late:
        return
    with unit_of_work() as session:
        for work in late:
            work(session)


def init_app(app: Flask) -> None:
    """Nothing put off may outlive its request."""
    app.teardown_request(lambda error: g.pop("late_writes", None))
