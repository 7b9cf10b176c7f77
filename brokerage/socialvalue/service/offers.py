"""Offers: begun by either side, talked about, agreed on, declined or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.socialvalue.emails import agreements as agreement_emails
from brokerage.socialvalue.emails import talk as emails
from brokerage.socialvalue.models import (
    Agreement,
    Offer,
    OfferMessage,
    ProjectNeed,
    StandingOffer,
)
from brokerage.socialvalue.queries.agreements import get_agreement
from brokerage.socialvalue.queries.offers import (
    get_locked_offer,
    get_offer,
    list_commitments_of,
)
from brokerage.socialvalue.queries.projects import get_open_need
from brokerage.socialvalue.queries.reference import get_counting
from brokerage.socialvalue.rules import kinds
from brokerage.socialvalue.rules import offers as rules
from brokerage.socialvalue.rules.offers import AgreementStatus, OfferStatus, Side
from brokerage.socialvalue.rules.projects import check_reason

KIND = "offer"
STANDING_KIND = "standing-offer"
TALKING = "You are talking about this already. Write there instead."


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How much, who does what, and by when."""

    amount: Decimal
    terms: str
    by_on: date


@writes
def make_offer(
    actor: Subject,
    need: ProjectNeed,
    giver: Organisation,
    terms: Terms,
    *,
    contact: str,
    message: str = "",
    commitment_id: int | None = None,
) -> Offer:
    """Offer a part or all of what is needed, if wanted out of a promise in a contract."""
    live = get_open_need(need.id)
    check_commitment(giver.id, live.kind, commitment_id)
    offer = Offer(
        giver_id=giver.id,
        contact=contact,
        commitment_id=commitment_id,
        awaits=Side.RECEIVER,
        amount=terms.amount,
        terms=terms.terms,
        by_on=terms.by_on,
    )
    return _begin(actor, live, giver, offer, message)


@writes
def ask_for_offer(
    actor: Subject, standing: StandingOffer, need: ProjectNeed, terms: Terms, *, message: str = ""
) -> Offer:
    """Ask a business for some of what it has said that it would give."""
    live = get_open_need(need.id)
    if standing.kind != live.kind:
        raise DomainError("They offer something else. Choose a need of that kind", "need")
    if terms.amount > standing.left:
        raise DomainError("They do not offer that much", "amount")
    offer = Offer(
        giver_id=standing.organisation_id,
        contact=standing.contact,
        commitment_id=standing.commitment_id,
        standing_offer_id=standing.id,
        awaits=Side.GIVER,
        amount=terms.amount,
        terms=terms.terms,
        by_on=terms.by_on,
    )
    return _begin(actor, live, standing.organisation, offer, message)


@writes
def write_message(actor: Subject, offer: Offer, side: str, text: str) -> None:
    """Write into the thread; before both have agreed, no address may stand in it."""
    live = get_locked_offer(offer.id)
    if live.status == OfferStatus.OPEN:
        rules.check_no_address(text, "text")
    elif live.status != OfferStatus.AGREED:
        rules.check_open(live.status)
    _add_message(actor, live, side, text)
    emails.send_message(get_offer(live.id), side, text)


@writes
def change_terms(actor: Subject, offer: Offer, side: str, terms: Terms) -> None:
    """Propose other terms; it is for the other side to agree now."""
    live = get_locked_offer(offer.id)
    rules.check_open(live.status)
    _check_terms(get_open_need(live.need_id), terms)
    before = _facts(live)
    live.amount, live.terms, live.by_on = terms.amount, terms.terms, terms.by_on
    live.awaits, live.waiting_since = rules.OTHER_SIDE[side], utcnow()
    db.session.flush()
    audit.record(
        actor, "socialvalue:offer:change", KIND, live.id, before=before, after=_facts(live)
    )
    emails.send_terms(get_offer(live.id))


@writes
def agree_offer(actor: Subject, offer: Offer, side: str, seen: str | None = None) -> Agreement:
    """Say yes: the amount is taken from what is left in one statement, or it is refused.

    `seen` is the mark of the terms on the page: others are never agreed to unseen.
    """
    live = get_locked_offer(offer.id)
    rules.check_open(live.status)
    rules.check_awaits(live.awaits, side)
    if seen is not None and seen != rules.mark_of(live.amount, live.terms, live.by_on):
        raise DomainError("The terms have changed. Read them again first.")
    get_open_need(live.need_id)
    take_of_need(live.need_id, live.amount)
    if live.standing_offer_id is not None:
        _take_of_standing(live.standing_offer_id, live.amount)
    live.status = OfferStatus.AGREED
    agreement = Agreement(
        offer_id=live.id,
        status=AgreementStatus.AGREED,
        amount=live.amount,
        due_on=live.by_on,
        agreed_at=utcnow(),
    )
    db.session.add(agreement)
    db.session.flush()
    audit.record(
        actor, "socialvalue:offer:agree", KIND, live.id, after=_facts(live) | {"side": side}
    )
    note_need_changed(live.need_id)
    whole = get_agreement(agreement.id)
    agreement_emails.send_agreed(whole)
    return whole


