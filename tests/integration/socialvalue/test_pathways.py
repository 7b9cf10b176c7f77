"""Ways into work: checked by a broker, referred to by a reference alone, confirmed by both."""

from decimal import Decimal

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.ledger.models import Claim
from brokerage.organisations.models import Organisation
from brokerage.socialvalue.models import Pathway, Referral
from tests.factories.organisations import make_organisation
from tests.factories.socialvalue import make_partner, make_pathway, make_referral
from tests.integration.socialvalue.test_whole_life import day
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox

SAID = (
    {
        "kind": "work-experience",
        "title": "Two weeks in our workshop",
        "detail": "People see how tablets are mended and mend one.",
        "audiences": ["young-people"],
        "place_name": "Cowley",
        "places": "1",
        "support": "A buddy, and hours that fit.",
    }
    | day("from_on", 0)
    | day("until_on", 60)
)
ALL_FOUR = ["insured", "lead", "assessed", "checked"]


@pytest.fixture
def partner(group: Organisation) -> Organisation:
    """Return the group, which a broker trusts to refer people."""
    make_partner(group)
    return group


@pytest.fixture
def pathway(firm: Organisation, clerk: User) -> Pathway:
    """Return the firm's open offer."""
    return make_pathway(firm, clerk, places=1)


def test_an_offer_needs_its_safeguards_and_a_broker(
    firm: Organisation,
    clerk: User,
    idris: InspectingClient,
    broker: InspectingClient,
    client: InspectingClient,
    outbox: Outbox,
) -> None:
    page = idris.get(f"/organisations/{firm.id}/ways-into-work/add")
    some = idris.submit(page, SAID | {"safeguards": ["insured"]})
    assert "With young people all four are needed" in some.text
    kept = follow(idris, idris.submit(page, SAID | {"safeguards": ALL_FOUR}))
    assert "Waiting for a broker" in kept.text
    assert "Nothing is open now" in client.get("/ways-into-work").text
    desk = broker.get("/broker/ways-into-work")
    page = broker.click(desk, "Ask for changes Two weeks in our workshop")
    broker.submit(page, {"reason": "Say who supervises them."})
    assert "Say who supervises them." in outbox.last_to(clerk.email).body
    page = idris.click(idris.get(kept.request.path), "Change it")
    idris.submit(page, {"detail": "They mend a tablet with our head of repairs."})
    broker.submit(broker.get("/broker/ways-into-work"), form="Open it Two weeks in our workshop")
    listed = client.get("/ways-into-work?kind=work-experience&audience=young-people")
    assert "1 of 1 left" in client.click(listed, "Two weeks in our workshop").text
    assert "Nothing is open now" in client.get("/ways-into-work?audience=refugees").text
    idris.submit(idris.get(kept.request.path), form="Take no more referrals")
    assert "Nothing is open now" in client.get("/ways-into-work").text


def test_a_reference_alone_goes_from_referral_to_claim(
    pathway: Pathway,
    partner: Organisation,
    firm: Organisation,
    leader: User,
    clerk: User,
    fern: InspectingClient,
    idris: InspectingClient,
    outbox: Outbox,
    db_session: Session,
) -> None:
    page = fern.get(f"/ways-into-work/{pathway.id}/refer")
    for bad in ("Fern", "ARKLEY-123", "QQ123456C", "2004-05-31", "12345"):
        answer = fern.submit(page, {"reference": bad})
        assert answer.status_code == 200, bad
    sent = follow(fern, fern.submit(page, {"reference": "r7k-2291"}))
    assert "R7K-2291" in sent.text
    twice = fern.submit(page, {"reference": "R7K-2291"})
    assert "You have used this reference already" in twice.text
    kept = idris.get(outbox.link_to(clerk.email))
    kept = follow(idris, idris.submit(kept, form="Give a place R7K-2291"))
    assert fern.get(f"/ways-into-work/{pathway.id}/refer").status_code == 200
    full = fern.submit(page, {"reference": "R7K-2292"})
    assert "All places are taken." in full.text
    page = idris.click(kept, "Say that it is completed for R7K-2291")
    done = {"counted": "60"} | day("ended_on", 0)
    idris.submit(page, done)
    assert "The other side has to confirm it." in outbox.last_to(leader.email).body
    listed = fern.get(f"/organisations/{partner.id}/referrals")
    listed = follow(fern, fern.submit(listed, form="It is not so R7K-2291"))
    fern.submit(fern.click(listed, "Say that it is completed for R7K-2291"), done)
    answer = follow(idris, idris.submit(idris.get(kept.request.path), form="Confirm it R7K-2291"))
    assert "60 hours under NT7" in answer.text
    claim = db_session.scalars(select(Claim)).one()
    assert (claim.owner_id, claim.held, claim.status) == (firm.id, Decimal(60), "confirmed")
    assert claim.source.partner_reference == "R7K-2291"


