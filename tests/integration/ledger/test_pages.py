"""The ledger's pages: claimed by one side, answered by the other, decided by a broker."""

import csv
import io
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.ledger import service
from brokerage.ledger.models import Claim, LedgerSource
from brokerage.ledger.service.sealing import seal_ledger
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from tests.factories.contracts import make_commitment, make_contract
from tests.factories.ledger import DAY, make_claim, make_confirmed, make_source
from tests.factories.measures import make_value
from tests.factories.organisations import make_member, make_organisation
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

MOST_STATEMENTS = 15
OWN = ("claims", "ledger_sources", "ledger_entries", "source_measures", "counted_bookings")


def claim_all(
    client: InspectingClient, firm: Organisation, source: LedgerSource, **more: str
) -> TestResponse:
    page = client.get(f"/organisations/{firm.id}/ledger/sources/{source.id}")
    measure = Page(page.text).form().fields["measure"].offered[0]
    return client.submit(page, {"measure": measure, "additionality": "no"} | more)


def test_from_a_source_to_what_counts(
    tamsin: InspectingClient,
    seun: InspectingClient,
    firm: Organisation,
    charity: Organisation,
    source: LedgerSource,
    hours: Measure,
    host: User,
    giver: User,
    outbox: Outbox,
) -> None:
    make_value(hours, pence=1693)
    listed = tamsin.get(f"/organisations/{firm.id}/ledger/sources")
    assert "10 hours: Painting the hall" in Page(listed.text).text
    shown = follow(tamsin, claim_all(tamsin, firm, source, amount="4.5"))
    assert "It counts for 0 hours" in Page(shown.text).text
    assert "Please confirm: 4.5 hours" in outbox.last_to(host.email).subject
    assert "It counts as soon as they confirm it" in outbox.last_to(giver.email).body
    waiting = seun.get(f"/organisations/{charity.id}/ledger/to-confirm")
    answer = seun.click(waiting, "4.5 hours: Hours given to neighbours")
    assert seun.submit(answer, {"answer": "yes"}).status_code == 303
    assert "counts from now on, once" in outbox.last_to(giver.email).body
    totals = Page(tamsin.get(f"/organisations/{firm.id}/ledger/totals").text).text
    assert "4.5 hours" in totals
    assert "£76.18, at £16.93 a unit (A county council, value of 2025)" in totals


def test_a_refusal_needs_a_reason_and_frees_what_was_held(
    seun: InspectingClient,
    charity: Organisation,
    source: LedgerSource,
    hours: Measure,
    giver: User,
    outbox: Outbox,
) -> None:
    claim = make_claim(source, hours)
    address = f"/claims/{claim.id}/answer"
    silent = seun.submit(seun.get(address), {"answer": "no"})
    assert Page(silent.text).error_summary == ["Say why"]
    seun.submit(seun.get(address), {"answer": "no", "reason": "That was last year"})
    assert "That was last year" in outbox.last_to(giver.email).body
    db.session.refresh(source)
    assert source.claimed == 0
    assert "There is nothing for you to do" in seun.get(address).text


def test_too_much_keeps_what_was_typed(
    tamsin: InspectingClient, firm: Organisation, source: LedgerSource, hours: Measure
) -> None:
    answer = claim_all(tamsin, firm, source, amount="10.5", deadweight="20")
    page = Page(answer.text)
    assert page.error_summary == ["There is not that much left to claim"]
    assert page.form().fields["deadweight"].values == ["20"]


