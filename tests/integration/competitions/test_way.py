"""From a shortlist to an award, through the pages of both sides."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.audit import AuditEvent
from brokerage.competitions.models import Award, BidResponse, Competition, CompetitionInvitation
from brokerage.competitions.queries.files import get_competition_as_plain
from brokerage.competitions.service.running import tell_of_deadlines
from brokerage.contracts.models import Commitment, Contract
from brokerage.extensions import utcnow
from tests.integration.competitions.conftest import Cast
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox

pytestmark = pytest.mark.usefixtures("fresh_index")


def test_from_shortlist_to_award(
    cast: Cast,
    bashir: InspectingClient,
    simone: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
    outbox: Outbox,
    db_session: Session,
) -> None:
    page = writes_it(bashir, cast)
    invites(bashir, page, outbox, cast)
    baker_page, cook_page = invitation_pages(db_session, cast)
    cook = sign_in_as(cast.cook)
    asks_and_is_answered(simone, bashir, page, baker_page, outbox, cast)
    responds(simone, baker_page, price="9000", hours="40")
    responds(cook, cook_page, price="8000", hours="10")
    assert "We have your response" in outbox.last_to(cast.baker.email).subject
    with time_machine.travel(utcnow() + timedelta(days=30), tick=False):
        tell_of_deadlines()
        db_session.commit()
        bashir = sign_in_as(cast.buyer)
        assert "You can open the responses" in outbox.last_to(cast.buyer.email).subject
        opens(bashir, page)
        scores_and_agrees(bashir, page, db_session)
        decides(bashir, page, "Award it to Thornhill Bakery")
    the_contract_stands(db_session, cast)
    everyone_hears(outbox, cast)
    plain = get_competition_as_plain(db_session.scalars(select(Competition.id)).one())
    assert [each["points"]["total"] for each in plain["responses"]] == ["96.67", "55.00"]
    assert plain["responses"][0]["scores"][0]["evaluator"] == "evaluator 1"
    assert "Bashir" not in str(plain)
    actions = set(db_session.scalars(select(AuditEvent.action)))
    assert {
        f"competitions:{each}"
        for each in (
            "competition:start",
            "competition:edit",
            "competition:invite",
            "clarification:ask",
            "clarification:answer",
            "response:submit",
            "competition:declare",
            "competition:open",
            "response:score",
            "response:agree",
            "response:read",
            "competition:award",
        )
    } <= actions


def writes_it(bashir: InspectingClient, cast: Cast) -> str:
    page = bashir.get(f"/briefs/{cast.brief.id}/shortlist")
    shown = bashir.submit(
        page, {}, form=f"/briefs/{cast.brief.id}/competitions", follow_redirects=True
    )
    assert "Not sent yet" in shown.text
    address = shown.request.path
    edit = bashir.get(f"{address}/edit")
    bad = bashir.submit(edit, {"quality": "60"})
    assert "They add up to 110" in bad.text
    bashir.submit(
        bashir.get(f"{address}/edit"), {"text": "Lunches for forty, each Monday, for a year."}
    )
    bashir.submit(bashir.get(f"{address}/questions/add"), {"question": "How will you do it?"})
    bashir.submit(bashir.get(f"{address}/measures"), {"measures": [str(cast.measure.id)]})
    return address


def invites(bashir: InspectingClient, page: str, outbox: Outbox, cast: Cast) -> None:
    check = bashir.get(f"{page}/invite")
    assert "Barton Kitchen" in check.text
    bashir.submit(check, {})
    subjects = [outbox.last_to(each.email).subject for each in (cast.baker, cast.cook)]
    assert all("You are invited to compete" in each for each in subjects)
    bodies = {outbox.last_to(each.email).body.split("http")[0] for each in (cast.baker, cast.cook)}
    assert len(bodies) == 1  # the same words to all
    assert "cannot be changed" in bashir.get(f"{page}/edit", follow_redirects=True).text


def invitation_pages(session: Session, cast: Cast) -> list[str]:
    found = {
        each.organisation_id: each.id for each in session.scalars(select(CompetitionInvitation))
    }
    return [f"/competitions/invitations/{found[each.id]}" for each in (cast.bakery, cast.kitchen)]


def asks_and_is_answered(
    simone: InspectingClient,
    bashir: InspectingClient,
    page: str,
    baker_page: str,
    outbox: Outbox,
    cast: Cast,
) -> None:
    simone.submit(simone.get(f"{baker_page}/ask"), {"question": "We of Thornhill ask: a kitchen?"})
    told = outbox.last_to(cast.buyer.email)
    assert "a kitchen?" in told.body
    assert "Thornhill Bakery" not in told.body
    listed = bashir.get(f"{page}/clarifications")
    assert "Thornhill Bakery" not in listed.text
    answer = bashir.click(listed, "Answer question 1")
    bashir.submit(
        answer, {"published_question": "Is there a kitchen?", "answer": "Yes, a small one."}
    )
    for reader in (cast.baker, cast.cook):
        assert "Is there a kitchen?" in outbox.last_to(reader.email).body
        assert "Thornhill" not in outbox.last_to(reader.email).body


def responds(client: InspectingClient, page: str, *, price: str, hours: str) -> None:
    form = client.get(f"{page}/respond")
    names = {name.partition("_")[0]: name for name in field_names(form.text)}
    kept = client.submit(form, {"price": price}, button="Keep as a draft", follow_redirects=True)
    assert "Your draft is not sent." in kept.text
    form = client.get(f"{page}/respond")
    missing = client.submit(form, {}, button="Send your response")
    assert "Answer this question before you send" in missing.text
    typed = {names["answer"]: "With care.", names["quantity"]: hours}
    sent = client.submit(
        client.get(f"{page}/respond"), typed, button="Send your response", follow_redirects=True
    )
    assert "It is sealed" in sent.text


def field_names(text: str) -> list[str]:
    return [part.partition('"')[0] for part in text.split(' name="')[1:]]


def opens(bashir: InspectingClient, page: str) -> None:
    assert (
        "Responses can be seen once" in bashir.get(f"{page}/evaluation", follow_redirects=True).text
    )
    bashir.submit(bashir.get(f"{page}/declare"), {"has_conflict": "no"})
    opened = bashir.submit(bashir.get(page), {}, form=f"{page}/open", follow_redirects=True)
    assert "2 responses are open." in opened.text
    assert "£9,000" in opened.text


def scores_and_agrees(bashir: InspectingClient, page: str, session: Session) -> None:
    for response in session.scalars(select(BidResponse).order_by(BidResponse.price_pence.desc())):
        best = response.price_pence == 9_000_00
        for step in ("score", "agree"):
            form = bashir.get(f"{page}/responses/{response.id}/{step}")
            names = {name.partition("_")[0]: name for name in field_names(form.text)}
            typed = {names["score"]: "5" if best else "2", names["reason"]: "It says how."}
            if step == "agree":
                typed["feedback"] = "" if best else "Say more about how you do it."
            assert bashir.submit(form, typed).status_code == 303


def decides(bashir: InspectingClient, page: str, whom: str) -> None:
    form = bashir.get(f"{page}/decide")
    assert whom in form.text
    value = form.text.split(f" {whom}")[0].rsplit('value="', 1)[1].partition('"')[0]
    typed = {"winner": value, "reason": "The best by a good way."}
    refused = bashir.submit(form, typed)
    assert "Enter the contract’s first and last day" in refused.text
    days = {
        f"{name}-{part}": number
        for name, year in (("starts_on", "2027"), ("ends_on", "2028"))
        for part, number in (("day", "1"), ("month", "4"), ("year", year))
    }
    assert bashir.submit(bashir.get(f"{page}/decide"), typed | days).status_code == 303


def the_contract_stands(session: Session, cast: Cast) -> None:
    contract = session.scalars(select(Contract)).one()
    assert (contract.supplier_id, contract.value_pence) == (cast.bakery.id, 9_000_00)
    assert (contract.social_value_percent, contract.procured_by) == (20, "competition")
    commitment = session.scalars(select(Commitment)).one()
    assert commitment.quantity == 40  # never times the weight of 2
    assert commitment.contract_id == contract.id
    assert session.scalars(select(Award)).one().contract_id == contract.id


def everyone_hears(outbox: Outbox, cast: Cast) -> None:
    assert "You have won" in outbox.last_to(cast.baker.email).subject
    lost = outbox.last_to(cast.cook.email)
    assert "Not successful" in lost.subject
    assert "Say more about how you do it." in lost.body
    assert "Your decision is sent" in outbox.last_to(cast.buyer.email).subject
