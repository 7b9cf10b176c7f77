"""What was confirmed elsewhere comes into the ledger by itself, once, and follows corrections."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.contracts.models import SpendReturn
from brokerage.contracts.service import registers, returns
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.ledger import queries, service
from brokerage.ledger.models import Claim, LedgerSource
from brokerage.ledger.queries import chain
from brokerage.ledger.queries.claims import list_entries
from brokerage.ledger.service.source_measures import load_reference_source_measures
from brokerage.measures.models import Measure
from brokerage.measures.service import load_reference_measures
from brokerage.mentoring.service.meetings import tick_meeting
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM, Subject
from brokerage.volunteering.models import Booking
from brokerage.volunteering.service import hours as hours_service
from brokerage.volunteering.service.hours import count_own_day
from tests.factories.accounts import make_user
from tests.factories.contracts import make_commitment, make_contract, make_return
from tests.factories.leave import make_account, make_own_day, make_request
from tests.factories.ledger import make_source
from tests.factories.mentoring import make_pair
from tests.factories.organisations import make_organisation
from tests.factories.scheduling import make_team, make_team_name
from tests.factories.volunteering import (
    make_booking,
    make_employment,
    make_hours,
    make_opportunity,
    make_session,
)

pytestmark = pytest.mark.usefixtures("fresh_index", "reference")


@pytest.fixture
def reference(db_session: Session) -> None:
    """Have the measures that ship, and as which of them a source counts."""
    load_reference_measures()
    load_reference_source_measures()


@pytest.fixture
def booking(charity: Organisation) -> Booking:
    """Return the place of someone who was there this morning."""
    role = make_opportunity(charity, title="Sort donations")
    now = utcnow()
    day = make_session(role, starts_at=now - timedelta(hours=4), ends_at=now - timedelta(hours=1))
    return make_booking(make_user(), role, day, status="attended")


def totals_of(organisation: Organisation) -> dict[str, Decimal]:
    found = queries.list_totals([organisation.id], None, None)
    return {each.measure.code: each.amount for each in found}


def on_leave(booking: Booking, employer: Organisation, **fields: object) -> None:
    user = booking.user
    account = make_account(make_employment(user, employer, proved_at=utcnow()))
    make_request(account, source_id=booking.id, status="approved", **fields)


def only_claim() -> Claim:
    return db.session.scalars(select(Claim)).one()


def test_hours_on_leave_are_the_employers_and_the_host_has_confirmed_them(
    booking: Booking, firm: Organisation, charity: Organisation
) -> None:
    on_leave(booking, firm, shares_host=True)
    entry = make_hours(booking)
    hours_service.approve_hours(SYSTEM, entry)
    claim = only_claim()
    assert (claim.owner_id, claim.confirmer_id, claim.status) == (firm.id, charity.id, "confirmed")
    assert (totals_of(firm), totals_of(charity)) == ({"NT17": 3}, {})
    assert claim.source.about == "Sort donations"


def test_an_employer_that_may_not_know_the_host_does_not_see_it(
    booking: Booking, firm: Organisation, charity: Organisation
) -> None:
    on_leave(booking, firm, shares_host=False)
    hours_service.approve_hours(SYSTEM, make_hours(booking))
    claim = only_claim()
    source = claim.source
    assert (claim.confirmer_id, source.receiver_id, source.about) == (None, None, "")
    assert source.ward_code is None
    assert totals_of(firm) == {"NT17": 3}


def test_hours_in_ones_own_time_are_the_hosts_count(
    booking: Booking, firm: Organisation, charity: Organisation
) -> None:
    make_employment(booking.user, firm, proved_at=utcnow())
    hours_service.approve_hours(SYSTEM, make_hours(booking))
    assert (totals_of(firm), totals_of(charity)) == ({}, {"NT17": 3})
    assert only_claim().confirmer_id is None


def test_a_teams_hours_are_its_employers(charity: Organisation, firm: Organisation) -> None:
    role = make_opportunity(charity)
    day = make_session(role)
    name = make_team_name(make_team(firm, role, day), role, make_user())
    booking = db.session.get_one(Booking, name.booking_id)
    hours_service.approve_hours(SYSTEM, make_hours(booking, minutes=50))
    assert totals_of(firm) == {"NT17": Decimal(50) / 60}


def test_hours_for_what_is_no_charity_count_as_another_measure(booking: Booking) -> None:
    booking.opportunity.organisation.kind = "school"
    hours_service.approve_hours(SYSTEM, make_hours(booking))
    assert totals_of(booking.opportunity.organisation) == {"NT29": 3}


def test_corrected_and_undone_hours_are_entries_never_edits(
    booking: Booking, charity: Organisation
) -> None:
    entry = make_hours(booking)
    hours_service.approve_hours(SYSTEM, entry)
    hours_service.correct_hours(SYSTEM, entry, 240, "They stayed for the tidying")
    assert totals_of(charity) == {"NT17": 4}
    hours_service.correct_hours(SYSTEM, entry, 60, "They left early")
    assert totals_of(charity) == {"NT17": 1}
    hours_service.undo_decision(SYSTEM, entry)
    assert totals_of(charity) == {}
    hours_service.approve_hours(SYSTEM, entry)
    assert totals_of(charity) == {"NT17": 1}
    amounts = [line.entry.amount for line in list_entries(only_claim().id)]
    assert amounts == [3, 1, -3, -1, 1]
    assert (chain.list_wrong_claims(), chain.list_wrong_sources()) == ([], [])


def test_an_agreement_cannot_claim_the_hours_of_a_booking_again(
    booking: Booking, firm: Organisation, charity: Organisation
) -> None:
    hours_service.approve_hours(SYSTEM, make_hours(booking))
    with pytest.raises(DomainError, match="counted from elsewhere"):
        make_source(firm, charity, "3", booking_id=booking.id)


def test_nor_the_other_way_round(
    booking: Booking, firm: Organisation, charity: Organisation
) -> None:
    make_source(firm, charity, "3", booking_id=booking.id)
    hours_service.approve_hours(SYSTEM, make_hours(booking))
    assert totals_of(charity) == {}


def test_what_a_broker_settled_is_not_raised_again(booking: Booking, charity: Organisation) -> None:
    entry = make_hours(booking)
    hours_service.approve_hours(SYSTEM, entry)
    service.dispute_claim(SYSTEM, only_claim(), "Half of it was the bus ride")
    service.settle_claim(SYSTEM, only_claim(), "changed", "Agreed", Decimal(1))
    hours_service.correct_hours(SYSTEM, entry, 240, "They stayed on")
    assert totals_of(charity) == {"NT17": 1}


def test_a_day_someone_found_themselves_is_their_employers(firm: Organisation) -> None:
    user = make_user()
    own_day = make_own_day(make_employment(user, firm, proved_at=utcnow()))
    count_own_day(
        SYSTEM, own_day.id, user_id=user.id, done_on=utcnow().date(), minutes=90, host_name="Scouts"
    )
    assert totals_of(firm) == {"NT29": Decimal("1.5")}


def test_a_meeting_both_have_ticked_is_the_mentors_employers(firm: Organisation) -> None:
    mentor, mentee = make_user(), make_user()
    make_employment(mentor, firm, proved_at=utcnow())
    pair = make_pair(mentor, mentee, status="active")
    meeting, today = pair.planned[0], utcnow().date()
    for user in (mentor, mentee):
        assert totals_of(firm) == {}
        tick_meeting(Subject(user_id=user.id), pair, meeting, is_held=True, today=today)
    assert totals_of(firm) == {"NT29": 1}
    tick_meeting(Subject(user_id=mentee.id), pair, meeting, is_held=False, today=today)
    assert totals_of(firm) == {}


def fill_and_confirm(spend_return: SpendReturn, actor: User, **pounds: int) -> None:
    amounts = {f"{name}_pence": pounds * 100 for name, pounds in pounds.items()}
    returns.fill_return(Subject(user_id=actor.id), spend_return, amounts, "")
    returns.confirm_return(SYSTEM, spend_return)


def measure_of(code: str) -> Measure:
    return db.session.scalars(select(Measure).where(Measure.code == code)).one()


def test_a_confirmed_return_counts_each_local_pound_once(
    firm: Organisation, giver: User, host: User
) -> None:
    council = make_organisation(kind="authority", owner=host)
    contract = make_contract(council, firm, host)
    small = make_commitment(contract, measure_of("NT19"), host)
    spend_return = make_return(contract)
    fill_and_confirm(spend_return, giver, total=1000, local=600, sme=700, vcse=0)
    assert totals_of(firm) == {"NT18": 300, "NT19": 300}
    assert queries.list_delivered([small.id]) == {small.id: 300}
    returns.send_return_back(SYSTEM, spend_return, "Look at March")
    assert totals_of(firm) == {}
    fill_and_confirm(spend_return, giver, total=1000, local=800, sme=700, vcse=0)
    assert totals_of(firm) == {"NT18": 300, "NT19": 500}
    assert (
        db.session.scalars(
            select(LedgerSource.amount).where(LedgerSource.kind == "spend-return")
        ).one()
        == 800
    )


def test_without_such_a_promise_local_pounds_are_local_spend(
    firm: Organisation, giver: User, host: User
) -> None:
    contract = make_contract(make_organisation(kind="authority"), firm, host)
    fill_and_confirm(make_return(contract), giver, total=1000, local=600, sme=1000, vcse=0)
    assert totals_of(firm) == {"NT18": 600}


def test_a_corrected_promise_takes_its_claims_along(
    firm: Organisation, giver: User, host: User
) -> None:
    contract = make_contract(make_organisation(kind="authority"), firm, host)
    promised = make_commitment(contract, measure_of("NT18"), host)
    fill_and_confirm(make_return(contract), giver, total=1000, local=600, sme=0, vcse=0)
    promise = registers.Promise(
        measure_id=promised.measure_id,
        quantity=Decimal(900),
        from_on=promised.from_on,
        due_on=promised.due_on,
    )
    by = Subject(user_id=host.id)
    newer = registers.correct_commitment(by, promised, promise, "More was agreed")
    assert queries.list_delivered([promised.id, newer.id]) == {promised.id: 0, newer.id: 600}
    late = registers.Promise(
        measure_id=promised.measure_id,
        quantity=Decimal(900),
        from_on=promised.due_on,
        due_on=promised.due_on,
    )
    newest = registers.correct_commitment(by, newer, late, "Another year")
    assert queries.list_delivered([newer.id, newest.id]) == {newer.id: 0, newest.id: 0}
    assert totals_of(firm) == {"NT18": 600}
