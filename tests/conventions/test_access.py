"""Authorisation: every address × every role × GET, HEAD, POST, against the declared table."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from brokerage.web.access import declared_permission
from tests.conventions import access_matrix
from tests.conventions.access_roles import Role
from tests.conventions.world import World, build_world
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.sign_in import suspend

SIGNED_IN = frozenset(Role) - {Role.ANONYMOUS, Role.SUSPENDED}


@pytest.fixture
def world(db_session: Session) -> World:
    made = build_world(db_session)
    db_session.commit()
    return made


@pytest.fixture
def visitor(
    world: World,
    client: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
    role: Role,
) -> InspectingClient:
    """Return a client that asks as this role."""
    if role is Role.ANONYMOUS:
        return client
    user = world.people[role]
    signed_in = sign_in_as(user)
    if role is Role.SUSPENDED:
        suspend(user)
    return signed_in


@pytest.fixture
def without_csrf(app: Flask) -> Iterator[None]:
    """Let posts through to the access check, which is what these tests are about."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    yield
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True


def test_every_address_declares_a_permission(app: Flask) -> None:
    undeclared = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if declared_permission(app, rule.endpoint) is None
    }
    assert not undeclared


def test_every_declared_permission_is_registered(app: Flask) -> None:
    registry = app.extensions["permissions"]
    for rule in app.url_map.iter_rules():
        assert registry.get(declared_permission(app, rule.endpoint))


def test_the_table_knows_every_address(app: Flask) -> None:
    assert not access_matrix.missing_from_table(app)


def test_the_table_knows_every_method(app: Flask) -> None:
    assert not access_matrix.wrong_methods(app)


@pytest.mark.usefixtures("without_csrf")
@pytest.mark.parametrize("role", list(Role))
def test_the_app_allows_what_the_table_says(
    app: Flask,
    connection: Connection,
    world: World,
    visitor: InspectingClient,
    role: Role,
) -> None:
    """Nothing else is let in, and what is hidden looks like what is missing."""
    wrong = []
    for cell in access_matrix.cells(app, world):
        with access_matrix.undone(connection):
            answer = access_matrix.ask(visitor, cell)
        is_let_in = not access_matrix.is_refusal(answer)
        if answer.status_code >= 500 or is_let_in != access_matrix.may(role, cell):
            wrong.append(f"{cell.method} {cell.path} ({cell.endpoint}): {answer.status}")
        elif not is_let_in and cell.missing_path and role in SIGNED_IN:
            with access_matrix.undone(connection):
                missing = access_matrix.ask(visitor, cell, cell.missing_path)
            if access_matrix.without_tokens(answer) != access_matrix.without_tokens(missing):
                wrong.append(f"{cell.method} {cell.path}: {answer.status} and {missing.status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR])
def test_no_post_is_taken_without_a_token(
    app: Flask, connection: Connection, world: World, visitor: InspectingClient, role: Role
) -> None:
    taken = []
    for cell in access_matrix.cells(app, world):
        if cell.method == "POST":
            with access_matrix.undone(connection):
                answer = access_matrix.ask(visitor, cell)
            if answer.status_code != 400 or not Page(answer.text).heading:
                taken.append(f"{cell.path}: {answer.status}")
    assert not taken
