"""The figures of a year: what counts in them, what is hidden, and that they stay what they were."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from brokerage.charter.rules.rag import Rag
from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.ledger import service as ledger
from brokerage.ledger.models import Claim, LedgerSource
from brokerage.ledger.rules.claims import ClaimStatus, Outcome
from brokerage.ledger.rules.sources import SourceKind
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from brokerage.reporting.queries.figures import find_figures
from brokerage.reporting.queries.reports import get_draft
from brokerage.reporting.queries.verification import list_faults
from brokerage.reporting.rules.canonical import digest_of
from brokerage.reporting.service import reports
from tests.factories.charter import make_pledge, make_signed, make_taken
from tests.factories.ledger import make_claim, make_confirmed, make_source
from tests.factories.measures import make_measure, make_value
from tests.factories.reporting import (
    IN_LAST_YEAR,
    LAST_YEAR,
    make_check_in,
    make_draft,
    make_report,
)
from tests.support.proof import IS_LONG
from tests.support.statements import seen_statements

REASON = "We counted the lunch break"
WARD = "E05013101"


def figures(year: int = LAST_YEAR) -> dict:
    """Return the figures of a year as they are now."""
    return find_figures(reports.open_cut(year))


def test_only_what_is_confirmed_in_that_year_counts(
    firm: Organisation, charity: Organisation, source: LedgerSource, hours: Measure
) -> None:
    make_confirmed(source, hours, "12.5")
    make_claim(source, hours, "3")
    later = make_source(firm, charity, happened_on=date(LAST_YEAR + 1, 1, 1))
    make_confirmed(later, hours, "7")
    line = figures()["measures"][0]
    assert (line["amount"], line["claims"], line["organisations"]) == ("12.5", 1, 1)
    assert line["pence"] == 18038
    assert line["value"] == {"pence": 1443, "year": 2020, "source": "A county council"}
    assert figures(LAST_YEAR + 1)["measures"][0]["amount"] == "7"
    assert figures(LAST_YEAR - 1)["measures"] == []


def test_pounds_are_added_only_where_a_value_is_known(source: LedgerSource, hours: Measure) -> None:
    make_confirmed(source, hours, "2")
    make_confirmed(source, make_measure(code="NT29"), "1")
    assert figures()["money"] == {"pence": 2886, "measures": 1, "without_value": 1}


def test_a_disputed_claim_counts_for_nothing_and_is_told_of(
    source: LedgerSource, hours: Measure
) -> None:
    claim = make_confirmed(source, hours, "5")
    ledger.dispute_claim(SYSTEM, claim, REASON)
    line = figures()["measures"][0]
    assert (line["amount"], line["claims"], line["held_back"]) == ("0", 0, 1)
    ledger.settle_claim(SYSTEM, claim, Outcome.CHANGED, REASON, Decimal(4))
    line = figures()["measures"][0]
    assert (line["amount"], line["claims"], line["held_back"]) == ("4", 1, 0)


def test_wards_are_summed_and_what_has_none_comes_last(
    firm: Organisation, charity: Organisation, source: LedgerSource, hours: Measure
) -> None:
    make_confirmed(source, hours, "5")
    for amount in ("2", "3"):
        there = make_source(firm, charity, happened_on=IN_LAST_YEAR, ward_code=WARD)
        make_confirmed(there, hours, amount)
    lines = [(each["ward"], each["amount"], each["happened"]) for each in figures()["wards"]]
    assert lines == [(WARD, "5", 2), (None, "5", 1)]


def hire(firm: Organisation, partner: Organisation, jobs: Measure, number: int, ward: str) -> None:
    for each in range(number):
        source = make_source(
            firm,
            partner,
            "1",
            kind=SourceKind.HIRE,
            unit="people",
            happened_on=IN_LAST_YEAR,
            ward_code=ward,
            partner_reference=f"EP-{ward[-3:]}-{each}",
        )
        make_confirmed(source, jobs, "1")


def test_few_people_are_no_number_and_have_no_ward(
    firm: Organisation, charity: Organisation, jobs: Measure
) -> None:
    hire(firm, charity, jobs, 4, WARD)
    line = figures()["measures"][0]
    assert (line["amount"], line["claims"], line["organisations"]) == (None, None, None)
    assert figures()["organisations"] == []
    hire(firm, charity, jobs, 5, "E05013102")
    assert figures()["measures"][0]["amount"] == "9"
    assert [(each["ward"], each["amount"]) for each in figures()["wards"]] == [
        ("E05013102", "5"),
        (None, "4"),
    ]
    assert figures()["organisations"] == []


def test_pledges_stand_as_at_their_newest_check_in_of_the_year(firm: Organisation) -> None:
    term = make_signed(firm, days_ago=500)
    pledge = make_pledge(code="volunteering")
    make_taken(term, pledge)
    make_taken(term)
    make_check_in(term, Rag.RED, month=8, due_on=date(LAST_YEAR, 3, 1))
    make_check_in(term, Rag.GREEN, month=9)
    make_check_in(term, Rag.AMBER, month=18, due_on=date(LAST_YEAR + 1, 1, 1))
    charter = figures()["charter"]
    assert (charter["signatories"], charter["checked"], charter["evidenced"]) == (1, 2, 2)
    assert (charter["green"], charter["red"]) == (2, 0)
    by_code = {each["code"]: (each["amount"], each["unit"]) for each in charter["pledges"]}
    assert by_code == {"volunteering": ("40", "hours"), "own": (None, None)}


def test_a_published_report_gives_the_same_bytes_whatever_comes_later(
    firm: Organisation, charity: Organisation, source: LedgerSource, hours: Measure
) -> None:
    term = make_signed(firm, days_ago=500)
    make_taken(term, make_pledge())
    make_check_in(term)
    claim = make_confirmed(source, hours, "5")
    report = make_report()
    ledger.dispute_claim(SYSTEM, claim, REASON)
    make_confirmed(make_source(firm, charity, happened_on=IN_LAST_YEAR), hours, "9")
    make_check_in(term, Rag.RED, month=10)
    make_value(hours, year=2021, pence=9999, loaded_at=report.as_at + timedelta(seconds=1))
    firm.name = "Meadow Print and Bind"
    db.session.flush()
    assert figures()["measures"][0]["amount"] == "9"
    assert list_faults(report) == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "correct", "dispute", "settle", "strike"]), st.integers(0, 9)
    ),
    max_size=8,
)


def take_step(step: str, number: int, source: LedgerSource, hours: Measure) -> None:
    """Take one step in the ledger, or none where it cannot be taken."""
    claims = db.session.scalars(
        select(Claim).where(Claim.source_id == source.id).order_by(Claim.id)
    ).all()
    try:
        if step == "claim" or not claims:
            make_confirmed(source, hours, str(number + 1))
            return
        claim = claims[number % len(claims)]
        if step == "correct":
            ledger.correct_claim(SYSTEM, claim, Decimal(number), REASON)
        elif step == "dispute":
            ledger.dispute_claim(SYSTEM, claim, REASON)
        elif claim.status == ClaimStatus.DISPUTED:
            outcome = Outcome.STRUCK if step == "strike" else Outcome.STANDS
            ledger.settle_claim(SYSTEM, claim, outcome, REASON)
    except DomainError:
        return


def test_no_sequence_of_steps_changes_what_was_published(
    firm: Organisation, charity: Organisation, hours: Measure
) -> None:
    published = []

    @settings(max_examples=300 if IS_LONG else 12)
    @given(before=STEPS, after=STEPS)
    def run(before: list, after: list) -> None:
        source = make_source(firm, charity, "60", happened_on=IN_LAST_YEAR)
        for step, number in before:
            take_step(step, number, source, hours)
        published.append(make_report(change_note="More is known"))
        for step, number in after:
            take_step(step, number, source, hours)
        assert list_faults(published[0]) == list_faults(published[-1]) == []

    run()
    assert len({report.figures_digest for report in published}) > 1


def test_the_database_refuses_to_change_an_edition(source: LedgerSource) -> None:
    report = make_report()
    report.figures = "{}"
    with pytest.raises(DBAPIError, match=r"append-only|cannot be changed"):
        db.session.flush()
    db.session.rollback()


def test_tampering_is_found(source: LedgerSource, hours: Measure) -> None:
    make_confirmed(source, hours, "5")
    report = make_report()
    changed = report.figures.replace('"amount":"5"', '"amount":"6"')
    db.session.expunge(report)
    report.figures = changed
    faults = "; ".join(list_faults(report))
    assert "do not have the digest" in faults
    assert "other figures: measures" in faults
    report.figures_digest = digest_of(changed)
    assert len(list_faults(report)) == 1


def test_what_was_not_looked_at_is_not_published(source: LedgerSource, hours: Measure) -> None:
    draft = make_draft()
    with pytest.raises(DomainError, match="figures have changed"):
        reports.publish_report(SYSTEM, draft, "0" * 64)


def test_a_year_that_is_not_over_is_not_published(db_session: Session) -> None:
    with pytest.raises(DomainError, match="is not over"):
        make_report(LAST_YEAR + 1)


def test_a_report_says_what_did_not_go_well_and_a_correction_what_it_changes(
    db_session: Session,
) -> None:
    with pytest.raises(DomainError, match="what did not go well"):
        make_report(went_badly=" ")
    reports.delete_draft(SYSTEM, get_draft(LAST_YEAR))
    assert make_report().edition == 1
    with pytest.raises(DomainError, match="what this edition changes"):
        make_report()
    reports.delete_draft(SYSTEM, get_draft(LAST_YEAR))
    assert make_report(change_note="Two claims came late").edition == 2


def test_only_one_draft_of_a_year_is_begun(db_session: Session) -> None:
    make_draft()
    with pytest.raises(DomainError, match="begun this report already"):
        make_draft()


def test_figures_take_the_same_statements_however_many_give(
    charity: Organisation, hours: Measure, make_firm: Callable[[int], Organisation]
) -> None:
    def add(number: int) -> None:
        firm = make_firm(number)
        make_confirmed(make_source(firm, charity, happened_on=IN_LAST_YEAR), hours)
        term = make_signed(firm, days_ago=500)
        make_taken(term, make_pledge())
        make_check_in(term)

    add(1)
    with seen_statements() as few:
        figures()
    for number in range(2, 12):
        add(number)
    with seen_statements() as many:
        figures()
    assert len(many) == len(few) <= 5
