"""Ways into work and referrals to them. Nothing of a person is kept but a partner's reference."""

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
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject
from brokerage.socialvalue.emails import places as emails
from brokerage.socialvalue.models import Pathway, Referral, ReferralPartner
from brokerage.socialvalue.queries.pathways import get_public_pathway, get_referral, is_partner
from brokerage.socialvalue.rules import pathways as rules
from brokerage.socialvalue.rules.offers import check_no_address
from brokerage.socialvalue.rules.pathways import PathwayStatus, ReferralStatus
from brokerage.socialvalue.rules.projects import check_reason
from brokerage.socialvalue.service.counting import count_referral
from brokerage.socialvalue.service.offers import check_commitment

KIND = "pathway"
REFERRAL_KIND = "referral"
FIELDS = (
    "kind",
    "title",
    "detail",
    "audiences",
    "place_name",
    "places",
    "from_on",
    "until_on",
    "safeguards",
    "support",
    "commitment_id",
)
KNOWN = "You have used this reference already: it stands for one person"
FULL = "All places are taken."
OWN_WORD = "You said so yourself: somebody of the other side has to confirm it."


@dataclass(frozen=True, kw_only=True)
class PathwayAnswers:
    """What an employer says of a way into work."""

    kind: str
    title: str
    detail: str
    audiences: list[str]
    place_name: str
    places: int
    from_on: date
    until_on: date
    safeguards: list[str]
    support: str
    commitment_id: int | None = None


@writes
def add_pathway(actor: Subject, organisation: Organisation, answers: PathwayAnswers) -> Pathway:
    """Offer a way into work; a broker looks at its safeguards first."""
    if organisation.status != Status.APPROVED:
        raise DomainError("Only an approved organisation can offer a way into work.")
    pathway = Pathway(
        organisation_id=organisation.id,
        status=PathwayStatus.SUBMITTED,
        created_by_id=actor.user_id,
        created_at=utcnow(),
    )
    _answer(pathway, answers)
    db.session.add(pathway)
    _record(actor, pathway, "add", {})
    return pathway


@writes
def edit_pathway(actor: Subject, pathway: Pathway, answers: PathwayAnswers) -> None:
    """Change it: its safeguards are looked at again."""
    live = _locked(pathway)
    if answers.places < live.taken:
        raise DomainError(f"{live.taken} places are taken already", "places")
    before = _facts(live)
    _answer(live, answers)
    live.status = PathwayStatus.SUBMITTED
    _record(actor, live, "edit", before)


@writes
def open_pathway(actor: Subject, pathway: Pathway) -> None:
    """Let partners refer people to it, once a broker has read it."""
    live = _locked(pathway)
    if live.status != PathwayStatus.SUBMITTED:
        raise DomainError("It does not wait for a broker now.")
    before = _facts(live)
    live.status, live.reason = PathwayStatus.OPEN, ""
    _record(actor, live, "open", before)
    emails.send_pathway_decided(live, is_open=True)


@writes
def ask_for_pathway_changes(actor: Subject, pathway: Pathway, reason: str) -> None:
    """Send it back with what has to change."""
    live = _locked(pathway)
    if live.status != PathwayStatus.SUBMITTED:
        raise DomainError("It does not wait for a broker now.")
    check_reason(reason, "the employer reads it")
    before = _facts(live)
    live.status, live.reason = PathwayStatus.CHANGES_ASKED, reason
    _record(actor, live, "ask-for-changes", before)
    emails.send_pathway_decided(live, is_open=False)


@writes
def close_pathway(actor: Subject, pathway: Pathway) -> None:
    """Take no more referrals; who has a place keeps it."""
    live = _locked(pathway)
    before = _facts(live)
    live.status = PathwayStatus.CLOSED
    _record(actor, live, "close", before)


@writes
def add_partner(actor: Subject, organisation: Organisation) -> None:
    """Let an organisation refer people; again, if it had ended."""
    found = db.session.get(ReferralPartner, organisation.id)
    if found is None:
        db.session.add(ReferralPartner(organisation_id=organisation.id, added_at=utcnow()))
    else:
        found.ended_at = None
    db.session.flush()
    audit.record(actor, "socialvalue:referral-partner:add", "organisation", organisation.id)


@writes
def end_partner(actor: Subject, organisation_id: int) -> None:
    """Let an organisation refer nobody any more; what it has referred goes on."""
    found = db.session.get(ReferralPartner, organisation_id)
    if found is None or found.ended_at is not None:
        raise DomainError("It is no referral partner.")
    found.ended_at = utcnow()
    db.session.flush()
    audit.record(actor, "socialvalue:referral-partner:end", "organisation", organisation_id)


