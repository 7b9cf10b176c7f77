"""Check-ins: filled in with what happened, corrected beside it, sent, looked at, frozen."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.charter.models import CharterTerm, CheckIn, Pledge, TakenPledge
from brokerage.charter.queries import list_check_ins, list_pledges_of, list_stories
from brokerage.charter.queries.check_ins import list_overdue
from brokerage.charter.rules import EvidenceSource
from brokerage.charter.rules.terms import CheckInStatus
from brokerage.charter.service.check_ins import correct_figure
from brokerage.charter.tasks import keep_charter_moving
from brokerage.contracts.models import SpendReturnEntry
from brokerage.contracts.rules.returns import ReturnStatus
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.ledger.rules.sources import SourceKind
from brokerage.organisations.models import Evidence, Organisation
from brokerage.permissions import SYSTEM
from tests.factories.charter import make_pledge, make_signed, make_taken
from tests.factories.contracts import make_contract, make_return
from tests.factories.ledger import make_confirmed, make_source
from tests.factories.measures import make_measure
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox

STORY = {"story": "A baker read with a child.", "may_publish": "yes", "went_badly": "Rain."}


@pytest.fixture
def term(bakery: Organisation) -> CharterTerm:
    """Return the bakery's term, in which the first check-in is near."""
    return make_signed(bakery, days_ago=85)


@pytest.fixture
def hours(term: CharterTerm, bakery: Organisation, volunteering: Pledge) -> TakenPledge:
    """Return its pledge to volunteer: 40 hours, of which 44 are confirmed."""
    give_hours(bakery, "44")
    return make_taken(term, volunteering)


def give_hours(
    organisation: Organisation, amount: str, kind: SourceKind = SourceKind.BOOKING_HOURS
) -> None:
    measure = make_measure(code="NT17", label="Hours given")
    day = utcnow().date() - timedelta(days=20)
    source = make_source(organisation, None, amount, kind=kind, happened_on=day)
    make_confirmed(source, measure, amount)


def first(session: Session) -> CheckIn:
    found = session.scalars(select(CheckIn).where(CheckIn.month == 3)).one()
    session.refresh(found)
    return found


def test_a_check_in_opens_two_weeks_before_filled_in_with_what_both_sides_confirmed(
    hours: TakenPledge, bakery: Organisation, owner: User, outbox: Outbox, db_session: Session
) -> None:
    give_hours(bakery, "7", SourceKind.MENTORING_HOURS)
    keep_charter_moving()
    keep_charter_moving()
    check_in = first(db_session)
    assert check_in.status == CheckInStatus.OPEN
    [figure] = check_in.figures
    assert (figure.found_value, figure.is_found_confirmed) == (Decimal(44), True)
    mails = [each for each in outbox.to(owner.email) if "is ready" in each.subject]
    assert len(mails) == 1
    [entry] = list_pledges_of(None, utcnow().date())
    assert entry.rag == "green"


def test_what_was_found_needs_no_broker_and_is_frozen_when_sent(
    hours: TakenPledge,
    term: CharterTerm,
    simone: InspectingClient,
    client: InspectingClient,
    bakery: Organisation,
    db_session: Session,
) -> None:
    keep_charter_moving()
    check_in = first(db_session)
    page = simone.get(f"/charter/check-ins/{check_in.id}")
    assert "We found: <strong>44 hours</strong>" in page.text
    sending = simone.click(page, "The figures are right: continue")
    simone.submit(sending, STORY)
    check_in = first(db_session)
    assert (check_in.status, check_in.figures[0].rag) == (CheckInStatus.DONE, "green")
    public = client.get(f"/charter/signatories/{term.signatory_id}")
    assert "A baker read with a child." in public.text
    assert "Rain." not in public.text
    with pytest.raises(DomainError, match="cannot be changed now. It is: done"):
        correct_figure(SYSTEM, check_in.figures[0], Decimal(99), "I say so")
    today = utcnow().date()
    give_hours(bakery, "6")
    keep_charter_moving()
    [done] = list_check_ins([term.signatory_id])
    assert (done.figures[0].value, done.figures[0].rag, done.went_badly) == (44, "green", "Rain.")
    assert list_pledges_of([term.signatory_id], today)[0].value == 50
    assert [each.words for each in list_stories(today)] == ["A baker read with a child."]


