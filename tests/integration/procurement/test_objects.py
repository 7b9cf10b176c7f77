"""Whose is what: on every address with an id a stranger is told what is told of a missing id."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Role
from tests.factories.accounts import make_user
from tests.factories.buying import make_frozen
from tests.factories.organisations import make_member, make_organisation
from tests.factories.procurement import (
    make_approach,
    make_brief,
    make_enquiry,
    make_share,
    make_shortlist_entry,
)
from tests.factories.searches import make_shown_search
from tests.support.form_fuzzer import changes, snapshot
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page

MISSING_ID = 2_000_000_001
BUYERS = {
    "procurement.list_briefs",
    "procurement.create_brief",
    "procurement.create_quick_quote",
}
OF_NOBODY = {
    "procurement.show_exposure",
    "procurement.download_exposure",
    "procurement.add_rule_version",
    "procurement.end_quote_rule",
}
"""For everyone, or for an administrator: the table of access says so."""
SUPPLIERS = {
    "procurement.list_enquiries",
    "procurement.show_approach",
    "procurement.answer_approach",
    "procurement.list_qualifying",
    "procurement.show_how_seen",
    "procurement.list_open_briefs",
    "procurement.show_open_brief",
    "procurement.answer_open_brief",
}
MEMBERS = {"procurement.list_qualifying"}
"""What every member of the supplier may read, whatever they do there."""
WRITTEN_BESIDE = {"sign_ins", "throttle_counts"}

Values = dict[str, Any]


@pytest.fixture
def values(
    authority: Organisation, buyer_user: User, supplier: Organisation, db_session: Session
) -> Values:
    """Return an id for each argument: a private brief on which everything has happened."""
    brief = make_brief(authority, buyer_user)
    reader = make_user()
    make_member(authority, reader)
    make_share(brief, reader)
    make_shortlist_entry(brief, supplier, buyer_user)
    enquiry = make_enquiry(brief, buyer_user)
    search = make_shown_search(brief, supplier, buyer_user)
    make_frozen(search)
    return {
        "brief_id": brief.id,
        "organisation_id": supplier.id,
        "market_search_id": search.id,
        "enquiry_id": enquiry.id,
        "approach_id": make_approach(brief, supplier, enquiry).id,
        "user_id": reader.id,
        "step": "need",
        "kind": "search",
        "version": 1,
    }


@pytest.fixture
def open_brief_id(authority: Organisation, buyer_user: User) -> int:
    return int(make_brief(authority, buyer_user, visibility="open").id)


def join(organisation: Organisation, role: str) -> User:
    user = make_user()
    make_member(organisation, user, role)
    return user


Stranger = Callable[[Organisation, Organisation], User]
STRANGERS: dict[str, Stranger] = {
    "buyer of another authority": lambda authority, supplier: join(
        make_organisation(kind="authority", wants=[]), Role.BUYER
    ),
    "owner of a supplier not asked": lambda authority, supplier: join(
        make_organisation(), Role.OWNER
    ),
    "viewer of the authority": lambda authority, supplier: join(authority, Role.VIEWER),
    "editor of the authority": lambda authority, supplier: join(authority, Role.EDITOR),
    "line manager of the authority": lambda authority, supplier: join(authority, Role.LINE_MANAGER),
    "viewer of the supplier": lambda authority, supplier: join(supplier, Role.VIEWER),
    "buyer of the supplier": lambda authority, supplier: join(supplier, Role.BUYER),
    "broker": lambda authority, supplier: make_user(is_broker=True),
}


def rules_of(app: Flask) -> list[Rule]:
    """Return every address of procurement that has an argument."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("procurement.")
        and rule.arguments
        and rule.endpoint not in OF_NOBODY
    ]


