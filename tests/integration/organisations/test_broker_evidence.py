"""Evidence: verified with a source and an end, or not, with a reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import EvidenceKind, Status
from tests.factories.accounts import make_user
from tests.factories.listings import make_evidence
from tests.factories.organisations import make_organisation
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

LIST = "/broker/evidence"


@pytest.fixture
def owner(db_session: Session) -> User:
    return make_user(email="olu@example.org")


@pytest.fixture
def organisation(owner: User) -> Organisation:
    return make_organisation(owner=owner, name="Cowley Bakers", slug="cowley-bakers")


@pytest.fixture
def fact(organisation: Organisation) -> Evidence:
    return make_evidence(organisation)


@pytest.fixture
def bea(db_session: Session, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    return sign_in_as(make_user(is_broker=True))


@pytest.fixture
def olu(owner: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    return sign_in_as(owner)


def address(fact: Evidence, tail: str) -> str:
    return f"/broker/applications/{fact.organisation_id}/evidence/{fact.id}/{tail}"


def again(fact: Evidence) -> Evidence:
    db.session.expire_all()
    return db.session.get(Evidence, fact.id)


def end_date(days: int) -> dict[str, str]:
    day = utcnow().date() + timedelta(days=days)
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"expires_on-{part}": str(number) for part, number in parts.items()}


def test_the_list_has_what_waits_oldest_first_and_nothing_else(
    organisation: Organisation, bea: InspectingClient
) -> None:
    today = utcnow().date()
    draft = make_organisation(status=Status.DRAFT, name="A draft")
    make_evidence(organisation, kind=EvidenceKind.CYBER_ESSENTIALS, days_ago=1)
    make_evidence(organisation, kind=EvidenceKind.INSURANCE, days_ago=9)
    make_evidence(organisation, kind=EvidenceKind.OXFORD_LIVING_WAGE, verified_on=today)
    make_evidence(organisation, kind=EvidenceKind.ARMED_FORCES_COVENANT, refused_on=today)
    make_evidence(draft, kind=EvidenceKind.DISABILITY_CONFIDENT)
    make_evidence(
        organisation,
        kind=EvidenceKind.SOCIAL_ENTERPRISE,
        days_ago=400,
        verified_on=today - timedelta(days=400),
        expires_on=today - timedelta(days=1),
    )
    text = Page(bea.get(LIST).text).text
    waiting = ("Social enterprise", "Public liability insurance", "Cyber Essentials")
    places = [text.index(f"{label}: Cowley Bakers") for label in waiting]
    assert places == sorted(places)
    assert "Evidence: 3 waiting" in text
    for absent in ("Living Wage", "Covenant", "Disability"):
        assert absent not in text


def test_an_empty_list_says_so(bea: InspectingClient) -> None:
    assert "Nothing waits" in bea.get(LIST).text


def test_a_fact_is_verified_with_its_source_and_end(
    fact: Evidence, bea: InspectingClient, client: InspectingClient
) -> None:
    page = bea.get(address(fact, "verify"))
    assert "They say: Certificate 4711" in page.text
    answer = bea.submit(page, {"source": "The insurer’s letter", **end_date(300)})
    assert answer.status_code == 303
    assert "is verified for Cowley Bakers" in bea.get(answer.location).text
    assert again(fact).is_verified(utcnow().date())
    assert "Verified by a broker" in client.get("/directory/cowley-bakers").text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"source": ""}, "Enter where you saw it"),
        ({"source": "A letter", **end_date(0)}, "must be in the future"),
        ({"source": "A letter", "expires_on-day": "1"}, "must include a month and year"),
    ],
)
def test_a_refusal_says_why_and_writes_nothing(
    fact: Evidence, bea: InspectingClient, values: dict[str, str], sentence: str
) -> None:
    answer = bea.submit(bea.get(address(fact, "verify")), values)
    assert sentence in Page(answer.text).error_summary[0]
    assert again(fact).verified_on is None


def test_what_cannot_be_verified_is_told_to_the_members(
    fact: Evidence, bea: InspectingClient, olu: InspectingClient, outbox: Outbox
) -> None:
    page = bea.get(address(fact, "reject"))
    assert "Enter a reason" in Page(bea.submit(page).text).error_summary
    assert bea.submit(page, {"reason": "The number is not known."}).status_code == 303
    assert "The number is not known." in outbox.last_to("olu@example.org").body
    own = olu.get(f"/organisations/{fact.organisation_id}/evidence")
    assert "The number is not known." in own.text
    assert "Nothing waits" in bea.get(LIST).text


def test_the_public_learns_that_it_is_not_verified_and_not_why(
    fact: Evidence, bea: InspectingClient, client: InspectingClient
) -> None:
    bea.submit(bea.get(address(fact, "reject")), {"reason": "The number is not known."})
    public = client.get("/directory/cowley-bakers").text
    assert "a broker could not verify it" in public
    assert "The number is not known" not in public


def test_the_second_broker_gets_a_sentence(
    fact: Evidence, bea: InspectingClient, sign_in_as: Callable[..., InspectingClient]
) -> None:
    other = sign_in_as(make_user(is_broker=True))
    page = other.get(address(fact, "reject"))
    bea.submit(bea.get(address(fact, "verify")), {"source": "A letter"} | end_date(30))
    answer = other.submit(page, {"reason": "I saw nothing."})
    assert "Someone else was quicker" in Page(answer.text).error_summary[0]
    assert "I saw nothing." in answer.text
    assert again(fact).refused_on is None


def test_evidence_of_another_organisation_is_not_found(
    fact: Evidence, bea: InspectingClient
) -> None:
    other = make_organisation()
    for tail in ("verify", "reject"):
        path = f"/broker/applications/{other.id}/evidence/{fact.id}/{tail}"
        assert bea.get(path).status_code == 404


def test_forms_stand_whatever_is_sent(organisation: Organisation, bea: InspectingClient) -> None:
    for tail in ("verify", "reject"):
        fuzz_form(bea, address(make_evidence(organisation), tail))