def test_a_correction_stands_beside_what_was_found_and_a_broker_looks_at_it(
    hours: TakenPledge,
    term: CharterTerm,
    simone: InspectingClient,
    petra: InspectingClient,
    owner: User,
    broker: User,
    outbox: Outbox,
    db_session: Session,
) -> None:
    keep_charter_moving()
    check_in = first(db_session)
    page = simone.get(f"/charter/check-ins/{check_in.id}")
    correcting = simone.click(page, "Correct it: Support staff to volunteer")
    unexplained = simone.submit(correcting, {"value": "52"})
    assert "Explain how you know this" in unexplained.text
    simone.submit(correcting, {"value": "52", "explanation": "Our own log of May."})
    page = simone.get(f"/charter/check-ins/{check_in.id}")
    assert "We found: <strong>44 hours</strong>" in page.text
    assert "The signatory says: <strong>52 hours</strong>" in page.text
    simone.submit(page, form=f"/charter/check-ins/{check_in.id}/update")
    simone.submit(simone.get(f"/charter/check-ins/{check_in.id}/send"), STORY)
    assert first(db_session).status == CheckInStatus.SENT
    assert "A check-in to look at" in outbox.last_to(broker.email).subject
    with pytest.raises(DomainError):
        correct_figure(SYSTEM, first(db_session).figures[0], Decimal(99), "I say so")
    looking = petra.click(petra.get("/broker/charter"), "Thornhill Bakery, after 3 months")
    petra.submit(looking, {"decision": "back", "reason": "Please attach the log’s date."})
    assert "the log’s date" in outbox.last_to(owner.email).body
    simone.submit(simone.get(f"/charter/check-ins/{check_in.id}/send"), STORY)
    looking = petra.get(f"/broker/charter/check-ins/{check_in.id}")
    figure_id = first(db_session).figures[0].id
    petra.submit(looking, {"decision": "done", "seen": [str(figure_id)]})
    check_in = first(db_session)
    [figure] = check_in.figures
    assert (figure.found_value, figure.corrected_value, figure.rag) == (44, 52, "green")
    db_session.refresh(hours)
    assert (hours.value, hours.is_value_confirmed) == (52, True)
    keep_charter_moving()
    db_session.refresh(hours)
    assert hours.value == 52
    assert "a broker has seen proof" in petra.get(f"/broker/charter/check-ins/{check_in.id}").text


def test_ones_own_word_is_never_green(
    term: CharterTerm,
    simone: InspectingClient,
    petra: InspectingClient,
    client: InspectingClient,
    db_session: Session,
) -> None:
    make_taken(term)
    keep_charter_moving()
    check_in = first(db_session)
    page = simone.get(f"/charter/check-ins/{check_in.id}")
    filling = simone.click(page, "Fill it in: Lend our hall to neighbours")
    simone.submit(filling, {"value": "60", "explanation": "The hall’s calendar."})
    simone.submit(simone.get(f"/charter/check-ins/{check_in.id}/send"), {"may_publish": "no"})
    petra.submit(petra.get(f"/broker/charter/check-ins/{check_in.id}"), {"decision": "done"})
    assert first(db_session).figures[0].rag == "amber"
    public = client.get(f"/charter/signatories/{term.signatory_id}")
    assert "60 evenings</strong>, said by the signatory" in public.text


def test_without_evidence_it_is_red_and_the_broker_sees_what_is_overdue(
    term: CharterTerm, owner: User, outbox: Outbox
) -> None:
    make_taken(term)
    for days, number in ((0, 0), (5, 0), (7, 1), (8, 1), (14, 2), (21, 3)):
        with time_machine.travel(utcnow() + timedelta(days=days)):
            keep_charter_moving()
        sent = [each for each in outbox.to(owner.email) if "Reminder" in each.subject]
        assert len(sent) == number, days
    with time_machine.travel(utcnow() + timedelta(days=21)):
        assert list_pledges_of(None, utcnow().date())[0].rag == "red"
        [owed] = list_overdue(utcnow().date(), 1).rows
        assert owed.month == 3
    assert not list_overdue(utcnow().date(), 1).rows


def test_a_sent_check_in_is_taken_back_and_a_correction_too(
    hours: TakenPledge, simone: InspectingClient, db_session: Session
) -> None:
    keep_charter_moving()
    check_in = first(db_session)
    address = f"/charter/check-ins/{check_in.id}"
    figure_id = check_in.figures[0].id
    correcting = f"{address}/figures/{figure_id}"
    simone.submit(simone.get(correcting), {"value": "1", "explanation": "A slip."})
    simone.submit(simone.get(f"{address}/send"), STORY)
    simone.submit(simone.get(address), form=f"{address}/take-back")
    assert first(db_session).status == CheckInStatus.OPEN
    simone.submit(simone.get(address), form=f"{address}/figures/{figure_id}/reset")
    db_session.expire_all()
    assert first(db_session).figures[0].corrected_value is None