def test_a_correction_a_dispute_and_its_end(
    tamsin: InspectingClient,
    seun: InspectingClient,
    kerensa: InspectingClient,
    source: LedgerSource,
    hours: Measure,
    host: User,
    giver: User,
    outbox: Outbox,
) -> None:
    claim = make_confirmed(source, hours)
    address = f"/claims/{claim.id}"
    tamsin.submit(
        tamsin.get(f"{address}/correction"), {"amount": "6", "reason": "The evening counts too"}
    )
    assert "Before: 4 hours" in outbox.last_to(host.email).body
    seun.submit(seun.click(seun.get(address), "Answer the correction to 6"), {"answer": "yes"})
    assert "It counts for 6 hours" in Page(tamsin.get(address).text).text
    seun.submit(seun.get(f"{address}/dispute"), {"reason": "We were shut that evening"})
    assert "until a broker has decided" in outbox.last_to(giver.email).body
    listed = kerensa.get("/claims/in-dispute")
    decide = kerensa.click(listed, "6 hours: Hours given to neighbours")
    assert "We were shut that evening" in decide.text
    kerensa.submit(decide, {"outcome": "changed", "amount": "5", "reason": "Half of it"})
    seal_ledger()
    told = Page(tamsin.get(address).text).text
    assert "It counts for 5 hours" in told
    assert "Settled by a broker: it counts for another amount" in told
    assert "Sealed within a minute" not in told
    assert "Nothing is in dispute" in kerensa.get("/claims/in-dispute").text


def test_a_broker_of_one_side_is_no_referee(
    kerensa: InspectingClient, broker: User, source: LedgerSource, hours: Measure
) -> None:
    claim = make_confirmed(source, hours)
    make_member(source.giver, broker, "viewer")
    service.dispute_claim(SYSTEM, claim, "It rained")
    page = kerensa.get(f"/claims/{claim.id}/settlement")
    answer = kerensa.submit(page, {"outcome": "stands", "reason": "We were there"})
    assert "Another broker has to decide" in answer.text


def test_a_claim_counts_towards_one_promise_of_its_owner(
    tamsin: InspectingClient,
    firm: Organisation,
    source: LedgerSource,
    hours: Measure,
    host: User,
    client: InspectingClient,
) -> None:
    council = make_organisation(kind="authority", slug="thame")
    dates = {"starts_on": DAY - timedelta(days=90), "ends_on": DAY + timedelta(days=400)}
    contract = make_contract(council, firm, host, **dates)
    make_commitment(contract, hours, host, quantity=4)
    claim = make_confirmed(source, hours)
    page = tamsin.get(f"/claims/{claim.id}/promise")
    assert "4 hours of NT17" in page.text
    (promise,) = Page(page.text).form().fields["commitment"].offered
    tamsin.submit(page, {"commitment": promise})
    address = f"/contracts/thame/{contract.id}"
    public = Page(client.get(address).text).text
    assert "Green: target confirmed" in public
    assert "Delivered so far: 4 of 4 hours" in public
    shown = tamsin.get(f"/claims/{claim.id}")
    tamsin.submit(shown, form="Stop counting it towards the promise")
    assert "Delivered so far: 0 of 4 hours" in Page(client.get(address).text).text


def test_what_is_taken_back_can_be_claimed_again(
    tamsin: InspectingClient, source: LedgerSource, hours: Measure, host: User, outbox: Outbox
) -> None:
    claim = make_claim(source, hours)
    tamsin.submit(tamsin.get(f"/claims/{claim.id}"), form="Take it back")
    db.session.refresh(source)
    assert source.left == 10
    assert "needs no answer any more" in outbox.last_to(host.email).body


def test_lists_filter_page_and_download(
    tamsin: InspectingClient, firm: Organisation, charity: Organisation, hours: Measure
) -> None:
    for number in range(30):
        made = make_source(firm, charity, about=f"=Turn {number}")
        make_confirmed(made, hours) if number % 2 else make_claim(made, hours)
    address = f"/organisations/{firm.id}/ledger"
    assert "=Turn 0" in tamsin.get(f"{address}?page=2").text
    found = tamsin.get(f"{address}?status=confirmed&measure=NT17&side=")
    assert "15 claims" in Page(found.text).text
    none = tamsin.get(f"{address}?since-day=1&since-month=1&since-year=2030")
    assert "No claim fits" in none.text
    sheet = tamsin.click(found, "Download these as a CSV file")
    rows = list(csv.reader(io.StringIO(sheet.text)))
    assert len(rows) == 16
    assert (rows[1][5], rows[1][6], rows[1][11]) == ("4.00", "4.00", "'=Turn 29")


