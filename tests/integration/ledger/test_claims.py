"""A claim from its making to its end: what is held, what counts, and who may say so."""

from datetime import timedelta
from decimal import Decimal

import pytest

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.ledger import queries, service
from brokerage.ledger.models import LedgerSource
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM, Subject
from tests.factories.ledger import DAY, make_claim, make_confirmed, make_source
from tests.factories.measures import make_value

REASON = "We counted the lunch break"


def counted(organisation: Organisation) -> Decimal:
    """Return what an organisation's hours come to."""
    return queries.count_units(organisation.id, ["NT17"], None, None)


def subject_of(user: User, organisation: Organisation, role: str = "owner") -> Subject:
    return Subject(user_id=user.id, memberships={organisation.id: role})


def test_a_claim_counts_once_the_other_side_says_yes(
    firm: Organisation, source: LedgerSource, hours: Measure, host: User, charity: Organisation
) -> None:
    claim = make_claim(source, hours)
    assert (counted(firm), source.claimed) == (0, 4)
    service.confirm_claim(subject_of(host, charity), claim)
    assert (counted(firm), source.claimed) == (4, 4)
    assert counted(charity) == 0


def test_nobody_can_claim_what_is_claimed(source: LedgerSource, hours: Measure) -> None:
    make_claim(source, hours, "7")
    with pytest.raises(DomainError, match="not that much left"):
        make_claim(source, hours, "3.5")
    assert make_claim(source, hours, "3").held == 3


def test_the_owner_cannot_confirm_its_own_claim(
    source: LedgerSource, hours: Measure, giver: User, firm: Organisation, charity: Organisation
) -> None:
    claim = make_claim(source, hours)
    both = Subject(user_id=giver.id, memberships={firm.id: "viewer", charity.id: "owner"})
    with pytest.raises(DomainError, match="colleague"):
        service.confirm_claim(both, claim)
    with pytest.raises(DomainError, match="never the one"):
        make_claim(source, hours, confirmer_id=firm.id)


def test_what_would_have_happened_anyway_counts_as_nothing(
    firm: Organisation, source: LedgerSource, hours: Measure
) -> None:
    claim = make_confirmed(source, hours, additionality="wholly", deadweight=100)
    assert (counted(firm), claim.held) == (0, 4)


def test_deadweight_is_kept_and_multiplies_nothing(
    firm: Organisation, source: LedgerSource, hours: Measure
) -> None:
    make_confirmed(source, hours, additionality="partly", deadweight=50)
    assert counted(firm) == 4


def test_refused_and_withdrawn_claims_give_back_what_they_held(
    source: LedgerSource, hours: Measure
) -> None:
    service.refuse_claim(SYSTEM, make_claim(source, hours, "6"), REASON)
    service.withdraw_claim(SYSTEM, make_claim(source, hours, "10"))
    assert source.claimed == 0


def test_a_dispute_holds_the_amount_back_until_it_is_settled(
    firm: Organisation, source: LedgerSource, hours: Measure
) -> None:
    claim = make_confirmed(source, hours)
    service.dispute_claim(SYSTEM, claim, REASON)
    assert (counted(firm), source.claimed) == (0, 4)
    service.settle_claim(SYSTEM, claim, "changed", REASON, Decimal(3))
    assert (counted(firm), source.claimed, claim.status) == (3, 3, "confirmed")
    service.dispute_claim(SYSTEM, claim, REASON)
    service.settle_claim(SYSTEM, claim, "struck", REASON)
    assert (counted(firm), source.claimed, claim.status) == (0, 0, "refused")


def test_a_correction_waits_for_the_other_side_and_holds_what_it_adds(
    firm: Organisation, source: LedgerSource, hours: Measure, giver: User
) -> None:
    claim = make_confirmed(source, hours)
    correction = service.correct_claim(subject_of(giver, firm), claim, Decimal(9), REASON)
    assert (counted(firm), source.claimed, correction.corrects_id) == (4, 9, claim.id)
    service.confirm_claim(SYSTEM, correction)
    db.session.refresh(claim)
    assert (counted(firm), source.claimed, claim.held, claim.amount) == (9, 9, 9, 4)
    down = service.correct_claim(subject_of(giver, firm), claim, Decimal(2), REASON)
    service.refuse_claim(SYSTEM, down, REASON)
    assert (counted(firm), source.claimed) == (9, 9)


def test_a_dispute_withdraws_a_correction_that_waits(
    source: LedgerSource, hours: Measure, giver: User, firm: Organisation
) -> None:
    claim = make_confirmed(source, hours)
    correction = service.correct_claim(subject_of(giver, firm), claim, Decimal(9), REASON)
    service.dispute_claim(SYSTEM, claim, REASON)
    db.session.refresh(correction)
    assert (correction.status, source.claimed) == ("withdrawn", 4)


def test_a_source_cannot_shrink_below_what_is_claimed(
    source: LedgerSource, hours: Measure, firm: Organisation, charity: Organisation
) -> None:
    make_claim(source, hours, "4")
    same = {"source_id": source.source_id}
    with pytest.raises(DomainError, match="Claims stand"):
        make_source(firm, charity, "3.5", **same)
    assert make_source(firm, charity, "4", **same).id == source.id
    assert source.left == 0


def test_minutes_add_up_to_hours_exactly(
    firm: Organisation, charity: Organisation, hours: Measure
) -> None:
    for _ in range(6):
        source = make_source(firm, charity, amount=Decimal(50) / 60)
        make_confirmed(source, hours, amount=source.amount)
    assert counted(firm) == 5


def test_totals_as_at_a_past_moment_stay_what_they_were(
    firm: Organisation, source: LedgerSource, hours: Measure
) -> None:
    make_value(hours, pence=1000, year=2025)
    claim = make_confirmed(source, hours)
    moment = utcnow()
    then = queries.list_totals([firm.id], DAY, DAY, as_at=moment)
    assert [(each.amount, each.money, each.value_year) for each in then] == [(4, 4000, 2025)]
    service.correct_claim(SYSTEM, claim, Decimal(6), REASON)
    make_value(hours, pence=2000, year=2026, loaded_at=utcnow())
    db.session.expire(hours)
    assert queries.list_totals([firm.id], DAY, DAY, as_at=moment) == then
    now = queries.list_totals([firm.id], DAY, DAY)
    assert [(each.amount, each.money, each.value_year) for each in now] == [(6, 12000, 2026)]
    assert queries.list_totals([firm.id], DAY + timedelta(days=1), None) == []
