"""What an organisation can show: stated, verified, expired, removed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import utcnow
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import EvidenceKind, Status
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page, text_of


def in_days(days: int | None) -> date | None:
    return None if days is None else utcnow().date() + timedelta(days=days)


@pytest.fixture
def bakery(person: User) -> Organisation:
    """Return an approved organisation that Ada owns."""
    return make_organisation(owner=person)


def add_row(organisation: Organisation, **fields) -> Evidence:
    evidence = Evidence(**{"kind": EvidenceKind.INSURANCE, "stated_on": utcnow().date()} | fields)
    organisation.evidence.append(evidence)
    return evidence


def test_a_fact_is_stated_and_taken_back(
    db_session: Session, bakery: Organisation, ada: InspectingClient
) -> None:
    page = ada.get(f"/organisations/{bakery.id}")
    page = ada.click(page, "What you can show")
    assert "Nothing added yet" in page.text
    page = ada.click(page, "Add something")
    answer = ada.submit(page, {"kind": "insurance", "note": "Policy 12345"})
    page = ada.get(answer.location)
    assert "Said by you" in page.text
    assert "Policy 12345" in page.text
    stated = db_session.scalars(select(Evidence)).one()
    assert (stated.verified_on, stated.verified_by_id) == (None, None)
    ada.submit(page, form="Remove Public liability insurance")
    assert db_session.scalars(select(Evidence)).all() == []


@pytest.mark.parametrize(
    ("verified", "expires", "shown"),
    [(None, None, "Said by you"), (-3, 30, "Verified"), (-30, -1, "Expired")],
)
def test_its_state_is_shown(
    bakery: Organisation,
    ada: InspectingClient,
    verified: int | None,
    expires: int | None,
    shown: str,
) -> None:
    add_row(bakery, verified_on=in_days(verified), expires_on=in_days(expires))
    page = Page(ada.get(f"/organisations/{bakery.id}/evidence").text)
    listed = {text_of(each) for each in page.all("li")}
    assert listed & {"Said by you", "Verified", "Expired"} == {shown}


def test_the_same_fact_twice_is_refused(
    db_session: Session, bakery: Organisation, ada: InspectingClient
) -> None:
    add_row(bakery)
    page = ada.get(f"/organisations/{bakery.id}/evidence/add")
    answer = Page(ada.submit(page, {"kind": "insurance"}).text)
    assert answer.error_summary == ["You have already told us about this one."]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({}, "Select what you can show"), ({"kind": "insurance", "note": "x" * 301}, "300")],
)
def test_a_refusal_says_why(
    bakery: Organisation, ada: InspectingClient, values: dict, sentence: str
) -> None:
    page = ada.get(f"/organisations/{bakery.id}/evidence/add")
    assert sentence in Page(ada.submit(page, values).text).error_summary[0]


def test_nothing_is_added_or_removed_while_a_broker_reads(
    db_session: Session, person: User, ada: InspectingClient
) -> None:
    organisation = make_organisation(status=Status.SUBMITTED, owner=person)
    evidence = add_row(organisation)
    db_session.flush()
    page = f"/organisations/{organisation.id}"
    answer = ada.get(f"{page}/evidence/add")
    assert answer.location == page
    token = ada.csrf_token(ada.get("/account/name"))
    ada.post(f"{page}/evidence/{evidence.id}/remove", data={"csrf_token": token})
    assert db_session.scalars(select(Evidence)).all() == [evidence]


def test_evidence_of_another_organisation_is_missing(
    db_session: Session, bakery: Organisation, ada: InspectingClient
) -> None:
    evidence = add_row(make_organisation(owner=make_user()))
    db_session.flush()
    token = ada.csrf_token(ada.get("/account/name"))
    path = f"/organisations/{bakery.id}/evidence/{evidence.id}/remove"
    assert ada.post(path, data={"csrf_token": token}).status_code == 404