def test_a_place_that_is_taken_back_is_free_again(
    pathway: Pathway,
    partner: Organisation,
    fern: InspectingClient,
    idris: InspectingClient,
    db_session: Session,
) -> None:
    first, second = (
        make_referral(pathway, partner),
        make_referral(pathway, partner, reference="R7K-2292"),
    )
    kept = f"/ways-into-work/{pathway.id}/keep"
    idris.submit(idris.get(kept), form="Give a place R7K-2291")
    refused = idris.submit(idris.get(kept), form="Give a place R7K-2292")
    assert "All places are taken." in refused.text
    listed = f"/organisations/{partner.id}/referrals"
    fern.submit(fern.get(listed), form="Withdraw R7K-2291")
    idris.submit(idris.get(kept), form="No place R7K-2292")
    for row, status in ((first, "withdrawn"), (second, "declined")):
        db_session.refresh(row)
        assert row.status == status
    db_session.refresh(pathway)
    assert pathway.taken == 0


def test_a_reference_stands_for_one_person_of_one_partner(
    pathway: Pathway, partner: Organisation, coach_firm: Organisation, db_session: Session
) -> None:
    make_referral(pathway, partner)
    make_referral(pathway, coach_firm)
    with pytest.raises(IntegrityError), db_session.begin_nested():
        make_referral(pathway, partner)


def test_nothing_of_a_person_has_a_column() -> None:
    assert {column.key for column in inspect(Referral).columns} == {
        "id",
        "pathway_id",
        "partner_id",
        "reference",
        "status",
        "counted",
        "ended_on",
        "said_by",
        "said_by_id",
        "started_on",
        "referred_at",
        "changed_at",
    }


def test_only_partners_refer_and_a_broker_says_who_is_one(
    pathway: Pathway, group: Organisation, fern: InspectingClient, broker: InspectingClient
) -> None:
    page = fern.get(f"/ways-into-work/{pathway.id}/refer")
    assert "Only a referral partner" in fern.submit(page, {"reference": "R7K-2291"}).text
    assert "You are no referral partner" in fern.get(f"/organisations/{group.id}/referrals").text
    desk = broker.get("/broker/referral-partners")
    missing = broker.submit(desk, {"name": "Nobody"}, form="Add")
    assert "no approved organisation of exactly this name" in missing.text
    desk = follow(broker, broker.submit(desk, {"name": "leys family group"}, form="Add"))
    assert fern.submit(page, {"reference": "R7K-2291"}).status_code == 303
    broker.submit(desk, form="End Leys Family Group")
    assert "Only a referral partner" in fern.submit(page, {"reference": "R7K-2292"}).text


def test_forms_take_whatever_is_sent(
    pathway: Pathway,
    partner: Organisation,
    firm: Organisation,
    clerk: User,
    fern: InspectingClient,
    idris: InspectingClient,
    broker: InspectingClient,
) -> None:
    started = make_referral(pathway, partner, status="started", reference="S7K-2291")
    waiting = make_pathway(make_organisation(), clerk, status="submitted")
    fuzz_form(idris, f"/organisations/{firm.id}/ways-into-work/add", posts=15)
    fuzz_form(idris, f"/referrals/{started.id}/complete", posts=15)
    fuzz_form(fern, f"/ways-into-work/{pathway.id}/refer", posts=15)
    fuzz_form(broker, f"/broker/ways-into-work/{waiting.id}/ask-for-changes", posts=10)
    fuzz_form(broker, "/broker/referral-partners", posts=10, form="Add")
    fuzz_form(idris, f"/ways-into-work/{pathway.id}/edit", posts=15)
    hostile_query_strings(idris, "/ways-into-work", ["kind", "audience", "page"])
