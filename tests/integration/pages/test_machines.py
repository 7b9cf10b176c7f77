"""What robots, researchers and load balancers are told."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

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
def test_a_sound_process_says_so(client: InspectingClient, path: str, body: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, body)
    assert answer.headers["Cache-Control"] == "no-store"


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
