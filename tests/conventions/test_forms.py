"""Every post of the site by whoever may send it: what it may set, and what it leaves behind.

A new room is walked the day its addresses stand in the table of access.
"""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Boolean, Connection, Date, DateTime, Integer, Numeric
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from brokerage.extensions import Base
from brokerage.mail import OutboxMessage
from tests.conventions import form_walk
from tests.conventions.access_of_buying import BUYING
from tests.conventions.access_roles import Role
from tests.conventions.form_walk import Clients, Offer, Outcome
from tests.conventions.other_states import list_other_states
from tests.conventions.typed_values import NOT_TAKEN
from tests.conventions.world import World, build_world
from tests.support.inspecting_client import InspectingClient

TAKEN = 303
BESIDE = frozenset({"audit_events", "audit_details", "outbox_messages", "match_changes"})
"""Written because something happened, and no business of their own."""
SAY_WHAT_WAS = tuple({f"{each.partition('.')[0]}." for each in BUYING} | {"passports."})
"""Rooms whose events keep what was before wherever something was."""
OF_ONESELF = frozenset(
    {
        "demand.leave_updates",  # one's own wish for mail
        "demand.remove_subscription",
        "demand.show_updates",
    }
)
"""Choices about one's own mail, which nobody else is concerned by."""


@pytest.fixture
def world(db_session: Session) -> World:
    made = build_world(db_session)
    db_session.commit()
    return made


@pytest.fixture
def clients(
    app: Flask,
    world: World,
    client: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
) -> Iterator[Clients]:
    """Return each role's client; from here on forms ask for no token, which has its own tests."""
    kept = {role: sign_in_as(user) for role, user in world.people.items()}
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_ENABLED=False)
    yield lambda role: client if role is Role.ANONYMOUS else kept[role]
    app.config.update(WTF_CSRF_CHECK_DEFAULT=True, WTF_CSRF_ENABLED=True)


@pytest.fixture
def offers(app: Flask, connection: Connection, world: World, clients: Clients) -> list[Offer]:
    return form_walk.list_offers(app, connection, world, clients, list_other_states(world))


def planted_values() -> dict[str, str]:
    """Return a value for each column of each table, of its kind and unlike any that is there."""
    columns = (each for table in Base.metadata.sorted_tables for each in table.columns)
    return {column.key: _value(column.type) for column in columns}


def _value(kind: TypeEngine[object]) -> str:
    if isinstance(kind, Boolean):
        return "1"
    if isinstance(kind, Integer | Numeric):
        return "77"
    if isinstance(kind, Date | DateTime):
        return date(2031, 7, 7).isoformat()
    return "planted"


def silent(offer: Offer, outcome: Outcome) -> str | None:
    """Return what is missing of the event that a post must leave.

    A volunteer's own choices say that they happened; all others say what was and what is.
    """
    changed = [each for each in outcome.writes if form_walk.table_of(each[0]) not in BESIDE]
    if not changed or offer.endpoint in OF_ONESELF or offer.role is Role.ANONYMOUS:
        return None
    if not any(event.actor_id and event.object_id for event, _ in outcome.events):
        return f"{offer}: nobody did it, or to nothing: {sorted(outcome.tables - BESIDE)}"
    if offer.role is Role.VOLUNTEER:
        return None
    if not any(details.before or details.after for _, details in outcome.events):
        return f"{offer}: neither what was nor what is"
    is_new = all(statement.startswith("INSERT") for statement, _ in changed)
    # A brief's words stay out of the log, which names what changed.
    says_what_was = is_new or any(
        details.before or "changed" in details.after for _, details in outcome.events
    )
    if offer.endpoint.startswith(SAY_WHAT_WAS) and not says_what_was:
        return f"{offer}: not what was"
    return None


def is_fooled(mail: OutboxMessage) -> bool:
    """Say whether what somebody typed became a header, a recipient or a property."""
    lines = (mail.calendar or "").splitlines()
    headers = f"{mail.subject}{mail.recipient}"
    return (
        "\n" in headers or "all@" in mail.recipient or any(line.startswith("Bcc") for line in lines)
    )


def test_posts_are_taken_set_their_own_columns_and_are_told_of(
    connection: Connection, clients: Clients, offers: list[Offer]
) -> None:
    """One walk for three rules, since the walk is what takes the time."""
    planted, wrong, taken = planted_values(), [], set()
    for offer in offers:
        outcome = form_walk.send(connection, clients, offer)
        forged = form_walk.send(connection, clients, offer, **planted)
        if max(outcome.status, forged.status) >= 500:
            wrong.append(f"{offer}: {outcome.status}, with foreign columns {forged.status}")
        if outcome.status != TAKEN:
            continue
        if outcome.writes:
            taken.add(offer.endpoint)
        if (outcome.status, outcome.writes) != (forged.status, forged.writes):
            wrong.append(f"{offer}: foreign columns changed {differences(outcome, forged)}")
        wrong += [each] if (each := silent(offer, outcome)) else []
        wrong += [f"{offer}: mail {m.subject!r}" for m in outcome.mails if is_fooled(m)]
    posts = {offer.endpoint for offer in offers if offer.endpoint in BUYING}
    assert not wrong, "\n".join(wrong)
    assert posts - taken == NOT_TAKEN, "typed_values.py says what to type, or why it is not taken"


def differences(plain: Outcome, forged: Outcome) -> str:
    """Return the statements that only one of the two posts ran."""
    only = set(plain.writes) ^ set(forged.writes)
    return f"{plain.status}/{forged.status} " + "; ".join(sorted(f"{s} {v}" for s, v in only))[:900]
