"""Resources, events and sign-ups, as tests need them."""

from datetime import time, timedelta
from itertools import count
from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import in_london
from brokerage.toolkit.models import Event, Resource, ResourceTag, ResourceVersion, SignUp
from brokerage.toolkit.rules.events import OWNER_KIND
from brokerage.toolkit.rules.search import join_words

_numbers = count(1)


def make_resource(*, tags: tuple[tuple[str, str], ...] = (), **fields: Any) -> Resource:
    """Add a published guide with its first version, flushed."""
    now = utcnow()
    number = next(_numbers)
    given: dict[str, Any] = {
        "kind": "resource",
        "state": "published",
        "title": f"How to pay a living wage {number}",
        "summary": "Four steps from your payroll to the accreditation.",
        "body": "## Begin\n\nLook at **everyone** you pay.",
        "made_at": now,
        "changed_at": now,
        "published_at": now,
        "reviewed_on": now.date(),
        "review_by": now.date() + timedelta(days=300),
    } | fields
    given["words"] = join_words(given["title"], given["summary"], given["body"])
    resource = _add(
        Resource(tags=[ResourceTag(scheme=scheme, code=code) for scheme, code in tags], **given)
    )
    words = {name: given.get(name, "") for name in ("kind", "title", "summary", "body", "link")}
    lists = {"themes": [], "voices": [], "pledges": [], "topics": []}
    for scheme, code in tags:
        lists[f"{scheme}s"].append(code)
    answers = words | {"source": given.get("source", "")} | lists
    _add(ResourceVersion(resource_id=resource.id, number=1, answers=answers, saved_at=now))
    return resource


def make_event(
    host: Organisation | None,
    made_by: User,
    *,
    places: int = 20,
    days_ahead: int = 14,
    **fields: Any,
) -> Event:
    """Add an open event at ten in the morning in two weeks, flushed."""
    now = utcnow()
    starts_at = in_london((now + timedelta(days=days_ahead)).date(), time(10))
    session = _add(
        Session(
            owner_kind=OWNER_KIND,
            owner_id=0,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            places=places,
            taken=0,
        )
    )
    event = _add(
        Event(
            **{
                "session_id": session.id,
                "kind": "meet-the-buyer",
                "state": "published",
                "title": f"Meet the Buyer {next(_numbers)}",
                "about": "Talk to the people who buy.\n\n- bring your card",
                "place": "Town hall, ground floor",
                "online_link": "https://meet.example/room-1",
                "organisation_id": host.id if host else None,
                "made_by_id": made_by.id,
                "made_at": now,
                "changed_at": now,
            }
            | fields
        )
    )
    session.owner_id = event.id
    db.session.flush()
    return event


def make_sign_up(event: Event, user: User, **fields: Any) -> SignUp:
    """Give someone a place at an event, flushed; or another status."""
    now = utcnow()
    sign_up = _add(
        SignUp(
            **{
                "event_id": event.id,
                "user_id": user.id,
                "status": "coming",
                "signed_up_at": now,
                "changed_at": now,
            }
            | fields
        )
    )
    if sign_up.status == "coming":
        event.session.taken += 1
        db.session.flush()
    return sign_up


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
