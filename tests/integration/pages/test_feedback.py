"""Giving feedback: mailed on, kept on a mistake, stopped when it floods."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.audit import AuditEvent
from brokerage.pages import rules
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

ADDRESS = "feedback@oxfordshire-brokerage.example"
FILLED = {"doing": "Looking for a caterer", "happened": "I found one", "email": ""}


def test_feedback_is_mailed_to_those_who_run_the_site(
    client: InspectingClient, outbox: Outbox, db_session: Session
) -> None:
    answer = client.submit(client.get("/feedback"), FILLED | {"email": "ann@example.org"})
    assert (answer.status_code, answer.location) == (303, "/feedback/sent")
    body = outbox.last_to(ADDRESS).body
    assert "Looking for a caterer" in body
    assert "I found one" in body
    assert "ann@example.org" in body
    actions = list(db_session.scalars(select(AuditEvent.action)))
    assert actions == ["pages:feedback:send"]


def test_without_an_address_no_answer_is_promised(client: InspectingClient, outbox: Outbox) -> None:
    client.submit(client.get("/feedback"), FILLED)
    assert "left no email address" in outbox.last_to(ADDRESS).body


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"doing": ""}, "Enter what you were doing"),
        ({"happened": "   "}, "Enter what happened"),
        ({"email": "nobody"}, "Enter an email address in the correct format"),
        ({"happened": "x" * 2001}, "must be 2,000 characters or fewer"),
    ],
)
def test_a_mistake_shows_the_form_again_with_what_was_typed(
    client: InspectingClient, outbox: Outbox, changes: dict[str, str], sentence: str
) -> None:
    page = Page(client.submit(client.get("/feedback"), FILLED | changes).text)
    assert page.title.startswith("Error: ")
    assert [each for each in page.error_summary if sentence in each]
    kept = {name: each.values[0].strip() for name, each in page.form().fields.items()}
    assert kept["doing"] == (FILLED | changes)["doing"].strip()
    assert outbox.all() == []


def test_who_sends_too_much_is_stopped_and_keeps_the_text(
    client: InspectingClient, outbox: Outbox
) -> None:
    for _ in range(rules.FEEDBACK_MOST):
        assert client.submit(client.get("/feedback"), FILLED).status_code == 303
    answer = client.submit(client.get("/feedback"), FILLED)
    page = Page(answer.text)
    assert answer.status_code == 429
    assert "Wait 10 minutes" in page.error_summary[0]
    assert page.form().fields["happened"].values[0].strip() == FILLED["happened"]
    assert len(outbox.to(ADDRESS)) == rules.FEEDBACK_MOST


def test_a_line_break_in_an_address_adds_no_recipient(
    client: InspectingClient, outbox: Outbox
) -> None:
    page = client.get("/feedback")
    forged = {"csrf_token": client.csrf_token(page), "email": "a@example.org\nBcc: b@example.org"}
    client.post("/feedback", data=FILLED | forged)
    assert outbox.all() == []


def test_a_post_without_a_token_sends_nothing(client: InspectingClient, outbox: Outbox) -> None:
    assert client.post("/feedback", data=FILLED).status_code == 400
    assert outbox.all() == []
