"""What robots, researchers and load balancers are told."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.tasks import warm_up
from brokerage.pages.rules import SEARCHED
from brokerage.web.features import contributions
from tests.support.inspecting_client import InspectingClient


def test_robots_may_read_a_real_site(client: InspectingClient) -> None:
    answer = client.get("/robots.txt")
    assert (answer.mimetype, answer.text) == ("text/plain", "User-agent: *\nAllow: /\n")


def test_the_security_contact_uses_the_configured_address(client: InspectingClient) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    assert "Canonical: http://localhost/.well-known/security.txt\n" in answer.text
    assert "Contact: mailto:" in answer.text


@pytest.mark.parametrize(("path", "body"), [("/healthz", "ok\n"), ("/readyz", "ready\n")])
def test_a_sound_process_says_so(
    client: InspectingClient, db_session: Session, fresh_index: None, path: str, body: str
) -> None:
    warm_up()
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, body)
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_index_that_is_not_built_is_named_in_words(
    client: InspectingClient, db_session: Session, fresh_index: None
) -> None:
    kinds = [source.kind for source in contributions("profiles")]
    get_matcher("organisation")
    answer = client.get("/readyz")
    first, *sentences = answer.text.splitlines()
    assert (answer.status_code, first) == (200, "degraded")
    assert len(sentences) == len(kinds) - 1
    assert "The index of opportunities is not built yet" in answer.text
    assert "organisations" not in answer.text
    assert not [kind for kind in kinds if kind not in SEARCHED]


def test_a_machine_that_reads_json_gets_json(
    client: InspectingClient, db_session: Session, fresh_index: None
) -> None:
    answer = client.get("/readyz", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json["is_ready"] and not answer.json["missing"]
    assert len(answer.json["degraded"]) == len(SEARCHED)
    warm_up()
    answer = client.get("/readyz", headers={"Accept": "application/json"})
    assert answer.json == {"is_ready": True, "missing": [], "degraded": []}


def test_a_database_behind_the_code_is_not_ready(
    client: InspectingClient, db_session: Session
) -> None:
    db_session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (
        503,
        "The database is not at the newest migration.\n",
    )
    assert client.get("/healthz").status_code == 200


def test_what_other_features_lack_counts_too(app: Flask, client: InspectingClient) -> None:
    before = app.extensions["contributions"].get("readiness", [])
    app.extensions["contributions"]["readiness"] = [lambda: None, lambda: "The index is missing."]
    try:
        answer = client.get("/readyz")
    finally:
        app.extensions["contributions"]["readiness"] = before
    assert (answer.status_code, answer.text) == (503, "The index is missing.\n")


def test_another_sites_name_gets_no_page(client: InspectingClient) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "evil" not in answer.text
