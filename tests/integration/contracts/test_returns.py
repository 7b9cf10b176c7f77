"""Spend returns: asked by the clock, filled in, sent back, confirmed."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.contracts.models import SpendReturn, SpendReturnEntry
from brokerage.contracts.service.returns import ask_for_returns, remind_of_returns
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from tests.factories.contracts import make_contract, make_return
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox

SPENT = {"total_pence": "1000", "local_pence": "600", "sme_pence": "1000", "vcse_pence": "0"}


def test_every_contractor_with_the_duty_is_asked_once_a_period(
    council: Organisation, bakery: Organisation, buyer: User, baker: User, outbox: Outbox
) -> None:
    make_contract(council, bakery, buyer)
    make_contract(council, bakery, buyer, has_spend_duty=False)
    assert ask_for_returns() == 1
    assert ask_for_returns() == 0
    assert "Every contractor with this duty is asked" in outbox.last_to(baker.email).body


def test_a_supplier_is_reminded_before_it_is_due_and_while_it_is_late(
    council: Organisation, bakery: Organisation, buyer: User, baker: User, outbox: Outbox
) -> None:
    make_return(make_contract(council, bakery, buyer))
    for days, mails in ((0, 0), (14, 1), (15, 1), (22, 2), (30, 3)):
        with time_machine.travel(utcnow() + timedelta(days=days), tick=False):
            remind_of_returns()
        assert len(outbox.to(baker.email)) == mails


def test_from_asked_to_confirmed_and_what_was_said_before_stays(
    council: Organisation,
    bakery: Organisation,
    buyer: User,
    baker: User,
    bashir: InspectingClient,
    simone: InspectingClient,
    client: InspectingClient,
    outbox: Outbox,
    db_session: Session,
) -> None:
    contract = make_contract(council, bakery, buyer)
    spend_return = make_return(contract)
    number = spend_return.id
    listed = simone.get(f"/organisations/{bakery.id}/spend-returns")
    assert "Asked: the supplier has to fill it in" in listed.text
    page, decide = f"/spend-returns/{number}/answer", f"/spend-returns/{number}/decide"
    too_much = simone.submit(simone.get(page), SPENT | {"local_pence": "1000.01"})
    assert "This cannot be more than all you spent" in too_much.text
    simone.submit(simone.get(page), SPENT)
    assert outbox.link_to(buyer.email) == decide
    back = bashir.submit(bashir.get(decide), {"answer": "no"})
    assert "Say why" in back.text
    bashir.submit(bashir.get(decide), {"answer": "no", "reason": "The mill is not local."})
    assert "The mill is not local." in outbox.last_to(baker.email).body
    simone.submit(simone.get(page), SPENT | {"local_pence": "500"})
    bashir.submit(bashir.get(decide), {"answer": "yes"})
    assert len(db_session.scalars(select(SpendReturnEntry)).all()) == 2
    public = client.get(f"/contracts/thame/{contract.id}").text
    assert "Of that, local: £500 (50%)" in public
    assert "confirmed" in outbox.last_to(baker.email).subject
    closed = simone.get(page)
    assert "Confirmed by the buyer" in closed.text
    assert "£500" in closed.text
    listed = bashir.get(f"/organisations/{council.id}/contracts/spend-returns")
    assert "Thornhill Bakery" in listed.text


def test_forms_take_whatever_is_sent(
    council: Organisation,
    bakery: Organisation,
    buyer: User,
    bashir: InspectingClient,
    simone: InspectingClient,
) -> None:
    number = make_return(make_contract(council, bakery, buyer)).id
    fuzz_form(simone, f"/spend-returns/{number}/answer", posts=20)
    simone.submit(simone.get(f"/spend-returns/{number}/answer"), SPENT)
    fuzz_form(bashir, f"/spend-returns/{number}/decide", posts=20)


def test_the_database_keeps_shares_within_the_whole(
    council: Organisation,
    bakery: Organisation,
    buyer: User,
    simone: InspectingClient,
    db_session: Session,
) -> None:
    number = make_return(make_contract(council, bakery, buyer)).id
    simone.submit(simone.get(f"/spend-returns/{number}/answer"), SPENT)
    for wrong in ({"local_pence": 100_001}, {"sme_pence": -1}, {"total_pence": -1}):
        with pytest.raises(IntegrityError), db_session.begin_nested():
            db_session.execute(update(SpendReturnEntry).values(**wrong))
    with pytest.raises(IntegrityError), db_session.begin_nested():
        db_session.execute(update(SpendReturn).values(status="confirmed"))
