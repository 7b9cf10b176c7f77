"""Whose is what: somebody with every right elsewhere hears of nothing that is not theirs.

The access matrix asks as each role; here one person is the owner, buyer, line manager and host
of organisations of their own, and asks for everybody else's objects: directly, and through
addresses that begin with what is theirs.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

import pytest
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from brokerage.accounts.queries import get_user
from tests.conventions import access_matrix
from tests.conventions.access_matrix import Cell
from tests.conventions.access_roles import BROKERS, SIGNED_IN
from tests.conventions.access_table import ACCESS
from tests.conventions.example_urls import example_values
from tests.conventions.world import World, build_world
from tests.factories.accounts import make_user
from tests.factories.cohorts import make_cohort
from tests.factories.competitions import make_competition, make_declaration
from tests.factories.contracts import make_contract
from tests.factories.demand import make_planned_purchase
from tests.factories.mentoring import make_pair
from tests.factories.organisations import make_member, make_organisation
from tests.factories.procurement import make_brief
from tests.factories.volunteering import make_opportunity
from tests.support.inspecting_client import InspectingClient

HIDDEN = 404
OPEN_TO_ALL = frozenset({"measure_id", "number", "planned_purchase_id"})
"""Arguments that name what belongs to nobody, or is no object."""
OPEN_TO_OTHERS = frozenset(
    {
        "procurement.show_open_brief",
        "procurement.answer_open_brief",
        "socialvalue.add_offer",
        "socialvalue.ask_for_standing_offer",
    }
)
"""What one's own organisation does with another's object that everybody may read."""
ROLES = ("owner", "buyer", "line-manager", "editor")

Own = dict[str, list[int]]


@pytest.fixture
def world(db_session: Session) -> World:
    made = build_world(db_session)
    db_session.commit()
    return made


@pytest.fixture
def own(world: World, db_session: Session) -> Own:
    """Return the ids of what the peer has, by the name an address gives them."""
    peer = make_user()
    business, charity = make_organisation(owner=peer), make_organisation(owner=peer, kind="charity")
    councils = [make_organisation(kind="authority") for _ in ROLES]
    for council, role in zip(councils, ROLES, strict=True):
        make_member(council, peer, role)
    buys = councils[ROLES.index("buyer")]
    brief = make_brief(buys, peer)
    competition = make_competition(brief, peer, status="opened")
    make_declaration(competition, peer)
    made = {
        "organisation_id": [each.id for each in (business, charity, *councils)],
        "brief_id": [brief.id],
        "competition_id": [competition.id],
        "contract_id": [make_contract(buys, business, peer).id],
        "planned_purchase_id": [make_planned_purchase(buys).id],
        "opportunity_id": [make_opportunity(charity).id],
        "cohort_id": [make_cohort(charity, peer).id],
        "pair_id": [make_pair(peer, make_user(), status="active").id],
        "user_id": [peer.id],
    }
    db_session.commit()
    return made


@pytest.fixture
def peer(
    app: Flask, own: Own, sign_in_as: Callable[..., InspectingClient], db_session: Session
) -> Iterator[InspectingClient]:
    """Return the peer's client; the check of tokens would answer first, and has its own tests."""
    client = sign_in_as(get_user(own["user_id"][0]))
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    yield client
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True


def is_about_an_object(cell: Cell) -> bool:
    """Say whether an object's rule decides: not where all may ask, or brokers only."""
    access = ACCESS[cell.endpoint]
    allowed = (access.post if cell.method == "POST" else access.get) or frozenset()
    return not allowed >= SIGNED_IN and not allowed <= BROKERS


def is_as_missing(answer: TestResponse, nothing: TestResponse) -> bool:
    """Say whether the answer is the page of an address that does not exist."""
    if answer.status_code != HIDDEN:
        return False
    if answer.request.method == "HEAD":
        return True
    return access_matrix.without_tokens(answer) == access_matrix.without_tokens(nothing)


def test_a_peer_is_told_that_there_is_nothing(
    app: Flask, connection: Connection, world: World, peer: InspectingClient
) -> None:
    leaks, asked = [], 0
    nothing = peer.get(f"/organisations/{access_matrix.MISSING_ID}")
    for cell in access_matrix.cells(app, world):
        if cell.missing_path is None or cell.method == "HEAD" or not is_about_an_object(cell):
            continue
        with access_matrix.undone(connection):
            answer = access_matrix.ask(peer, cell)
        asked += 1
        if not is_as_missing(answer, nothing):
            leaks.append(f"{cell.method} {cell.path} ({cell.endpoint}): {answer.status}")
    assert not leaks, "\n".join(leaks)
    assert asked > 300


def mixed(app: Flask, world: World, own: Own) -> Iterator[Cell]:
    """Yield addresses of several ids, the first ones the peer's and the last somebody else's."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = example_values(rule.endpoint, set(rule.arguments), world)
        ids = [part for is_dynamic, part in rule._trace if is_dynamic and part in rule.arguments]
        ids = [name for name in ids if isinstance(values[name], int)]
        if not ids or ids[-1] in OPEN_TO_ALL or rule.endpoint in OPEN_TO_OTHERS:
            continue
        for count in range(1, len(ids)):
            for names in combinations(ids[:-1], count):
                for changed in _swapped(names, own):
                    for method in {"GET", "POST"} & (rule.methods or set()):
                        path = adapter.build(rule.endpoint, values | changed, method=method)
                        yield Cell(rule.endpoint, method, path, None)


def _swapped(names: tuple[str, ...], own: Own) -> Iterator[dict[str, int]]:
    if all(name in own for name in names):
        for at in range(max(len(own[name]) for name in names)):
            yield {name: own[name][at % len(own[name])] for name in names}


def test_what_is_anothers_is_not_reached_through_ones_own(
    app: Flask, connection: Connection, world: World, own: Own, peer: InspectingClient
) -> None:
    leaks, asked = [], 0
    nothing = peer.get(f"/organisations/{access_matrix.MISSING_ID}")
    for cell in mixed(app, world, own):
        if not is_about_an_object(cell):
            continue
        with access_matrix.undone(connection):
            answer = access_matrix.ask(peer, cell)
        asked += 1
        if not is_as_missing(answer, nothing):
            leaks.append(f"{cell.method} {cell.path} ({cell.endpoint}): {answer.status}")
    assert not leaks, "\n".join(leaks)
    assert asked > 200
