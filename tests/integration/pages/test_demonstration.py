"""The demonstration's pages: there in demonstration mode, nowhere else."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from brokerage.config import PROJECT_FOLDER
from brokerage.extensions import db
from brokerage.mail import queue_mail
from brokerage.pages.rules import TRIALS
from tests.factories.accounts import make_user
from tests.support.apps import make_app
from tests.support.databases import Databases
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page

BROKER = "linnet.bridgewicket@partnership.example"
NAME = "pages_demonstration"
SEED = PROJECT_FOLDER / "seed"


@pytest.fixture
def demonstration(databases: Databases, worker_name: str, tmp_path: Path) -> Iterator[Flask]:
    """An app in demonstration mode with one of its people; it runs on SQLite only."""
    name = f"{worker_name}_{NAME}"
    app = make_app(databases.make("sqlite", name), tmp_path, is_demonstration=True)
    with app.app_context():
        db.begin_write()
        make_user(email=BROKER, name="Linnet Bridgewicket", is_broker=True)
        make_user(email="piotr.inkwrenthwick@acornmead-primary.example")
        db.session.commit()
    yield app
    db.engine(app).dispose()
    databases.drop("sqlite", name)


@pytest.fixture
def visitor(demonstration: Flask) -> InspectingClient:
    return demonstration.test_client()


@pytest.mark.parametrize("path", ["/demo", "/demo/mailbox", "/demo/mailbox/1"])
def test_a_real_site_has_no_such_pages(client: InspectingClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_real_site_signs_nobody_in_with_a_click(client: InspectingClient) -> None:
    token = client.csrf_token(client.get("/feedback"))
    answer = client.post("/demo/sign-in", data={"csrf_token": token, "person": "broker"})
    assert answer.status_code == 404
    assert "sign-in" not in "".join(answer.headers.getlist("Set-Cookie"))


def test_one_click_signs_in_as_someone(visitor: InspectingClient) -> None:
    page = visitor.get("/demo")
    assert Page(page.text).form("Sign in as Linnet Bridgewicket").action == "/demo/sign-in"
    answer = visitor.submit(page, form="Sign in as Linnet Bridgewicket")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Linnet Bridgewicket" in visitor.get("/").text


def test_only_the_people_of_the_page_can_be_signed_in_as(visitor: InspectingClient) -> None:
    token = visitor.csrf_token(visitor.get("/demo"))
    for person in ("acornmead-primary-owner", "supplier-member", "", "1"):
        answer = visitor.post("/demo/sign-in", data={"csrf_token": token, "person": person})
        assert answer.status_code == 404
        assert "Sign in</a>" in visitor.get("/").text


def test_a_click_needs_the_pages_token(visitor: InspectingClient) -> None:
    assert visitor.post("/demo/sign-in", data={"person": "broker"}).status_code == 400


def test_every_one_click_person_of_the_seed_has_something_to_try() -> None:
    people = json.loads((SEED / "demonstration" / "people.json").read_text(encoding="utf-8"))
    assert {each["key"] for each in people if each["is_one_click"]} == set(TRIALS)


def test_the_mailbox_shows_what_was_sent_with_links(
    demonstration: Flask, visitor: InspectingClient
) -> None:
    assert "No mail yet" in visitor.get("/demo/mailbox").text
    with demonstration.app_context():
        db.begin_write()
        queue_mail(
            to="ann@example.org",
            subject="A <b>subject</b>",
            template="pages/feedback_to_us",
            doing="Reading http://localhost/help.",
            happened="<script>alert(1)</script>",
            email="",
        )
        db.session.commit()
    page = visitor.click(visitor.get("/demo/mailbox"), "A <b>subject</b>")
    assert Page(page.text).link("http://localhost/help") == "http://localhost/help"
    assert "<script>alert" not in page.text
    assert "ann@example.org" in page.text
    assert visitor.get("/demo/mailbox/999").status_code == 404


def test_a_demonstration_stays_out_of_search_engines(visitor: InspectingClient) -> None:
    assert visitor.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert visitor.get("/").headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "What is demonstration data" in visitor.get("/about-the-data").text
