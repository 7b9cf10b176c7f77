"""The public register: what it counts, how it is corrected, what a file of it holds."""

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.contracts.models import Commitment, Contract, ContractCorrection
from brokerage.contracts.queries.registers import count_contracts
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from tests.factories.contracts import make_commitment, make_contract, make_plan
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.statements import count_statements

TYPED = {
    "supplier_name": "thornhill bakery",
    "title": "Lunches",
    "value": "120,000",
    "is_vat_inclusive": "yes",
    "procured_by": "competition",
    "reserved_for": ["sme", "local-area"],
    "social_value_percent": "20",
    "has_spend_duty": "yes",
}
DAYS = {
    f"{name}-{part}": value
    for name, year in (("starts_on", "2026"), ("ends_on", "2027"))
    for part, value in (("day", "1"), ("month", "4"), ("year", year))
}


def test_a_contract_is_added_and_everyone_reads_it(
    bashir: InspectingClient,
    council: Organisation,
    bakery: Organisation,
    client: InspectingClient,
    db_session: Session,
) -> None:
    page = f"/organisations/{council.id}/contracts/add"
    wrong = bashir.submit(bashir.get(page), TYPED | DAYS | {"ends_on-year": "2025"})
    assert "The last day must be on or after the first" in wrong.text
    assert "thornhill bakery" in wrong.text
    bashir.submit(bashir.get(page), TYPED | DAYS)
    contract = db_session.scalars(select(Contract)).one()
    assert (contract.supplier_id, contract.value_pence) == (bakery.id, 120_000_00)
    register = client.get("/contracts/thame")
    assert "£120,000" in register.text
    narrowed = client.click(register, "Social value weighted, £100,000 and above")
    assert "Lunches" in narrowed.text
    shown = client.click(narrowed, "Lunches")
    assert "20% of the score" in shown.text
    assert "Thamebridge Council" in client.get("/contracts").text


def test_number_and_value_are_split_at_a_hundred_thousand_and_in_house_is_apart(
    council: Organisation, bakery: Organisation, buyer: User
) -> None:
    for pence, percent, how in (
        (100_000_00, 20, "competition"),
        (99_999_99, 10, "competition"),
        (50_000_00, None, "other"),
        (900_000_00, None, "direct-in-house"),
    ):
        fields: dict[str, Any] = {"value_pence": pence, "procured_by": how}
        make_contract(council, bakery, buyer, social_value_percent=percent, **fields)
    figures = count_contracts(council.id)
    assert (figures["weighted-large"].number, figures["weighted-large"].pence) == (1, 100_000_00)
    assert (figures["weighted-small"].number, figures["weighted-small"].pence) == (1, 99_999_99)
    assert (figures["all"].number, figures["in-house"].number) == (3, 1)


def test_a_correction_keeps_what_was_there(
    bashir: InspectingClient,
    council: Organisation,
    bakery: Organisation,
    buyer: User,
    client: InspectingClient,
    db_session: Session,
) -> None:
    contract = make_contract(council, bakery, buyer)
    page = f"/contracts/{contract.id}/correct"
    same = bashir.submit(bashir.get(page), {"reason": "To be sure."})
    assert "Nothing is different" in same.text
    bashir.submit(bashir.get(page), {"value": "13000", "reason": "A nought was missing."})
    shown = client.get(f"/contracts/thame/{contract.id}").text
    assert "A nought was missing." in shown
    assert "was “1250000”, is “1300000”" in shown
    assert db_session.scalars(select(ContractCorrection)).one().made_by_id == buyer.id
    assert "(corrected)" in client.get("/contracts/thame").text


