"""Agreements: what came is said by one side and confirmed by the other, or a broker decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import update

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.socialvalue.emails import agreements as emails
from brokerage.socialvalue.models import Agreement, ProjectNeed
from brokerage.socialvalue.queries.agreements import get_agreement, get_locked_agreement
from brokerage.socialvalue.queries.reference import AMOUNT, get_counting
from brokerage.socialvalue.rules import offers as rules
from brokerage.socialvalue.rules.offers import AgreementStatus
from brokerage.socialvalue.rules.projects import check_reason
from brokerage.socialvalue.service.counting import count_agreement
from brokerage.socialvalue.service.offers import (
    give_back_standing,
    note_need_changed,
    take_of_need,
)
from brokerage.socialvalue.service.projects import end_if_met

KIND = "agreement"
BROKER = "broker"
OWN_WORD = (
    "You said yourself what came, so somebody of the other side has to confirm it: two people, "
    "not one."
)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What came, when, and what of it is counted; None where its own amount is."""

    amount: Decimal
    on: date
    counted: Decimal | None = None


@writes
def note_delivery(actor: Subject, agreement: Agreement, side: str, delivery: Delivery) -> None:
    """Say what came; the other side is asked to confirm it."""
    live = _locked(agreement)
    rules.check_agreement(live.status, AgreementStatus.AGREED, AgreementStatus.DELIVERED)
    if live.status == AgreementStatus.DELIVERED and live.said_by != side:
        raise DomainError("The other side has said what came: confirm it, or say what is wrong.")
    rules.check_delivered(delivery.amount, live.amount, delivery.on, utcnow().date())
    _set(live, delivery)
    live.said_by, live.said_by_id, live.said_at = side, actor.user_id, utcnow()
    _move(actor, live, AgreementStatus.DELIVERED, "deliver")
    emails.send_delivered(live)


@writes
def confirm_delivery(actor: Subject, agreement: Agreement, side: str) -> str:
    """Confirm what the other side said: it is counted in the same moment; return how."""
    live = _locked(agreement)
    rules.check_agreement(live.status, AgreementStatus.DELIVERED)
    if live.said_by == side or live.said_by_id == actor.user_id:
        raise DomainError(OWN_WORD)
    return _finish(actor, live, "confirm")


@writes
def dispute_delivery(actor: Subject, agreement: Agreement, side: str, reason: str) -> None:
    """Say that it is not so: a broker decides."""
    live = _locked(agreement)
    rules.check_agreement(live.status, AgreementStatus.DELIVERED, AgreementStatus.AGREED)
    check_reason(reason, "the other side and the broker read it")
    live.dispute_reason, live.disputed_by = reason, side
    _move(actor, live, AgreementStatus.DISPUTED, "dispute")
    emails.send_disputed(live)


@writes
def settle_dispute(actor: Subject, agreement: Agreement, delivery: Delivery, reason: str) -> None:
    """Decide as the referee what came; nothing at all cancels the agreement."""
    live = _locked(agreement)
    rules.check_agreement(live.status, AgreementStatus.DISPUTED)
    check_reason(reason, "both sides read it")
    live.decision = reason
    if delivery.amount <= 0:
        _release(live, live.amount)
        live.delivered = None
        _move(actor, live, AgreementStatus.CANCELLED, "settle")
    else:
        rules.check_delivered(delivery.amount, live.amount, delivery.on, utcnow().date())
        _set(live, delivery)
        live.said_by, live.said_by_id, live.said_at = BROKER, actor.user_id, utcnow()
        _finish(actor, live, "settle", tells=False)
    emails.send_settled(live)


@writes
def cancel_agreement(actor: Subject, agreement: Agreement, side: str, reason: str) -> None:
    """Call it off before anything came: what was held can be offered by others."""
    live = _locked(agreement)
    rules.check_agreement(live.status, AgreementStatus.AGREED)
    check_reason(reason, "the other side reads it")
    live.decision = reason
    _release(live, live.amount)
    _move(actor, live, AgreementStatus.CANCELLED, "cancel")
    emails.send_cancelled(live, side)


@writes
def thank_giver(actor: Subject, agreement: Agreement, thanks: str) -> None:
    """Say thank you."""
    live = _locked(agreement)
    rules.check_agreement(live.status, AgreementStatus.CONFIRMED)
    live.thanks = thanks
    db.session.flush()
    audit.record(actor, "socialvalue:agreement:thank", KIND, live.id)
    emails.send_thanks(live)


def _finish(actor: Subject, agreement: Agreement, verb: str, *, tells: bool = True) -> str:
    delivered = agreement.delivered or Decimal()
    offer = agreement.offer
    if delivered < agreement.amount:
        _release(agreement, agreement.amount - delivered)
    db.session.execute(
        update(ProjectNeed)
        .where(ProjectNeed.id == offer.need_id)
        .values(came=ProjectNeed.came + delivered)
        .execution_options(synchronize_session=False)
    )
    db.session.get_one(ProjectNeed, offer.need_id, populate_existing=True)
    agreement.confirmed_at = utcnow()
    _move(actor, agreement, AgreementStatus.CONFIRMED, verb)
    counted = count_agreement(actor, agreement)
    end_if_met(actor, offer.need.project_id)
    note_need_changed(offer.need_id)
    if tells:
        emails.send_confirmed(agreement, counted)
    return counted


def _release(agreement: Agreement, amount: Decimal) -> None:
    """Let others offer what does not come."""
    offer = agreement.offer
    take_of_need(offer.need_id, -amount)
    give_back_standing(offer.standing_offer_id, amount)
    note_need_changed(offer.need_id)


def _set(agreement: Agreement, delivery: Delivery) -> None:
    counts = get_counting(agreement.offer.need.kind).counts
    counted = delivery.amount if counts == AMOUNT else delivery.counted
    if counted is None:
        raise DomainError("Enter what of it is counted", "counted")
    agreement.delivered, agreement.delivered_on = delivery.amount, delivery.on
    agreement.counted = counted


def _locked(agreement: Agreement) -> Agreement:
    get_locked_agreement(agreement.id)
    return get_agreement(agreement.id)


def _move(actor: Subject, agreement: Agreement, status: str, verb: str) -> None:
    before = {"status": agreement.status}
    agreement.status = status
    db.session.flush()
    audit.record(
        actor,
        f"socialvalue:agreement:{verb}",
        KIND,
        agreement.id,
        before=before,
        after=_facts(agreement),
    )


def _facts(agreement: Agreement) -> dict[str, Any]:
    return {
        "status": agreement.status,
        "delivered": None if agreement.delivered is None else str(agreement.delivered),
        "counted": None if agreement.counted is None else str(agreement.counted),
        "delivered_on": agreement.delivered_on.isoformat() if agreement.delivered_on else None,
        "decision": agreement.decision,
        "dispute_reason": agreement.dispute_reason,
    }
