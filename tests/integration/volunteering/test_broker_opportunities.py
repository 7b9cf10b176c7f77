"""A broker reads the first opportunity of each host."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import utcnow
from brokerage.matchmaking.models import MatchChange
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Role
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries import hosts
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member
from tests.factories.volunteering import make_opportunity, make_session
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page

QUEUE = "/broker/opportunities"

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def broker(db_session: Session) -> User:
    return make_user(name="Bea Hartwell", email="bea@example.org", is_broker=True)


@pytest.fixture
def bea(broker: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    return sign_in_as(broker)


def make_submitted(host: Organisation, **fields: object) -> Opportunity:
    opportunity = make_opportunity(
        host,
        **{"status": "submitted", "published_at": None, "submitted_at": utcnow()} | fields,
    )
    make_session(opportunity)
    return opportunity


def address(opportunity: Opportunity, tail: str = "") -> str:
    return f"{QUEUE}/{opportunity.id}{tail}"


def approve(client: InspectingClient, opportunity: Opportunity) -> str:
    token = client.csrf_token(client.get(address(opportunity)))
    answer = client.post(address(opportunity, "/approve"), data={"csrf_token": token})
    return Page(follow(client, answer).text).text


def test_what_waits_is_read_and_approved(
    db_session: Session,
    host: Organisation,
    bea: InspectingClient,
    broker: User,
    client: InspectingClient,
    outbox: Outbox,
) -> None:
    opportunity = make_submitted(host, title="Plant an orchard")
    page = bea.click(bea.get("/broker/applications"), "Opportunities")
    assert "Decide by" in Page(page.text).text
    page = bea.click(page, "Plant an orchard")
    assert "5 places left" in Page(page.text).text
    page = follow(bea, bea.submit(page, form="Approve Plant an orchard"))
    text = Page(page.text).text
    assert "is published. The host gets an email." in text
    assert "Nothing waits" in text
    assert client.get(f"/opportunities/{opportunity.id}").status_code == 200
    assert "is published" in outbox.last_to("hester@example.org").subject
    assert db_session.scalars(select(MatchChange.object_id)).all() == [opportunity.id]
    event = db_session.scalars(
        select(AuditEvent).where(AuditEvent.action == "volunteering:opportunity:approve")
    ).one()
    assert (event.actor_id, event.object_id) == (broker.id, opportunity.id)


def test_changes_are_asked_for_and_the_host_sends_it_again(
    db_session: Session,
    host: Organisation,
    hester: InspectingClient,
    bea: InspectingClient,
    outbox: Outbox,
) -> None:
    opportunity = make_submitted(host)
    page = bea.click(bea.get(address(opportunity)), "Ask for changes")
    refused = bea.submit(page)
    assert Page(refused.text).error_summary == ["Enter what should be changed"]
    follow(bea, bea.submit(page, {"reason": "Say who brings the spades."}))
    assert "Say who brings the spades." in outbox.last_to("hester@example.org").body
    own = f"/opportunities/{opportunity.id}/host"
    page = hester.get(own)
    assert "Say who brings the spades." in Page(page.text).text
    page = follow(hester, hester.submit(page, form="Send it to a broker"))
    assert "Say who brings the spades." not in Page(page.text).text
    assert db_session.get_one(Opportunity, opportunity.id).status == OpportunityStatus.SUBMITTED


def test_a_broker_does_not_decide_on_their_own_organisations(
    db_session: Session, host: Organisation, bea: InspectingClient, broker: User
) -> None:
    make_member(host, broker, Role.VIEWER)
    opportunity = make_submitted(host)
    page = bea.get(address(opportunity))
    assert "another broker decides on this" in Page(page.text).text
    assert "Approve" not in Page(page.text).text.partition("Plant an orchard")[2]
    assert "another broker decides" in approve(bea, opportunity)
    page = bea.get(address(opportunity, "/ask-for-changes"))
    answer = bea.submit(page, {"reason": "Something."})
    assert "another broker decides" in Page(answer.text).error_summary[0]
    assert db_session.get_one(Opportunity, opportunity.id).status == OpportunityStatus.SUBMITTED


@pytest.mark.parametrize("status", ["published", "closed", "changes-asked"])
def test_only_what_waits_can_be_approved(
    db_session: Session, host: Organisation, bea: InspectingClient, status: str
) -> None:
    opportunity = make_submitted(host, status=status)
    assert "cannot be done" in approve(bea, opportunity)
    assert db_session.get_one(Opportunity, opportunity.id).status == status


def test_what_has_no_date_to_come_any_more_is_not_approved(
    db_session: Session, host: Organisation, bea: InspectingClient
) -> None:
    opportunity = make_opportunity(host, status="submitted", published_at=None)
    make_session(opportunity, days_ahead=-1)
    assert "a date to come" in approve(bea, opportunity)


def test_drafts_are_nothing_for_brokers(
    db_session: Session, host: Organisation, bea: InspectingClient
) -> None:
    draft = make_opportunity(host, status="draft", published_at=None)
    assert bea.get(address(draft)).status_code == 404
    assert bea.get(address(draft, "/ask-for-changes")).status_code == 404


def test_the_queue_is_oldest_first_and_a_page_at_a_time(
    db_session: Session,
    host: Organisation,
    bea: InspectingClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hosts, "PER_PAGE", 2)
    for number, days in enumerate((3, 20, 8)):
        make_submitted(host, title=f"Role {number}", submitted_at=utcnow() - timedelta(days=days))
    text = Page(bea.get(QUEUE).text).text
    assert text.index("Role 1") < text.index("Role 2")
    assert "Role 0" not in text
    assert "Role 0" in Page(bea.get(f"{QUEUE}?page=2").text).text
    assert "There is nothing on this page" in Page(bea.get(f"{QUEUE}?page=9").text).text
    hostile_query_strings(bea, QUEUE, ["page"])


def test_any_post_is_answered(
    db_session: Session, host: Organisation, bea: InspectingClient
) -> None:
    fuzz_form(bea, address(make_submitted(host), "/ask-for-changes"))