@writes
def decline_offer(actor: Subject, offer: Offer, side: str, reason: str) -> None:
    """Say no, and why."""
    live = get_locked_offer(offer.id)
    rules.check_open(live.status)
    check_reason(reason, "the other side reads it")
    _close(actor, live, OfferStatus.DECLINED, side, reason)
    emails.send_closed(get_offer(live.id), side, "declined")


@writes
def withdraw_offer(actor: Subject, offer: Offer, side: str) -> None:
    """Take back what one has begun, as long as it is not agreed."""
    live = get_locked_offer(offer.id)
    rules.check_open(live.status)
    _close(actor, live, OfferStatus.WITHDRAWN, side, "")
    emails.send_closed(get_offer(live.id), side, "withdrawn")


@writes
def take_of_need(need_id: int, amount: Decimal) -> None:
    """Take an amount of what is left of a need, or give it back: one statement, never too much."""
    taken = db.session.scalar(
        update(ProjectNeed)
        .where(
            ProjectNeed.id == need_id,
            ProjectNeed.agreed + amount <= ProjectNeed.asked,
        )
        .values(agreed=ProjectNeed.agreed + amount)
        .returning(ProjectNeed.id)
        .execution_options(synchronize_session=False)
    )
    need = db.session.get_one(ProjectNeed, need_id, populate_existing=True)
    if taken is None:
        raise DomainError(rules.too_much(need.left), "amount")


def give_back_standing(standing_offer_id: int | None, amount: Decimal) -> None:
    """Let others ask for what was not given after all."""
    if standing_offer_id is not None:
        _take_of_standing(standing_offer_id, -amount)


def note_need_changed(need_id: int) -> None:
    """Let the index take in what is left of a project."""
    need = db.session.get_one(ProjectNeed, need_id)
    mark_changed("project", need.project_id)


def check_commitment(giver_id: int, kind: str, commitment_id: int | None) -> None:
    """Refuse a promise that is not the giver's, not of this kind, or over."""
    if commitment_id is None:
        return
    codes = get_counting(kind).codes
    fitting = list_commitments_of(giver_id, codes, utcnow().date())
    if commitment_id not in {each.id for each in fitting}:
        raise DomainError("Select one of your promises that this counts for", "commitment")


def _take_of_standing(standing_offer_id: int, amount: Decimal) -> None:
    taken = db.session.scalar(
        update(StandingOffer)
        .where(
            StandingOffer.id == standing_offer_id,
            StandingOffer.agreed + amount <= StandingOffer.amount,
        )
        .values(agreed=StandingOffer.agreed + amount)
        .returning(StandingOffer.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise DomainError("There is not that much left of what was offered.", "amount")
    mark_changed(STANDING_KIND, standing_offer_id)


def _begin(
    actor: Subject, need: ProjectNeed, giver: Organisation, offer: Offer, message: str
) -> Offer:
    receiver = need.project.organisation
    if not kinds.may_give(giver.status):
        raise DomainError("Only an approved organisation can make an offer.")
    if giver.id == receiver.id:
        raise DomainError("This is your own project.")
    _check_terms(need, _terms_of(offer))
    rules.check_no_address(message, "message")
    now = utcnow()
    offer.need_id, offer.receiver_id, offer.status = need.id, receiver.id, OfferStatus.OPEN
    offer.begun_at = offer.waiting_since = now
    try:
        with db.session.begin_nested():
            db.session.add(offer)
    except IntegrityError as clash:
        raise DomainError(TALKING) from clash
    audit.record(actor, "socialvalue:offer:make", KIND, offer.id, after=_facts(offer))
    if message:
        _add_message(actor, offer, rules.OTHER_SIDE[offer.awaits], message)
    whole = get_offer(offer.id)
    emails.send_offer(whole, message)
    return whole


def _terms_of(offer: Offer) -> Terms:
    return Terms(amount=offer.amount, terms=offer.terms, by_on=offer.by_on)


def _check_terms(need: ProjectNeed, terms: Terms) -> None:
    rules.check_left(terms.amount, need.left)
    rules.check_by(terms.by_on, utcnow().date())
    rules.check_no_address(terms.terms, "terms")


def _add_message(actor: Subject, offer: Offer, side: str, text: str) -> None:
    message = OfferMessage(
        offer_id=offer.id, side=side, text=text, sent_by_id=actor.user_id, sent_at=utcnow()
    )
    db.session.add(message)
    db.session.flush()
    audit.record(actor, "socialvalue:offer:write", KIND, offer.id, after={"side": side})


def _close(actor: Subject, offer: Offer, status: str, side: str, reason: str) -> None:
    offer.status, offer.reason = status, reason
    db.session.flush()
    verb = "decline" if status == OfferStatus.DECLINED else "withdraw"
    after = {"status": status, "side": side, "reason": reason}
    audit.record(actor, f"socialvalue:offer:{verb}", KIND, offer.id, after=after)


def _facts(offer: Offer) -> dict[str, Any]:
    return {
        "amount": str(offer.amount),
        "terms": offer.terms,
        "by_on": offer.by_on.isoformat(),
        "commitment_id": offer.commitment_id,
    }
