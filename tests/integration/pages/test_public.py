"""The pages anyone may read; the client inspects each one it fetches."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from brokerage.extensions import utcnow
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import EvidenceKind, Status, Want
from brokerage.pages import queries
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_flexible_opportunity,
    make_opportunity,
    make_session,
)
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page, text_of

PAGES = (
    "/",
    "/help",
    "/accessibility-statement",
    "/privacy-notice",
    "/cookies",
    "/about-the-data",
    "/glossary",
    "/feedback",
    "/feedback/sent",
)


def add_evidence(session: Session, organisation: Organisation, **changes: object) -> None:
    today = utcnow().date()
    values = {
        "kind": EvidenceKind.INSURANCE,
        "stated_on": today,
        "organisation_id": organisation.id,
    }
    session.add(Evidence(**values | changes))
    session.flush()


@pytest.mark.parametrize("path", PAGES)
def test_the_title_begins_with_the_heading(client: InspectingClient, path: str) -> None:
    page = Page(client.get(path).text)
    assert page.title.startswith(page.heading)


def test_home_sends_each_of_the_three_on_their_way(client: InspectingClient) -> None:
    page = Page(client.get("/").text)
    assert page.link("Find a volunteering day") == "/volunteering"
    assert page.link("Find local and social-value suppliers") == "/buying"
    assert page.link("Sign up to be found")


def test_home_searches_the_directory(client: InspectingClient) -> None:
    form = Page(client.get("/").text).form("/directory")
    assert (form.method, list(form.fields)) == ("GET", ["q"])


def test_an_empty_directory_is_not_counted_out_loud(client: InspectingClient) -> None:
    assert "On this site today" not in client.get("/").text


def test_home_counts_what_the_directory_holds(
    client: InspectingClient, db_session: Session
) -> None:
    today = utcnow().date()
    verified = make_organisation(wants=[Want.HOST_VOLUNTEERS, Want.SELL])
    add_evidence(db_session, verified, verified_on=today)
    add_evidence(db_session, verified, verified_on=today, expires_on=today)
    expired = make_organisation(wants=[Want.SEND_VOLUNTEERS])
    add_evidence(db_session, expired, verified_on=today, expires_on=today - timedelta(days=1))
    add_evidence(db_session, make_organisation())
    make_organisation(status=Status.LISTED, wants=[Want.HOST_VOLUNTEERS])
    make_organisation(status=Status.SUBMITTED)
    make_session(make_opportunity(verified))
    make_flexible_opportunity(verified)
    make_opportunity(verified)  # it has no date to come
    make_session(make_opportunity(verified, status="closed"))
    assert queries.count_directory() == queries.DirectoryFigures(
        in_directory=4,
        approved=3,
        with_verified_fact=1,
        wanting_volunteers=1,
        open_opportunities=2,
    )
    page = Page(client.get("/").text)
    numbers = [text_of(each) for each in page.all("dd")]
    labels = [text_of(each) for each in page.all("dt")]
    assert numbers == ["4", "3", "1", "1", "2"]
    assert labels[0] == "organisations in the directory"
    assert labels[3] == "organisation that wants volunteers"
    assert labels[4] == "volunteering days and roles open now"


def test_the_cookies_page_names_the_cookies_as_they_are(
    app: Flask, client: InspectingClient
) -> None:
    text = Page(client.get("/cookies").text).text
    assert f"“{app.config['SESSION_COOKIE_NAME']}”" in text
    assert f"“{app.config['SIGN_IN_COOKIE_NAME']}”" in text


def test_a_visit_to_a_page_without_a_form_sets_no_cookie(client: InspectingClient) -> None:
    assert "Set-Cookie" not in client.get("/about-the-data").headers


def test_the_pages_tell_what_is_demonstration_only_in_one(client: InspectingClient) -> None:
    assert "What is demonstration data" not in client.get("/about-the-data").text
