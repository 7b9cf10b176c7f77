"""Evidence lives: said, seen by a broker, renewed, warned of, expired; the matcher follows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.profiles import profile_of
from brokerage.organisations.rules import EvidenceKind
from brokerage.organisations.rules.evidence import EvidenceDetails
from brokerage.organisations.service.evidence import (
    mind_evidence,
    state_evidence,
    verify_evidence,
)
from brokerage.organisations.tasks import has_run_out
from matching.profile import Seeker
from tests.factories.accounts import make_user
from tests.factories.listings import make_evidence
from tests.factories.organisations import make_organisation
from tests.support.form_fuzzer import fuzz_form, post_every_column
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

OWN = "olu@example.org"
CYBER = EvidenceKind.CYBER_ESSENTIALS
A_DAY = timedelta(days=1)


@pytest.fixture
def owner(db_session: Session) -> User:
    return make_user(email=OWN)


@pytest.fixture
def organisation(owner: User) -> Organisation:
    return make_organisation(owner=owner, name="Cowley Bakers", slug="cowley-bakers")


@pytest.fixture
def broker(db_session: Session) -> User:
    return make_user(is_broker=True)


def seen(organisation: Organisation, broker: User, days: int | None, **fields) -> Evidence:
    """Add evidence that a broker has seen and that ends in so many days."""
    today = utcnow().date()
    fact = make_evidence(
        organisation,
        **{"kind": CYBER} | fields,
        verified_on=today - 300 * A_DAY,
        verified_by_id=broker.id,
        expires_on=None if days is None else today + days * A_DAY,
    )
    db.session.expire_all()
    return fact


def verified_kinds(organisation: Organisation) -> set[str]:
    """Return what the matcher takes as verified."""
    profile = profile_of(organisation, utcnow().date())
    return {each.kind for each in profile.evidence if each.is_verified}


@pytest.mark.parametrize("days", [60, 30, 7])
def test_members_are_warned_once(
    organisation: Organisation, broker: User, outbox: Outbox, days: int
) -> None:
    seen(organisation, broker, days)
    assert mind_evidence() == 1
    assert mind_evidence() == 0
    mail = outbox.last_to(OWN)
    assert mail.subject == "Cyber Essentials runs out soon"
    assert "The old one keeps counting until its last day" in mail.body


def test_nobody_is_warned_of_what_no_broker_has_seen_or_never_ends(
    organisation: Organisation, broker: User, outbox: Outbox
) -> None:
    make_evidence(organisation, expires_on=utcnow().date() + A_DAY)
    seen(organisation, broker, None, kind=EvidenceKind.ISO_9001)
    seen(organisation, broker, 61)
    assert mind_evidence() == 0
    assert outbox.all() == []


def test_a_new_end_is_warned_of_again(
    organisation: Organisation, broker: User, outbox: Outbox
) -> None:
    fact = seen(organisation, broker, 30)
    mind_evidence()
    fact.expires_on += A_DAY
    db.session.flush()
    assert mind_evidence() == 1


@pytest.mark.usefixtures("fresh_index")
def test_what_runs_out_at_midnight_stops_counting_without_any_change(
    organisation: Organisation, broker: User, outbox: Outbox
) -> None:
    today = utcnow().date()
    seen(organisation, broker, 0)
    db.session.flush()
    wanted = Seeker(text="bread", evidence=(CYBER,))

    def counted() -> float:
        (match,) = get_matcher("organisation").rank(wanted).matches
        return next(part.value for part in match.parts if part.name == "evidence")

    assert counted() > 0
    assert not has_run_out()
    after_midnight = datetime.combine(today + A_DAY, datetime.min.time(), UTC) + 5 * A_DAY / 1440
    with time_machine.travel(after_midnight, tick=False):
        assert has_run_out()
        assert mind_evidence() == 1
        assert mind_evidence() == 0
        assert not has_run_out()
        assert counted() == 0
    assert outbox.last_to(OWN).subject == "Cyber Essentials has run out"
    assert "organisations:evidence:expire" in set(db.session.scalars(select(AuditEvent.action)))


def test_insurance_and_policies_never_rank(organisation: Organisation, broker: User) -> None:
    for kind in (EvidenceKind.INSURANCE, EvidenceKind.EQUALITY, CYBER):
        seen(organisation, broker, 90, kind=kind)
    assert verified_kinds(organisation) == {CYBER}


def test_a_renewal_stands_beside_the_old_one_until_it_is_seen(
    organisation: Organisation, owner: User, broker: User
) -> None:
    seen(organisation, broker, 20)
    ends = utcnow().date() + 385 * A_DAY
    details = EvidenceDetails(issuer="An assessor", expires_on=ends)
    newer = state_evidence(owner.as_subject(), organisation, CYBER, "", details)
    assert len(organisation.evidence) == 2
    assert verified_kinds(organisation) == {CYBER}
    profile = profile_of(organisation, utcnow().date())
    assert [each.kind for each in profile.evidence] == [CYBER]
    with pytest.raises(DomainError, match="already told us"):
        state_evidence(owner.as_subject(), organisation, CYBER, "", details)
    verify_evidence(broker.as_subject(), organisation, newer, "The register", ends)
    db.session.expire_all()
    assert [each.id for each in organisation.evidence] == [newer.id]
    assert "organisations:evidence:replace" in set(db.session.scalars(select(AuditEvent.action)))


@pytest.mark.parametrize("is_refused", [True, False])
def test_what_does_not_count_any_more_gives_way_at_once(
    organisation: Organisation, owner: User, broker: User, *, is_refused: bool
) -> None:
    old = seen(organisation, broker, -1)
    if is_refused:
        old.verified_on, old.refused_on = None, utcnow().date()
        db.session.flush()
    mind_evidence()
    state_evidence(owner.as_subject(), organisation, CYBER, "")
    db.session.expire_all()
    (left,) = organisation.evidence
    assert (left.verified_on, left.refused_on) == (None, None)
    assert verified_kinds(organisation) == set()


def test_what_never_ends_is_not_stated_twice(
    organisation: Organisation, owner: User, broker: User
) -> None:
    seen(organisation, broker, None)
    with pytest.raises(DomainError, match="does not run out"):
        state_evidence(owner.as_subject(), organisation, CYBER, "")


def test_its_document_is_described_and_its_number_is_no_strangers_business(
    organisation: Organisation,
    owner: User,
    client: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
) -> None:
    olu = sign_in_as(owner)
    page = olu.get(f"/organisations/{organisation.id}/evidence/add")
    typed = {
        "kind": "iso-9001",
        "issuer": "An invented certifier",
        "reference": "Q-2207-X",
        "link": "www.example.org/certificate",
        "issued_on-day": "1",
        "issued_on-month": "2",
        "issued_on-year": "2026",
    }
    wrong = olu.submit(page, typed | {"link": "javascript:alert(1)"})
    assert "Enter a website address" in Page(wrong.text).error_summary[0]
    page = olu.get(olu.submit(page, typed).location)
    assert "Q-2207-X" in page.text
    public = client.get("/directory/cowley-bakers").text
    assert "An invented certifier" in public
    assert "Q-2207-X" not in public
    assert "ISO 9001 (quality): self-declared" in public


def test_the_form_survives_anything(
    organisation: Organisation, owner: User, sign_in_as: Callable[..., InspectingClient]
) -> None:
    fuzz_form(sign_in_as(owner), f"/organisations/{organisation.id}/evidence/add")


def test_nobody_verifies_their_own_by_a_field_that_is_not_on_the_form(
    organisation: Organisation, owner: User, sign_in_as: Callable[..., InspectingClient]
) -> None:
    address = f"/organisations/{organisation.id}/evidence/add"
    post_every_column(sign_in_as(owner), address, {"kind": CYBER})
    db.session.expire_all()
    (stated,) = organisation.evidence
    assert (stated.verified_on, stated.verified_by_id, stated.source) == (None, None, "")


def test_expired_evidence_is_never_called_anything_else(
    organisation: Organisation, broker: User, client: InspectingClient
) -> None:
    seen(organisation, broker, -1)
    text = Page(client.get("/directory/cowley-bakers").text).text
    assert "Cyber Essentials: expired" in text
    assert "Cyber Essentials: verified" not in text
    assert "Cyber Essentials: self-declared" not in text
