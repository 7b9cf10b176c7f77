"""Spend returns: asked by the clock, filled in by the supplier, confirmed by the buyer."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.contracts import emails
from brokerage.contracts.models import Contract, SpendReturn, SpendReturnEntry
from brokerage.contracts.queries import returns as queries
from brokerage.contracts.rules import check_reason
from brokerage.contracts.rules import returns as rules
from brokerage.contracts.rules.returns import ReturnStatus
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject

KIND = "spend_return"
SHARES = ("local_pence", "sme_pence", "vcse_pence")


@writes
def ask_for_returns() -> int:
    """Ask every contractor who has the duty about each period that is over; return how many."""
    today = utcnow().date()
    contracts = queries.list_contracts_with_duty(today)
    known = queries.list_asked_periods([each.id for each in contracts])
    asked = 0
    for contract in contracts:
        for first, last in rules.list_periods(contract.starts_on, contract.ends_on):
            if last < today and (contract.id, first) not in known:
                asked += _ask(contract, first, last)
    return asked


@writes
def remind_of_returns() -> None:
    """Remind suppliers a week before a return is due, and once a week while it is late."""
    now = utcnow()
    today = now.date()
    soon = today + rules.REMIND_BEFORE + timedelta(days=1)
    for spend_return in queries.list_unfilled_returns(soon):
        reminded_on = spend_return.reminded_at.date() if spend_return.reminded_at else None
        if rules.is_reminder_due(spend_return.due_on, reminded_on, today):
            spend_return.reminded_at = now
            db.session.flush()
            emails.send_reminder(spend_return)
            audit.record(SYSTEM, "contracts:return:remind", KIND, spend_return.id)


@writes
def fill_return(
    actor: Subject, spend_return: SpendReturn, amounts: dict[str, int], note: str
) -> None:
    """Take a supplier's figures; a later answer stands beside the earlier one."""
    rules.check_spend(amounts["total_pence"], {name: amounts[name] for name in SHARES})
    before = {"status": spend_return.status}
    spend_return = _move(spend_return, ReturnStatus.FILLED)
    entry = SpendReturnEntry(
        spend_return_id=spend_return.id,
        entered_by_id=actor.user_id or 0,
        entered_at=utcnow(),
        note=note,
        **amounts,
    )
    db.session.add(entry)
    db.session.flush()
    after = {"status": spend_return.status, **amounts}
    audit.record(actor, "contracts:return:fill", KIND, spend_return.id, before=before, after=after)
    emails.send_filled(spend_return, entry)


@writes
def confirm_return(actor: Subject, spend_return: SpendReturn) -> None:
    """Take the figures as they are; they are public from now on."""
    before = {"status": spend_return.status}
    spend_return = _move(spend_return, ReturnStatus.CONFIRMED)
    after = {"status": spend_return.status}
    audit.record(
        actor, "contracts:return:confirm", KIND, spend_return.id, before=before, after=after
    )
    emails.send_confirmed(spend_return)


@writes
def send_return_back(actor: Subject, spend_return: SpendReturn, reason: str) -> None:
    """Ask the supplier to look again, and say why."""
    check_reason(reason)
    before = {"status": spend_return.status}
    spend_return = _move(spend_return, ReturnStatus.SENT_BACK)
    spend_return.sent_back_reason = reason
    db.session.flush()
    after = {"status": spend_return.status, "reason": reason}
    audit.record(
        actor, "contracts:return:send-back", KIND, spend_return.id, before=before, after=after
    )
    emails.send_sent_back(spend_return)


def _move(spend_return: SpendReturn, then: ReturnStatus) -> SpendReturn:
    spend_return = queries.get_locked_return(spend_return.id)
    rules.check_transition(spend_return.status, then)
    spend_return.status = then
    spend_return.confirmed_at = utcnow() if then == ReturnStatus.CONFIRMED else None
    db.session.flush()
    return spend_return


def _ask(contract: Contract, first: date, last: date) -> int:
    now = utcnow()
    spend_return = SpendReturn(
        contract_id=contract.id,
        period_from=first,
        period_to=last,
        due_on=max(rules.due_by(last), now.date() + timedelta(days=rules.DAYS_TO_FILL)),
        status=ReturnStatus.ASKED,
        asked_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(spend_return)
    except IntegrityError:
        return 0  # another runner was quicker
    audit.record(SYSTEM, "contracts:return:ask", KIND, spend_return.id)
    emails.send_asked(spend_return)
    return 1
