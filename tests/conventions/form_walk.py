"""Every post that the site offers, filled in as a person would, by somebody who may send it.

`forms(...)` reads the forms off the pages of the seeded world; an address whose form stands on
no page of it is posted to with a token only. `send(...)` says what a post wrote, and undoes it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event, select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from brokerage.audit import AuditDetails, AuditEvent
from brokerage.extensions import db, utcnow
from brokerage.mail import OutboxMessage
from tests.conventions import access_matrix
from tests.conventions.access_matrix import Cell
from tests.conventions.access_roles import Role
from tests.conventions.access_table import ACCESS
from tests.conventions.typed_values import FILES, TYPED
from tests.conventions.world import World
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Form, Page

WRITES = ("INSERT INTO", "UPDATE", "DELETE FROM")
WRITTEN_BESIDE = frozenset({"sign_ins", "throttle_counts"})
"""Kept whatever becomes of the request."""
POSTING_FORM = re.compile(r'<form(?=[^>]*method="post").*?</form>', re.DOTALL)
VARYING = (
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+00:00)?Z?"), "a moment"),
    (re.compile(r"\d{8}T\d{6}Z"), "a moment"),
    (re.compile(r"<memory at \w+>"), "bytes"),
    (re.compile(r"[A-Za-z0-9_+/=-]{20,}"), "a token or digest"),
)
"""What differs between two posts of the same."""

Clients = Callable[[Role], InspectingClient]


@dataclass(frozen=True)
class Offer:
    """One address that takes posts, the role that sends it and what its form holds."""

    endpoint: str
    path: str
    role: Role
    values: dict[str, list[str]] = field(default_factory=dict)
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    is_multipart: bool = False

    def __str__(self) -> str:
        return f"{self.endpoint} {self.path} as {self.role}"


@dataclass(frozen=True)
class Outcome:
    """What came of a post: how it was answered, what it wrote, told and mailed."""

    status: int
    writes: list[tuple[str, str]]
    """Statement and values, in order; what varies by the moment is masked."""
    events: list[tuple[AuditEvent, AuditDetails]]
    mails: list[OutboxMessage]
    page: str

    @property
    def tables(self) -> set[str]:
        """The tables that were written."""
        return {table_of(statement) for statement, _ in self.writes}


def whom(endpoint: str, method: str) -> Role:
    """Return who asks: of those who may, the first in the order of the matrix."""
    access = ACCESS[endpoint]
    allowed = access.post if method == "POST" else access.get
    people = (role for role in Role if role is not Role.SUSPENDED)
    return next((role for role in people if role in (allowed or ())), Role.BROKER)


def list_offers(
    app: Flask, connection: Connection, world: World, clients: Clients, more: list[Cell]
) -> list[Offer]:
    """List a post for each address that takes them, from a page that has its form if one does.

    Pages among `more` show objects in other states; their forms are listed beside the others.
    """
    cells = access_matrix.cells(app, world)
    found: dict[str, Offer] = {}
    for cell in cells:
        if cell.method == "GET" and not cell.path.startswith("/static"):
            for offer in _on_page(app, connection, cell, clients):
                found.setdefault(offer.endpoint, offer)
    for cell in cells:
        if cell.method == "POST" and ACCESS[cell.endpoint].post:
            bare = Offer(cell.endpoint, cell.path, whom(cell.endpoint, "POST"))
            found.setdefault(cell.endpoint, bare)
    elsewhere = {
        offer.path: offer for cell in more for offer in _on_page(app, connection, cell, clients)
    }
    return [*found.values(), *elsewhere.values()]


def _on_page(app: Flask, connection: Connection, cell: Cell, clients: Clients) -> Iterator[Offer]:
    role = whom(cell.endpoint, "GET")
    with access_matrix.undone(connection):
        answer = access_matrix.ask(clients(role), cell)
    if answer.mimetype != "text/html" or 'method="post"' not in answer.text:
        return
    adapter = app.url_map.bind("localhost")
    for form in _posting(answer.text):
        path = form.action or cell.path
        try:
            endpoint, _ = adapter.match(path.partition("?")[0], method="POST")
        except (HTTPException, RequestRedirect):
            continue
        if role in (ACCESS[endpoint].post or ()):
            yield Offer(
                endpoint,
                path,
                role,
                values=filled(form, endpoint),
                files=FILES.get(endpoint, {}),
                is_multipart=form.is_multipart,
            )


def _posting(html: str) -> Iterator[Form]:
    """Yield the forms that post; only they are parsed, which is ten times as quick."""
    for found in POSTING_FORM.findall(html):
        yield from Page(found).forms


def filled(form: Form, endpoint: str) -> dict[str, list[str]]:
    """Return what somebody sends: what the form holds, its first choices, and typed words."""
    typed = TYPED.get(endpoint, {})
    keyboards = {each.get("name"): each.get("inputmode") for each in form.element.iter("input")}
    values: dict[str, list[str]] = {}
    for name, each in form.fields.items():
        if name == "csrf_token" or each.kind == "file":
            continue
        kept = [value for value in each.values if value]
        if each.offered:
            values[name] = kept or [value for value in each.offered if value][:1]
        else:
            values[name] = kept or [_typed(name, keyboards.get(name))]
    button = next(iter(form.buttons.values()), None)
    if button and button[0] not in typed:
        values[button[0]] = [button[1]]
    return values | {name: [text] for name, text in typed.items()}


def _typed(name: str, keyboard: str | None) -> str:
    """Return what is right for most fields of such a name and such keys."""
    is_last = name.startswith(("ends", "expires", "until", "to_on"))
    day = utcnow().date() + timedelta(days=50 if is_last else 20)
    for ending, value in {"-day": day.day, "-month": day.month, "-year": day.year}.items():
        if name.endswith(ending):
            return str(value)
    known = next((value for part, value in BY_NAME.items() if part in name), None)
    return known or ("2" if keyboard in ("numeric", "decimal") else WORDS)


WORDS = "=Ten loaves of bread,\r\nBcc: all@example.org <zqtag>{{7*7}}"
"""Innocent enough for every form, and nothing that a mail or a calendar may act on."""
BY_NAME = {
    "email": "somebody@example.org",
    "postcode": "OX1 1BX",
    "website": "https://example.org",
    "link": "https://example.org",
    "ends_time": "12:00",
    "time": "10:00",
    "reference": "R-1",
    "pence": "200",
}


def send(connection: Connection, clients: Clients, offer: Offer, **planted: str) -> Outcome:
    """Post it, with these fields beside its own, and undo all that came of it."""
    client = clients(offer.role)
    fresh = client.application.test_client()
    fresh.inspects = False
    fresh._cookies = dict(client._cookies)
    files = {name: (BytesIO(text), called) for name, (called, text) in offer.files.items()}
    data: dict[str, Any] = {**planted, **offer.values, **files}
    kind = {"content_type": "multipart/form-data"} if offer.is_multipart else {}
    with access_matrix.undone(connection):
        newest = connection.scalar(select(AuditEvent.id).order_by(AuditEvent.id.desc())) or 0
        last_mail = connection.scalar(select(OutboxMessage.id).order_by(OutboxMessage.id.desc()))
        with _seen_writes() as writes:
            answer = fresh.post(offer.path, data=data, **kind)
        with db.new_session() as session:
            events = session.execute(
                select(AuditEvent, AuditDetails)
                .join(AuditDetails, AuditDetails.event_id == AuditEvent.id)
                .where(AuditEvent.id > newest)
            ).all()
            mails = session.scalars(
                select(OutboxMessage).where(OutboxMessage.id > (last_mail or 0))
            ).all()
    told = [(row[0], row[1]) for row in events]
    return Outcome(answer.status_code, writes, told, list(mails), answer.text)


@contextmanager
def _seen_writes() -> Iterator[list[tuple[str, str]]]:
    seen: list[tuple[str, str]] = []
    engine = db.engine()

    def see(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        is_write = statement.startswith(WRITES) and cursor.rowcount != 0
        if is_write and table_of(statement) not in WRITTEN_BESIDE:
            seen.append((statement, _masked(repr(parameters))))

    event.listen(engine, "after_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(engine, "after_cursor_execute", see)


def table_of(statement: str) -> str:
    words = statement.split()
    return words[1 if words[0] == "UPDATE" else 2].strip('"')


def _masked(text: str) -> str:
    for pattern, word in VARYING:
        text = pattern.sub(word, text)
    return text