def path_of(app: Flask, rule: Rule, given: Values) -> str:
    chosen = {name: given[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, chosen)


def paths(
    app: Flask, values: Values, authority: Organisation, open_brief_id: int
) -> Iterator[tuple[Rule, str]]:
    """Give each address with the ids of what is there."""
    for rule in rules_of(app):
        own: Values = {"organisation_id": authority.id} if rule.endpoint in BUYERS else {}
        if rule.endpoint in SUPPLIERS:
            own = {"brief_id": open_brief_id}
        yield rule, path_of(app, rule, values | own)


def missing_path(app: Flask, rule: Rule, values: Values) -> str:
    words = {name: values[name] for name in ("step", "kind")}
    return path_of(app, rule, dict.fromkeys(values, MISSING_ID) | words)


def ask(client: InspectingClient, rule: Rule, path: str, token: str) -> Iterator[TestResponse]:
    """Ask in each way that the address answers to."""
    if "GET" in (rule.methods or ()):
        yield client.get(path)
    if "POST" in (rule.methods or ()):
        yield client.post(path, data={"csrf_token": token})


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_hears_of_nothing_and_changes_nothing(
    app: Flask,
    values: Values,
    open_brief_id: int,
    authority: Organisation,
    supplier: Organisation,
    sign_in_as: Callable[..., InspectingClient],
    db_session: Session,
    stranger: str,
) -> None:
    client = sign_in_as(STRANGERS[stranger](authority, supplier))
    token = client.csrf_token(client.get("/account"))
    before = snapshot(db_session)
    for rule, path in paths(app, values, authority, open_brief_id):
        if rule.endpoint in MEMBERS and stranger.endswith("of the supplier"):
            continue
        there = list(ask(client, rule, path, token))
        nowhere = list(ask(client, rule, missing_path(app, rule, values), token))
        assert {answer.status_code for answer in (*there, *nowhere)} == {404}, path
        texts = {Page(answer.text).text for answer in (*there, *nowhere)}
        assert len(texts) == 1, path
    after = snapshot(db_session)
    changed = {table for table, _ in changes(before, after)} - WRITTEN_BESIDE
    assert changed == set()
    assert {table for table, _ in after.keys() - before.keys()} <= WRITTEN_BESIDE


def test_those_whose_it_is_are_let_in(
    app: Flask,
    values: Values,
    open_brief_id: int,
    authority: Organisation,
    bashir: InspectingClient,
    simone: InspectingClient,
) -> None:
    for rule, path in paths(app, values, authority, open_brief_id):
        client = simone if rule.endpoint in SUPPLIERS else bashir
        if "GET" in (rule.methods or ()):
            assert client.get(path).status_code in (200, 303), path


def test_what_is_another_briefs_is_not_reached_through_ones_own(
    app: Flask,
    values: Values,
    other_authority: Organisation,
    other_buyer_user: User,
    bronwen: InspectingClient,
    db_session: Session,
) -> None:
    own = {"brief_id": make_brief(other_authority, other_buyer_user).id}
    token = bronwen.csrf_token(bronwen.get("/account"))
    before, tried = snapshot(db_session), 0
    for rule in rules_of(app):
        if "brief_id" in rule.arguments and rule.arguments - {"brief_id", "step"}:
            for answer in ask(bronwen, rule, path_of(app, rule, values | own), token):
                tried += 1
                assert answer.status_code == 404, rule
    assert tried >= 8
    assert {table for table, _ in changes(before, snapshot(db_session))} <= WRITTEN_BESIDE


def test_a_token_of_somebody_else_is_refused_everywhere(
    app: Flask,
    values: Values,
    open_brief_id: int,
    authority: Organisation,
    bashir: InspectingClient,
    simone: InspectingClient,
    db_session: Session,
) -> None:
    tokens = {each: each.csrf_token(each.get("/account")) for each in (bashir, simone)}
    before = snapshot(db_session)
    for rule, path in paths(app, values, authority, open_brief_id):
        if "POST" in (rule.methods or ()):
            mine, others = (simone, bashir) if rule.endpoint in SUPPLIERS else (bashir, simone)
            for token in (tokens[others], "", "x" * 90):
                assert mine.post(path, data={"csrf_token": token}).status_code == 400, path
    assert {table for table, _ in changes(before, snapshot(db_session))} <= WRITTEN_BESIDE


def test_looking_changes_nothing_but_that_it_was_seen(
    app: Flask,
    values: Values,
    open_brief_id: int,
    authority: Organisation,
    bashir: InspectingClient,
    simone: InspectingClient,
    db_session: Session,
) -> None:
    before = snapshot(db_session)
    for method in ("HEAD", "GET"):
        for rule, path in paths(app, values, authority, open_brief_id):
            if "GET" in (rule.methods or ()):
                client = simone if rule.endpoint in SUPPLIERS else bashir
                client.open(path, method=method)
        allowed = {("approaches", "viewed_at")} if method == "GET" else set()
        found = changes(before, snapshot(db_session))
        assert {each for each in found if each[0] not in WRITTEN_BESIDE} <= allowed