def test_a_correction_without_an_explanation_is_refused_by_the_database(
    hours: TakenPledge, db_session: Session
) -> None:
    keep_charter_moving()
    figure = first(db_session).figures[0]
    with pytest.raises(IntegrityError), db_session.begin_nested():
        figure.corrected_value = Decimal(1)
        db_session.flush()


@pytest.mark.parametrize(
    ("prepare", "source", "codes", "unit", "value", "said"),
    [
        (
            "accreditation",
            EvidenceSource.ACCREDITATION,
            ["oxford-living-wage"],
            "accreditation",
            1,
            "Oxford Living Wage employer: seen by a broker",
        ),
        (
            "expired",
            EvidenceSource.ACCREDITATION,
            ["oxford-living-wage"],
            "accreditation",
            0,
            "No accreditation",
        ),
        (
            "declared",
            EvidenceSource.ACCREDITATION,
            ["oxford-living-wage"],
            "accreditation",
            0,
            "No accreditation",
        ),
        ("contracts", EvidenceSource.AWARD_SHARE, [], "%", 50, "1 of 2"),
        (
            "returns",
            EvidenceSource.SUPPLY_CHAIN,
            ["local"],
            "%",
            60,
            "Spend returns the buyer confirmed",
        ),
        ("nothing", EvidenceSource.SUPPLY_CHAIN, ["local"], "%", None, "No spend return"),
        ("nothing", EvidenceSource.AWARD_SHARE, [], "%", None, "No contract"),
        ("nothing", EvidenceSource.SPEND_SHARE, ["vcse"], "%", None, "No spend of these years"),
    ],
)
def test_each_source_fills_in_what_it_knows(
    term: CharterTerm,
    bakery: Organisation,
    other: Organisation,
    owner: User,
    broker: User,
    db_session: Session,
    prepare: str,
    source: EvidenceSource,
    codes: list[str],
    unit: str,
    value: int | None,
    said: str,
) -> None:
    PREPARE[prepare](bakery, other, owner, broker)
    pledge = make_pledge(source=source, source_codes=codes, unit=unit)
    make_taken(term, pledge, target=Decimal(1))
    keep_charter_moving()
    [figure] = first(db_session).figures
    assert figure.found_value == value
    assert said in figure.found_from


def _accredit(organisation: Organisation, broker: User, ends_in: int, *, is_seen: bool) -> None:
    today = utcnow().date()
    db.session.add(
        Evidence(
            organisation_id=organisation.id,
            kind="oxford-living-wage",
            stated_on=today - timedelta(days=60),
            verified_on=today - timedelta(days=50) if is_seen else None,
            verified_by_id=broker.id if is_seen else None,
            expires_on=today + timedelta(days=ends_in),
        )
    )
    db.session.flush()


def _contracts(bakery: Organisation, other: Organisation, owner: User, broker: User) -> None:
    started = utcnow().date() - timedelta(days=10)
    for percent, how, starts_on in (
        (20, "competition", started),
        (None, "competition", started),
        (None, "direct-in-house", started),
        (None, "competition", started - timedelta(days=200)),
    ):
        make_contract(
            bakery,
            other,
            owner,
            social_value_percent=percent,
            procured_by=how,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=400),
        )


PREPARE: dict[str, Callable[[Organisation, Organisation, User, User], None]] = {
    "accreditation": lambda b, o, u, p: _accredit(b, p, 200, is_seen=True),
    "expired": lambda b, o, u, p: _accredit(b, p, -1, is_seen=True),
    "declared": lambda b, o, u, p: _accredit(b, p, 200, is_seen=False),
    "contracts": _contracts,
    "returns": lambda b, o, u, p: _return(o, b, u),
    "nothing": lambda b, o, u, p: None,
}


def _return(buyer: Organisation, supplier: Organisation, user: User) -> None:
    today = utcnow().date()
    spend_return = make_return(
        make_contract(buyer, supplier, user),
        period_from=today - timedelta(days=60),
        period_to=today - timedelta(days=5),
        status=ReturnStatus.CONFIRMED,
        confirmed_at=utcnow(),
    )
    for local in (90_00, 60_00):
        db.session.add(
            SpendReturnEntry(
                spend_return_id=spend_return.id,
                total_pence=100_00,
                local_pence=local,
                sme_pence=0,
                vcse_pence=0,
                entered_by_id=user.id,
                entered_at=utcnow(),
            )
        )
    db.session.flush()