@writes
def refer(actor: Subject, pathway: Pathway, partner: Organisation, said: str) -> Referral:
    """Refer somebody by a reference that means nothing to anybody but the partner."""
    live = get_public_pathway(pathway.id)
    reference = rules.clean_reference(said)
    if not is_partner(partner.id):
        raise DomainError("Only a referral partner can refer somebody. Ask a broker.")
    if partner.id == live.organisation_id:
        raise DomainError("This is your own offer.")
    if live.left <= 0:
        raise DomainError(FULL)
    now = utcnow()
    referral = Referral(
        pathway_id=live.id,
        partner_id=partner.id,
        reference=reference,
        status=ReferralStatus.REFERRED,
        referred_at=now,
        changed_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(referral)
    except IntegrityError as clash:
        raise DomainError(KNOWN, "reference") from clash
    _note(actor, referral, "refer", "Referred", "The employer answers, and you both get an email.")
    return referral


@writes
def start_referral(actor: Subject, referral: Referral) -> None:
    """Give a place: one statement, never one too many."""
    live = _locked_referral(referral)
    rules.check_referral(live.status, ReferralStatus.REFERRED)
    _take_place(live.pathway_id, 1)
    live.status, live.started_on = ReferralStatus.STARTED, utcnow().date()
    _note(actor, live, "start", "A place is given", "Agree with each other when it begins.")


@writes
def decline_referral(actor: Subject, referral: Referral) -> None:
    """Say that there is no place; no reason is asked, so that none about a person is kept."""
    live = _locked_referral(referral)
    rules.check_referral(live.status, ReferralStatus.REFERRED)
    live.status = ReferralStatus.DECLINED
    _note(actor, live, "decline", "Declined", "The partner can refer to another offer.")


@writes
def withdraw_referral(actor: Subject, referral: Referral) -> None:
    """Take a referral back before it has ended; a place it had is free again."""
    live = _locked_referral(referral)
    rules.check_referral(live.status, ReferralStatus.REFERRED, ReferralStatus.STARTED)
    if live.status == ReferralStatus.STARTED:
        _take_place(live.pathway_id, -1)
    live.status = ReferralStatus.WITHDRAWN
    _note(actor, live, "withdraw", "Withdrawn", "You need not do anything.")


@writes
def complete_referral(
    actor: Subject, referral: Referral, side: str, counted: Decimal, ended_on: date
) -> None:
    """Say that it is completed, and how much is counted; the other side confirms it."""
    live = _locked_referral(referral)
    rules.check_referral(live.status, ReferralStatus.STARTED)
    today = utcnow().date()
    if not (live.started_on or today) <= ended_on <= today:
        raise DomainError("The day must be between its first day and today", "ended_on")
    live.status, live.counted, live.ended_on = ReferralStatus.COMPLETED, counted, ended_on
    live.said_by, live.said_by_id = side, actor.user_id
    _note(actor, live, "complete", "Said to be completed", "The other side has to confirm it.")


@writes
def confirm_referral(actor: Subject, referral: Referral, side: str) -> str:
    """Confirm what the other side said; it is counted in the same moment; return how."""
    live = _locked_referral(referral)
    rules.check_referral(live.status, ReferralStatus.COMPLETED)
    if live.said_by == side or live.said_by_id == actor.user_id:
        raise DomainError(OWN_WORD)
    live.status = ReferralStatus.CONFIRMED
    _note(actor, live, "confirm", "Confirmed by both", "You need not do anything more.")
    return count_referral(actor, live)


@writes
def send_referral_back(actor: Subject, referral: Referral, side: str) -> None:
    """Say that it is not so: it stands as a place given again, to be said anew."""
    live = _locked_referral(referral)
    rules.check_referral(live.status, ReferralStatus.COMPLETED)
    live.status, live.counted, live.ended_on = ReferralStatus.STARTED, None, None
    live.said_by, live.said_by_id = None, None
    _note(actor, live, "send-back", "Not confirmed", "Talk to each other, then say it again.")


def _answer(pathway: Pathway, answers: PathwayAnswers) -> None:
    rules.check_pathway_days(answers.from_on, answers.until_on, utcnow().date())
    rules.check_safeguards(answers.audiences, answers.safeguards)
    check_no_address(answers.detail, "detail")
    check_commitment(pathway.organisation_id, answers.kind, answers.commitment_id)
    for field in FIELDS:
        setattr(pathway, field, getattr(answers, field))


def _take_place(pathway_id: int, places: int) -> None:
    taken = db.session.scalar(
        update(Pathway)
        .where(Pathway.id == pathway_id, Pathway.taken + places <= Pathway.places)
        .values(taken=Pathway.taken + places)
        .returning(Pathway.id)
        .execution_options(synchronize_session=False)
    )
    db.session.get_one(Pathway, pathway_id, populate_existing=True)
    if taken is None:
        raise DomainError(FULL)


def _locked(pathway: Pathway) -> Pathway:
    return db.session.get_one(Pathway, pathway.id, with_for_update=True, populate_existing=True)


def _locked_referral(referral: Referral) -> Referral:
    db.session.get_one(Referral, referral.id, with_for_update=True, populate_existing=True)
    return get_referral(referral.id)


def _record(actor: Subject, pathway: Pathway, verb: str, before: dict[str, Any]) -> None:
    db.session.flush()
    action = f"socialvalue:pathway:{verb}"
    audit.record(actor, action, KIND, pathway.id, before=before, after=_facts(pathway))


def _note(actor: Subject, referral: Referral, verb: str, happened: str, next_step: str) -> None:
    referral.changed_at = utcnow()
    db.session.flush()
    audit.record(
        actor,
        f"socialvalue:referral:{verb}",
        REFERRAL_KIND,
        referral.id,
        after={"status": referral.status},
    )
    emails.send_referral(get_referral(referral.id), happened, next_step)


def _facts(pathway: Pathway) -> dict[str, Any]:
    facts = {field: getattr(pathway, field) for field in FIELDS} | {"status": pathway.status}
    days = {name: facts[name].isoformat() for name in ("from_on", "until_on")}
    return facts | days | {"reason": pathway.reason}
