"""A claim made by one side and answered by the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.ledger import emails, queries
from brokerage.ledger.models import Claim, LedgerSource
from brokerage.ledger.queries.sources import list_fitting_measures
from brokerage.ledger.rules import claims as rules
from brokerage.ledger.rules.amounts import as_written
from brokerage.ledger.rules.claims import ClaimStatus, EntryKind
from brokerage.ledger.rules.sources import GIVEN_BY_PEOPLE, check_day
from brokerage.ledger.service.corrections import take_over_correction
from brokerage.ledger.service.drawing import draw_down
from brokerage.ledger.service.entries import move, note, take, whole
from brokerage.permissions import Subject

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class ClaimFacts:
    """What is claimed, by whom, and who has to confirm it.

    `happened_on` is the source's day unless it is said; `deadweight` is in per cent.
    """

    measure_id: int
    amount: Decimal
    owner_id: int
    confirmer_id: int | None
    additionality: str
    deadweight: int | None = None
    commitment_id: int | None = None
    happened_on: date | None = None


@writes
@whole
def make_claim(
    subject: Subject, source: LedgerSource, facts: ClaimFacts, *, tells: bool = True
) -> Claim:
    """Claim an amount of a source: it is held at once, and counts when the other side says yes."""
    happened_on = facts.happened_on or source.happened_on
    rules.check_deadweight(facts.deadweight)
    if facts.amount <= 0:
        raise DomainError("Enter an amount above 0", "amount")
    rules.check_parties(
        facts.owner_id,
        facts.confirmer_id,
        (source.giver_id, source.receiver_id),
        is_by_people=source.kind in GIVEN_BY_PEOPLE,
    )
    check_day(source.kind, source.happened_on, happened_on, utcnow().date())
    if facts.measure_id not in {each.id for each in list_fitting_measures(source)}:
        raise DomainError("That measure does not count things of this kind", "measure")
    take(source.id, facts.amount)
    claim = _add(subject, source, facts, happened_on)
    note(subject, claim, "make", amount=as_written(claim.amount))
    if facts.commitment_id is not None:
        draw_down(subject, claim, facts.commitment_id)
    if tells:
        emails.send_made(claim)
    return claim


@writes
@whole
def confirm_claim(subject: Subject, claim: Claim, *, tells: bool = True) -> None:
    """Say yes for the other side: it counts from now on. A correction changes its claim."""
    before = claim.status
    if before != ClaimStatus.PROPOSED:
        raise DomainError(rules.ANSWERED_ALREADY)
    _check_decider(subject, claim)
    if claim.corrects_id is not None:
        original = queries.get_claim(claim.corrects_id)
        take_over_correction(subject, original, claim)
    else:
        move(subject, claim, ClaimStatus.CONFIRMED, claim.held, kind=EntryKind.CONFIRM)
    note(subject, claim, "confirm", before=before)
    if tells:
        emails.send_confirmed(claim)


@writes
@whole
def refuse_claim(subject: Subject, claim: Claim, reason: str) -> None:
    """Say no for the other side, and why: what it held can be claimed again."""
    rules.check_reason(reason)
    _check_decider(subject, claim)
    _end(subject, claim, ClaimStatus.REFUSED, "refuse", reason)
    emails.send_refused(claim, reason)


@writes
@whole
def withdraw_claim(subject: Subject, claim: Claim, reason: str = "", *, tells: bool = True) -> None:
    """Take back a claim that nobody has answered: what it held can be claimed again."""
    _end(subject, claim, ClaimStatus.WITHDRAWN, "withdraw", reason)
    if tells:
        emails.send_withdrawn(claim)


def _end(subject: Subject, claim: Claim, then: ClaimStatus, verb: str, reason: str) -> None:
    before = claim.status
    if before != ClaimStatus.PROPOSED:
        raise DomainError(rules.ANSWERED_ALREADY)
    move(subject, claim, then, ZERO)
    note(subject, claim, verb, before=before, reason=reason)


def _check_decider(subject: Subject, claim: Claim) -> None:
    rules.check_other_side(subject.role_in(claim.owner_id), claim.made_by_id, subject.user_id)


def _add(subject: Subject, source: LedgerSource, facts: ClaimFacts, happened_on: date) -> Claim:
    now = utcnow()
    claim = Claim(
        source_id=source.id,
        measure_id=facts.measure_id,
        owner_id=facts.owner_id,
        confirmer_id=facts.confirmer_id,
        amount=facts.amount,
        held=facts.amount,
        status=ClaimStatus.PROPOSED,
        additionality=facts.additionality,
        deadweight=facts.deadweight,
        happened_on=happened_on,
        made_by_id=subject.user_id,
        made_at=now,
        changed_at=now,
    )
    db.session.add(claim)
    db.session.flush()
    return queries.get_claim(claim.id)