def test_pages_take_as_many_statements_however_much_there_is(
    tamsin: InspectingClient,
    seun: InspectingClient,
    kerensa: InspectingClient,
    firm: Organisation,
    charity: Organisation,
    hours: Measure,
) -> None:
    def make_one() -> Claim:
        claim = make_confirmed(make_source(firm, charity), hours)
        make_claim(make_source(firm, charity), hours)
        service.dispute_claim(SYSTEM, make_confirmed(make_source(firm, charity), hours), "No")
        return claim

    claim = make_one()
    own = f"/organisations/{firm.id}/ledger"
    asked = [(tamsin, page) for page in (own, f"{own}.csv", f"{own}/totals", f"{own}/sources")]
    asked += [(seun, f"/organisations/{charity.id}/ledger/to-confirm")]
    asked += [(kerensa, "/claims/in-dispute"), (tamsin, f"/claims/{claim.id}")]
    few = [count_statements(client, page) for client, page in asked]
    for _ in range(30):
        make_one()
    assert [count_statements(client, page) for client, page in asked] == few
    assert max(few) <= MOST_STATEMENTS


def test_only_the_sides_see_a_claim(
    seun: InspectingClient, source: LedgerSource, hours: Measure, giver: User
) -> None:
    other = make_organisation(owner=giver, kind="business")
    third = make_organisation(kind="charity")
    claim = make_claim(make_source(other, third), hours)
    for page in ("", "/answer", "/dispute", "/correction", "/promise", "/settlement"):
        assert seun.get(f"/claims/{claim.id}{page}").status_code in (403, 404)
    assert seun.get(f"/organisations/{other.id}/ledger").status_code == 404


def test_forms_take_whatever_is_sent_and_write_what_is_theirs(
    tamsin: InspectingClient,
    seun: InspectingClient,
    kerensa: InspectingClient,
    firm: Organisation,
    source: LedgerSource,
    hours: Measure,
) -> None:
    address = f"/organisations/{firm.id}/ledger/sources/{source.id}"
    fuzz_form(tamsin, address, posts=8)
    claim = make_claim(source, hours, "1")
    fuzz_form(seun, f"/claims/{claim.id}/answer", posts=8)
    claim = make_confirmed(source, hours, "1")
    fuzz_form(tamsin, f"/claims/{claim.id}/correction", posts=8)
    fuzz_form(seun, f"/claims/{claim.id}/dispute", posts=8)
    db.session.refresh(claim)
    if claim.status == "confirmed":
        service.dispute_claim(SYSTEM, claim, "It rained")
    fuzz_form(kerensa, f"/claims/{claim.id}/settlement", posts=8)


def test_a_form_writes_no_column_that_is_not_its_own(
    seun: InspectingClient, source: LedgerSource, hours: Measure, db_session: object
) -> None:
    claim = make_claim(source, hours)
    db.session.commit()
    before = snapshot(db.session)
    post_every_column(seun, f"/claims/{claim.id}/answer", {"answer": ["yes"]})
    changed = {pair for pair in changes(before, snapshot(db.session)) if pair[0] in OWN}
    assert changed == {("claims", each) for each in ("status", "changed_at", "revision")}


def test_query_strings_are_taken_as_they_come(
    tamsin: InspectingClient, firm: Organisation, source: LedgerSource, hours: Measure
) -> None:
    make_claim(source, hours)
    own = f"/organisations/{firm.id}/ledger"
    names = ("measure", "since-day", "page")
    hostile_query_strings(tamsin, own, names)


def test_dates_of_a_promise_bound_what_counts_towards_it(
    firm: Organisation, source: LedgerSource, hours: Measure, host: User
) -> None:
    contract = make_contract(make_organisation(kind="authority"), firm, host)
    today = utcnow().date()
    late = make_commitment(contract, hours, host, from_on=today, due_on=today)
    other = make_commitment(
        make_contract(contract.organisation, make_organisation(), host), hours, host
    )
    claim = make_confirmed(source, hours)
    for promise, words in ((late, "in the time"), (other, "somebody else")):
        with pytest.raises(DomainError, match=words):
            service.draw_down(SYSTEM, claim, promise)
