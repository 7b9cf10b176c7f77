"""Walks every address as one role and says what the app really allows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Connection
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.conventions.access_roles import Access, Role
from tests.conventions.access_table import ACCESS
from tests.conventions.example_urls import example_values
from tests.conventions.world import World
from tests.support.inspecting_client import InspectingClient, let_go_of_the_tests_session
from tests.support.proof import IS_LONG

REFUSALS = frozenset({401, 403, 404})
METHODS = ("GET", "HEAD", "POST") if IS_LONG else ("GET", "POST")
"""HEAD is answered by the same view as GET: the long run asks all the same."""
MISSING_ID = 2_000_000_001


@dataclass(frozen=True)
class Cell:
    """One address asked for in one way."""

    endpoint: str
    method: str
    path: str
    missing_path: str | None
    """The same address with ids that nothing has, where it has ids."""


def cells(app: Flask, world: World) -> list[Cell]:
    """List every address with every method it answers to."""
    return list(_cells(app, world))


def _cells(app: Flask, world: World) -> Iterator[Cell]:
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = example_values(rule.endpoint, set(rule.arguments), world)
        for method in METHODS:
            if method in (rule.methods or ()):
                path = adapter.build(rule.endpoint, values, method=method)
                yield Cell(rule.endpoint, method, path, _missing(app, rule, values))


def _missing(app: Flask, rule: Rule, values: dict[str, object]) -> str | None:
    ids = {name for name in rule.arguments if isinstance(values[name], int)}
    if not ids:
        return None
    return app.url_map.bind("localhost").build(
        rule.endpoint, values | dict.fromkeys(ids, MISSING_ID)
    )


def may(role: Role, cell: Cell) -> bool:
    """Return what the table says."""
    access = ACCESS[cell.endpoint]
    return role in ((access.post if cell.method == "POST" else access.get) or ())


def is_refusal(answer: TestResponse) -> bool:
    """Say whether this answer keeps the visitor out."""
    if answer.status_code in REFUSALS:
        return True
    path, _, query = (answer.location or "").partition("?")
    return path.endswith("/sign-in") and query.startswith("next=")


def without_tokens(answer: TestResponse) -> str:
    """Return status and page without what differs: form tokens and its own address."""
    text = re.sub(r'name="csrf_token"[^>]*|<meta name="csrf-token"[^>]*', "", answer.text)
    return answer.status + text.replace(answer.request.path, "")


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """Roll back what the block did, so that one cell cannot change the next."""
    let_go_of_the_tests_session()
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def ask(client: InspectingClient, cell: Cell, path: str | None = None) -> TestResponse:
    """Ask for the address as a fresh copy of this client would, so that no cookie changes it."""
    fresh = client.application.test_client()
    fresh.inspects = False
    fresh._cookies = dict(client._cookies)
    return fresh.open(path or cell.path, method=cell.method)


def missing_from_table(app: Flask) -> list[str]:
    """Return endpoints that the table does not know, and lines that no endpoint has."""
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    return sorted(known ^ ACCESS.keys())


def wrong_methods(app: Flask) -> list[str]:
    """Return endpoints whose methods are not those of their line in the table."""
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint in ACCESS and not _fits(rule, ACCESS[rule.endpoint])
    ]


def _fits(rule: Rule, access: Access) -> bool:
    methods = rule.methods or set()
    return (access.get is not None) == ("GET" in methods) and (
        (access.post is not None) == ("POST" in methods)
    )
