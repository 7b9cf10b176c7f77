"""Owners state what their work addresses end in; a broker confirms it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import utcnow
from brokerage.leave.models import WorkDomain
from brokerage.leave.rules import MOST_DOMAINS_A_DAY
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Role, Status
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.volunteering import make_employment, make_work_domain
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

SignInAs = Callable[..., InspectingClient]
QUEUE = "/broker/work-addresses"


def add(client: InspectingClient, organisation: Organisation, domain: str):
    page = client.get(f"/organisations/{organisation.id}/work-addresses/add")
    return client.submit(page, {"domain": domain})


def domains(session: Session) -> dict[str, bool]:
    rows = session.scalars(select(WorkDomain))
    return {row.domain: row.confirmed_at is not None for row in rows}


def test_an_owner_adds_a_domain_and_a_broker_confirms_it(
    db_session: Session,
    employer: Organisation,
    olive: InspectingClient,
    broker: InspectingClient,
    outbox: Outbox,
) -> None:
    page = olive.get(f"/organisations/{employer.id}/staff")
    page = olive.click(page, "Add what your work addresses end in")
    answer = olive.submit(page, {"domain": "@Parks.Wychmere.example"})
    assert "Waits for a broker" in Page(olive.get(answer.location).text).text
    assert domains(db_session) == {"wychmere.example": True, "parks.wychmere.example": False}

    mail = outbox.last_to("bea@example.org")
    assert "Wychmere Council says that its work addresses end in" in mail.body
    page = broker.get(outbox.link_to("bea@example.org"))
    assert Page(page.text).link("Work addresses") == QUEUE  # in the menu
    assert "1 address waits" in Page(page.text).text
    about = "@parks.wychmere.example for Wychmere Council"
    answer = broker.submit(page, form=f"Confirm {about}")
    assert "Nothing waits" in Page(broker.get(answer.location).text).text
    assert domains(db_session)["parks.wychmere.example"]
    mail = outbox.last_to("olive@example.org")
    assert mail.subject == "parks.wychmere.example is confirmed as your work address"
    assert outbox.to("lionel@example.org") == []
    actions = set(db_session.scalars(select(AuditEvent.action)))
    assert {"leave:work-domain:add", "leave:work-domain:decide"} <= actions


def test_a_broker_says_no_and_why_and_the_owner_may_add_it_again(
    db_session: Session,
    employer: Organisation,
    olive: InspectingClient,
    broker: InspectingClient,
    outbox: Outbox,
) -> None:
    add(olive, employer, "shared.example")
    page = broker.get(QUEUE)
    about = "@shared.example for Wychmere Council"
    page = broker.click(page, f"say that you could not confirm it: {about}")
    assert broker.submit(page, {"reason": ""}).status_code == 200
    answer = broker.submit(page, {"reason": "Tenants have addresses there, too."})
    assert answer.location == QUEUE
    assert domains(db_session) == {"wychmere.example": True}
    mail = outbox.last_to("olive@example.org")
    assert "Tenants have addresses there, too." in mail.body
    assert add(olive, employer, "shared.example").status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter what your work addresses end in"),
        ("council", "Enter the part after the @, like council.example"),
        ("gmail.com", "Anyone can have an address there"),
        ("wychmere.example", "You have added this already"),
    ],
)
def test_a_bad_domain_says_why(
    db_session: Session,
    employer: Organisation,
    olive: InspectingClient,
    outbox: Outbox,
    typed: str,
    sentence: str,
) -> None:
    page = Page(add(olive, employer, typed).text)
    assert sentence in page.error_summary[0]
    assert page.form().fields["domain"].values == [typed]
    assert domains(db_session) == {"wychmere.example": True}
    assert outbox.all() == []


def test_two_employers_cannot_both_have_a_domain(
    db_session: Session, employer: Organisation, broker: InspectingClient, outbox: Outbox
) -> None:
    other = make_organisation(owner=make_user(), name="Other Works")
    make_work_domain(other, "wychmere.example", confirmed_at=None)
    page = broker.get(QUEUE)
    answer = broker.submit(page, form="Confirm @wychmere.example for Other Works")
    shown = Page(broker.get(answer.location).text).text
    assert "Another employer has these work addresses already" in shown
    assert "1 address waits" in shown
    assert outbox.all() == []


def test_an_owner_takes_a_domain_back_and_what_it_showed_stays(
    db_session: Session, employer: Organisation, person: User, olive: InspectingClient
) -> None:
    employment = make_employment(
        person,
        employer,
        proved_at=utcnow(),
        proved_by="work-address",
        work_email="vera@wychmere.example",
    )
    page = olive.get(f"/organisations/{employer.id}/staff")
    answer = olive.submit(page, form="Remove @wychmere.example")
    assert "no longer shows who works here" in Page(olive.get(answer.location).text).text
    assert domains(db_session) == {}
    db_session.refresh(employment)
    assert employment.is_proved


def test_only_an_approved_organisation_adds_domains(
    db_session: Session, owner: User, olive: InspectingClient
) -> None:
    organisation = make_organisation(status=Status.SUBMITTED, owner=owner)
    page = Page(add(olive, organisation, "works.example").text)
    assert "Only an organisation that a broker has approved" in page.error_summary[0]
    assert domains(db_session) == {}


@pytest.mark.parametrize("role", [Role.LINE_MANAGER, Role.EDITOR, Role.VIEWER])
def test_only_owners_add_and_remove_domains(
    db_session: Session, employer: Organisation, sign_in_as: SignInAs, role: str
) -> None:
    member = make_user()
    make_member(employer, member, role)
    client = sign_in_as(member)
    work_domain = db_session.scalars(select(WorkDomain)).one()
    token = client.csrf_token(client.get("/account/name"))
    base = f"/organisations/{employer.id}/work-addresses"
    assert client.get(f"{base}/add").status_code == 404
    for address in (f"{base}/add", f"{base}/{work_domain.id}/remove"):
        data = {"csrf_token": token, "domain": "other.example"}
        assert client.post(address, data=data).status_code == 404
    assert domains(db_session) == {"wychmere.example": True}


def test_another_employers_domain_cannot_be_removed(
    db_session: Session, employer: Organisation, olive: InspectingClient
) -> None:
    theirs = make_work_domain(make_organisation(), "theirs.example")
    token = olive.csrf_token(olive.get("/account/name"))
    for number in (theirs.id, 2**30):
        address = f"/organisations/{employer.id}/work-addresses/{number}/remove"
        assert olive.post(address, data={"csrf_token": token}).status_code == 404
    assert "theirs.example" in domains(db_session)


def test_a_decided_domain_is_not_in_the_queue(
    db_session: Session, employer: Organisation, broker: InspectingClient
) -> None:
    decided = db_session.scalars(select(WorkDomain)).one()
    token = broker.csrf_token(broker.get(QUEUE))
    for verb in ("accept", "reject"):
        address = f"{QUEUE}/{decided.id}/{verb}"
        data = {"csrf_token": token, "reason": "No"}
        assert broker.post(address, data=data).status_code == 404


def test_a_long_queue_has_pages_oldest_first(
    employer: Organisation, broker: InspectingClient
) -> None:
    for number in range(30):
        stated_at = utcnow() - timedelta(days=number)
        make_work_domain(employer, f"n{number}.example", stated_at=stated_at, confirmed_at=None)
    first, second = broker.get(QUEUE), broker.get(f"{QUEUE}?page=2")
    assert "30 addresses wait" in Page(first.text).text
    assert "@n29.example" in first.text
    assert "@n0.example" in second.text
    assert "There is nothing on this page" in broker.get(f"{QUEUE}?page=9").text
    hostile_query_strings(broker, QUEUE, ["page"])


def test_too_many_domains_in_a_day_are_refused(
    employer: Organisation, olive: InspectingClient
) -> None:
    for number in range(MOST_DOMAINS_A_DAY):
        assert add(olive, employer, f"n{number}.example").status_code == 303
    answer = add(olive, employer, "one-more.example")
    assert (answer.status_code, Page(answer.text).error_summary) == (
        429,
        ["That is enough for one day. Try again tomorrow"],
    )


def test_adding_withstands_anything(employer: Organisation, olive: InspectingClient) -> None:
    fuzz_form(olive, f"/organisations/{employer.id}/work-addresses/add", posts=50)


def test_declining_withstands_anything(employer: Organisation, broker: InspectingClient) -> None:
    waiting = make_work_domain(employer, "waiting.example", confirmed_at=None)
    # The first good reason declines it, and from then on there is nothing to decide.
    fuzz_form(
        broker,
        f"{QUEUE}/{waiting.id}/reject",
        posts=30,
        is_refusal=lambda answer: answer.status_code == 404,
    )
