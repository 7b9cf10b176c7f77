"""Noting what happened, once, so that it can be claimed, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.ledger import queries
from brokerage.ledger.models import CountedBooking, LedgerSource
from brokerage.ledger.queries.sources import find_counted_booking
from brokerage.ledger.rules import sources as rules
from brokerage.ledger.rules.amounts import as_written
from brokerage.ledger.service.entries import whole
from brokerage.permissions import Subject

KIND = "ledger_source"


@dataclass(frozen=True, kw_only=True)
class SourceFacts:
    """One real thing: what it is, how much of it there is, between whom.

    `booking_id`: the booking whose hours these are, for any kind that counts them.
    `partner_reference`: of a hire, by which its referral partner, the receiver, knows it.
    """

    kind: str
    source_id: int
    unit: str
    amount: Decimal
    happened_on: date
    giver_id: int
    receiver_id: int | None = None
    ward_code: str | None = None
    about: str = ""
    partner_reference: str | None = None
    booking_id: int | None = None


@writes
@whole
def note_source(subject: Subject, facts: SourceFacts) -> LedgerSource:
    """Note a source, or the new amount of one that is known.

    Less than is claimed of it is refused (DomainError), and so are hours that count from
    elsewhere and a partner's reference that is counted already.
    """
    rules.check_source(facts.kind, facts.amount, facts.partner_reference)
    if facts.booking_id is not None:
        _count_booking(facts.booking_id, facts.kind)
    known = queries.find_source(facts.kind, facts.source_id)
    source = known or _add(facts) or queries.find_source(facts.kind, facts.source_id)
    if source is None:
        raise DomainError(rules.REFERENCE_TAKEN, "partner_reference")
    before = source.amount if known else Decimal(0)
    if source.amount != facts.amount:
        _set_amount(source, facts.amount)
    elif known:
        return source
    audit.record(
        subject,
        "ledger:source:note",
        KIND,
        source.id,
        before={"amount": as_written(before)},
        after={"kind": source.kind, "of": source.source_id, "amount": as_written(source.amount)},
    )
    return source


def _add(facts: SourceFacts) -> LedgerSource | None:
    """Add a source; None where somebody was quicker, or its reference is taken."""
    source = LedgerSource(
        kind=facts.kind,
        source_id=facts.source_id,
        about=facts.about[: rules.LONGEST_ABOUT],
        unit=facts.unit,
        amount=facts.amount,
        claimed=Decimal(0),
        happened_on=facts.happened_on,
        ward_code=facts.ward_code,
        giver_id=facts.giver_id,
        receiver_id=facts.receiver_id,
        partner_reference=facts.partner_reference,
        noted_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(source)
    except IntegrityError:
        return None
    return source


def _set_amount(source: LedgerSource, amount: Decimal) -> None:
    changed = db.session.execute(
        update(LedgerSource)
        .where(LedgerSource.id == source.id, LedgerSource.claimed <= amount)
        .values(amount=amount)
        .returning(LedgerSource.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if changed is None:
        raise DomainError(rules.CLAIMED_ALREADY, "amount")
    db.session.refresh(source, ["amount", "claimed"])


def _count_booking(booking_id: int, kind: str) -> None:
    """Hold the hours of a booking to one kind of source: the database keeps the first."""
    counted_as = find_counted_booking(booking_id)
    if counted_as is None:
        try:
            with db.session.begin_nested():
                db.session.add(CountedBooking(booking_id=booking_id, kind=kind))
        except IntegrityError:
            counted_as = find_counted_booking(booking_id)
    if counted_as not in (None, kind):
        raise DomainError(rules.COUNTED_ELSEWHERE)