def test_a_commitment_is_corrected_by_a_newer_row(
    bashir: InspectingClient,
    council: Organisation,
    bakery: Organisation,
    buyer: User,
    measure: Measure,
    client: InspectingClient,
    db_session: Session,
) -> None:
    contract = make_contract(council, bakery, buyer)
    typed = {"measure": str(measure.id), "quantity": "40"}
    bashir.submit(bashir.get(f"/contracts/{contract.id}/commitments/add"), typed)
    first = db_session.scalars(select(Commitment)).one()
    page = f"/commitments/{first.id}/correct"
    bashir.submit(bashir.get(page), {"quantity": "30", "reason": "Agreed with the buyer."})
    shown = client.get(f"/contracts/thame/{contract.id}").text
    assert "30 hours" in shown
    assert "NT17: 40 hours" in shown
    again = bashir.submit(bashir.get(page), {"quantity": "20", "reason": "Again."})
    assert "corrected already" in again.text


def test_a_plan_has_targets(
    bashir: InspectingClient, council: Organisation, measure: Measure, client: InspectingClient
) -> None:
    typed = {"development": "Two hundred homes", "developer_name": "Mill Homes"} | DAYS
    bashir.submit(bashir.get(f"/organisations/{council.id}/employment-plans/add"), typed)
    plans = client.click(client.get("/contracts/thame"), "Community employment plans")
    plan = client.click(plans, "Two hundred homes")
    assert "No target has been entered yet." in plan.text
    target = bashir.click(bashir.get(plan.request.path), "Add a target")
    bashir.submit(target, {"measure": str(measure.id), "quantity": "12.5"})
    assert "12.5 hours" in client.get(plan.request.path).text


def test_the_file_holds_no_formula(
    council: Organisation, buyer: User, client: InspectingClient
) -> None:
    make_contract(council, None, buyer, title="=1+1", supplier_name="@SUM(A1)")
    text = client.get("/contracts/thame.csv").text
    assert "'=1+1" in text
    assert "'@SUM(A1)" in text
    assert "12500.00" in text


@pytest.mark.parametrize(
    "wrong",
    [{"value_pence": -1}, {"social_value_percent": 0}, {"social_value_percent": 101}],
)
def test_the_database_keeps_values_and_weights(
    council: Organisation,
    bakery: Organisation,
    buyer: User,
    db_session: Session,
    wrong: dict[str, int],
) -> None:
    make_contract(council, bakery, buyer)
    with pytest.raises(IntegrityError), db_session.begin_nested():
        db_session.execute(update(Contract).values(**wrong))


def test_forms_and_pages_take_whatever_is_sent(
    bashir: InspectingClient,
    council: Organisation,
    bakery: Organisation,
    buyer: User,
    measure: Measure,
    client: InspectingClient,
) -> None:
    contract = make_contract(council, bakery, buyer)
    commitment, plan = make_commitment(contract, measure, buyer), make_plan(council, buyer)
    for page in (
        f"/organisations/{council.id}/contracts/add",
        f"/contracts/{contract.id}/correct",
        f"/contracts/{contract.id}/commitments/add",
        f"/commitments/{commitment.id}/correct",
        f"/organisations/{council.id}/employment-plans/add",
        f"/employment-plans/{plan.id}/targets/add",
    ):
        fuzz_form(bashir, page, posts=20)
    for page in ("/contracts/thame", "/contracts/thame.csv", "/contracts/thame/employment-plans"):
        hostile_query_strings(client, page, ["page", "show"])


def test_a_page_costs_the_same_for_many(
    council: Organisation,
    bakery: Organisation,
    buyer: User,
    measure: Measure,
    client: InspectingClient,
) -> None:
    contract = make_contract(council, bakery, buyer)
    make_commitment(contract, measure, buyer)
    pages = ["/contracts", "/contracts/thame", f"/contracts/thame/{contract.id}"]
    pages += ["/contracts/thame.csv", "/contracts/thame/employment-plans"]
    few = [count_statements(client, page) for page in pages]
    for _ in range(60):
        make_contract(council, bakery, buyer)
        make_commitment(contract, measure, buyer)
        make_plan(council, buyer)
    many = [count_statements(client, page) for page in pages]
    assert many == few
    assert max(many) <= 15
    assert "Next" in client.get("/contracts/thame").text
    assert "Lunches" in client.get("/contracts/thame?page=2").text
