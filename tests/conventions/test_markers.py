"""Markup, formulas and templates in every text: read back on every page, sheet and feed."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from tests.conventions import access_matrix, form_walk, marked_world
from tests.conventions.access_roles import Role
from tests.conventions.access_table import ACCESS
from tests.conventions.other_states import list_other_states
from tests.conventions.world import World, build_world
from tests.support.inspecting_client import InspectingClient
from tests.support.proof import IS_LONG

CHOSEN = range(len(marked_world.MARKERS)) if IS_LONG else [None]
"""Each marker alone in the long run; every day all of them in every text."""


@pytest.fixture
def world(db_session: Session) -> World:
    made = build_world(db_session)
    db_session.commit()
    return made


def readers(endpoint: str) -> list[Role]:
    """Return who reads a page: everyone who may in the long run."""
    if not IS_LONG:
        return [form_walk.whom(endpoint, "GET")]
    return [role for role in Role if role in (ACCESS[endpoint].get or ())]


@pytest.mark.parametrize("only", CHOSEN)
def test_no_marker_is_more_than_text_anywhere(
    app: Flask,
    connection: Connection,
    world: World,
    client: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
    only: int | None,
) -> None:
    clients: dict[Role, Any] = {role: sign_in_as(user) for role, user in world.people.items()}
    clients[Role.ANONYMOUS] = client
    cells = [*access_matrix.cells(app, world), *list_other_states(world)]
    pages = [each for each in cells if each.method == "GET" and each.endpoint != "static"]
    with access_matrix.undone(connection):
        assert marked_world.mark(connection, only) > 300
        shown, wrong = 0, []
        for cell in pages:
            for role in readers(cell.endpoint):
                answer = access_matrix.ask(clients[role], cell)
                shown += b"zq" in answer.data
                found = marked_world.fooled(answer)
                if answer.status_code >= 500:
                    found.append(answer.status)
                wrong += [f"{cell.path} ({cell.endpoint}, {role}): {each}" for each in found]
    assert not wrong, "\n".join(wrong)
    assert shown > 150
