"""Every parameter that any page reads, and every word in an address, set to hostile values."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, request
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import BaseConverter

from brokerage.web.converters import BoundedIntegerConverter
from tests.conventions import access_matrix, form_walk
from tests.conventions.access_matrix import Cell
from tests.conventions.access_roles import Role
from tests.conventions.example_urls import example_values
from tests.conventions.world import World, build_world
from tests.support.form_fuzzer import NASTY_TEXTS
from tests.support.inspecting_client import InspectingClient
from tests.support.proof import IS_LONG

VALUES = NASTY_TEXTS if IS_LONG else ("9" * 400, "9223372036854775808", "a\x00b", "\ud800", "-1")
"""All 40 in the long run; every day those that a database or a converter could choke on."""
FIRST_SERVER_ERROR = 500

Clients = dict[Role, InspectingClient]


@pytest.fixture
def world(db_session: Session) -> World:
    made = build_world(db_session)
    db_session.commit()
    return made


@pytest.fixture
def clients(
    world: World, client: InspectingClient, sign_in_as: Callable[..., InspectingClient]
) -> Clients:
    signed_in = {role: sign_in_as(user) for role, user in world.people.items()}
    return {**signed_in, Role.ANONYMOUS: client}


class Noted(ImmutableMultiDict[str, str]):
    """A query string that notes what is read of it."""

    seen: set[str]

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        self.seen.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: str, *args: Any, **kwargs: Any) -> Any:
        self.seen.add(key)
        return super().getlist(key, *args, **kwargs)

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.seen.add(str(key))
        return super().__contains__(key)


@contextmanager
def noting(app: Flask) -> Iterator[set[str]]:
    """Collect the names of the parameters that are read meanwhile."""
    seen: set[str] = set()

    def swap() -> None:
        noted = Noted(MultiDict(request.args))
        noted.seen = seen
        request.args = noted

    app.before_request_funcs.setdefault(None, []).insert(0, swap)
    try:
        yield seen
    finally:
        app.before_request_funcs[None].remove(swap)


def read_by_pages(
    app: Flask, connection: Connection, world: World, clients: Clients
) -> Iterator[tuple[Cell, Role, set[str]]]:
    """Yield each page with whoever may see it and the parameters that it reads."""
    for cell in access_matrix.cells(app, world):
        if cell.method != "GET" or cell.endpoint == "static":
            continue
        role = form_walk.whom(cell.endpoint, "GET")
        with noting(app) as seen, access_matrix.undone(connection):
            access_matrix.ask(clients[role], cell)
        if names := seen - {"next"}:
            yield cell, role, names


def test_no_parameter_breaks_a_page(
    app: Flask, connection: Connection, world: World, clients: Clients
) -> None:
    broken, read = [], 0
    for cell, role, names in read_by_pages(app, connection, world, clients):
        read += len(names)
        fresh = app.test_client()
        fresh.inspects, fresh._cookies = False, dict(clients[role]._cookies)
        for value in VALUES:
            raw = value.encode("utf-8", "surrogatepass")
            with access_matrix.undone(connection):
                answer = fresh.get(cell.path, query_string=dict.fromkeys(names, [raw, raw]))
            if answer.status_code >= FIRST_SERVER_ERROR:
                broken.append(f"{cell.path} {sorted(names)}={value[:40]!r}: {answer.status}")
    assert not broken, "\n".join(broken)
    assert read > 60


def test_every_number_in_an_address_is_bounded(app: Flask) -> None:
    """One converter, tried elsewhere, is all that numbers pass through."""
    found = {
        type(converter)
        for rule in app.url_map.iter_rules()
        for name, converter in rule._converters.items()
        if name.endswith("_id") or name in ("number", "version", "year")
    }
    assert found == {BoundedIntegerConverter}


def words_in_addresses(app: Flask) -> Iterator[tuple[str, str, BaseConverter]]:
    """Yield one endpoint for each kind of word of each room: its slugs, steps and tokens."""
    known = set()
    for rule in app.url_map.iter_rules():
        for name, converter in rule._converters.items():
            key = (rule.endpoint.partition(".")[0], name)
            if not isinstance(converter, BoundedIntegerConverter) and key not in known:
                known.add(key)
                yield rule.endpoint, name, converter


def test_no_word_in_an_address_breaks_a_page(
    app: Flask, connection: Connection, world: World, clients: Clients
) -> None:
    broken = []
    by_endpoint = {each.endpoint: each for each in access_matrix.cells(app, world)}
    for endpoint, name, _ in words_in_addresses(app):
        if endpoint == "static":
            continue
        cell = by_endpoint[endpoint]
        rule = next(each for each in app.url_map.iter_rules() if each.endpoint == endpoint)
        example = str(example_values(endpoint, set(rule.arguments), world)[name])
        client = clients[form_walk.whom(endpoint, cell.method)]
        for value in (*VALUES, "a" * 80, "a" * 100, "0" * 20, "x-1"):
            path = cell.path.replace(
                example, quote(value.encode("utf-8", "surrogatepass"), safe=""), 1
            )
            with access_matrix.undone(connection):
                answer = access_matrix.ask(client, cell, path)
            if answer.status_code >= FIRST_SERVER_ERROR:
                broken.append(f"{cell.method} {path[:90]} ({endpoint}): {answer.status}")
    assert not broken, "\n".join(broken)
