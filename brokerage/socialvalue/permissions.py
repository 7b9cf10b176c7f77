"""Who may do what with projects, offers, agreements, spaces and ways into work; plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.organisations.permissions import OrganisationFacts, may_edit
from brokerage.organisations.rules import EDITING_ROLES
from brokerage.permissions import Permission, Subject, brokers, signed_in
from brokerage.socialvalue.rules.offers import AgreementStatus, Side


@dataclass(frozen=True, kw_only=True)
class OwnedFacts:
    """Whose project, space, standing offer or way into work it is."""

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class SharedFacts:
    """The two sides of an offer, an agreement, a booking of a space or a referral."""

    giver_id: int
    receiver_id: int
    status: str = ""


def owned_facts(row: Any) -> OwnedFacts:
    """Return what a permission looks at, from anything that belongs to an organisation."""
    return OwnedFacts(organisation_id=row.organisation_id)


def offer_facts(offer: Any) -> SharedFacts:
    """Return the same from an offer."""
    return SharedFacts(giver_id=offer.giver_id, receiver_id=offer.receiver_id, status=offer.status)


def agreement_facts(agreement: Any) -> SharedFacts:
    """Return the same from an agreement."""
    offer = agreement.offer
    return SharedFacts(
        giver_id=offer.giver_id, receiver_id=offer.receiver_id, status=agreement.status
    )


def ask_facts(ask: Any) -> SharedFacts:
    """Return the same from an ask for a space: its keeper gives it."""
    return SharedFacts(
        giver_id=ask.space.organisation_id, receiver_id=ask.asker_id, status=ask.status
    )


def referral_facts(referral: Any) -> SharedFacts:
    """Return the same from a referral: the employer gives the place."""
    return SharedFacts(
        giver_id=referral.pathway.organisation_id,
        receiver_id=referral.partner_id,
        status=referral.status,
    )


def speaks_for(subject: Subject, facts: OwnedFacts) -> bool:
    """Owners and editors of the organisation it belongs to."""
    return subject.role_in(facts.organisation_id) in EDITING_ROLES


def is_giver(subject: Subject, facts: SharedFacts) -> bool:
    """Owners and editors of the side that gives."""
    return subject.role_in(facts.giver_id) in EDITING_ROLES


def is_receiver(subject: Subject, facts: SharedFacts) -> bool:
    """Owners and editors of the side that receives."""
    return subject.role_in(facts.receiver_id) in EDITING_ROLES


def is_either(subject: Subject, facts: SharedFacts) -> bool:
    """Owners and editors of one of the two sides."""
    return is_giver(subject, facts) or is_receiver(subject, facts)


def settles(subject: Subject, facts: SharedFacts) -> bool:
    """Brokers, while the two disagree: no sooner does anybody else read what they wrote."""
    return brokers(subject) and facts.status == AgreementStatus.DISPUTED


def side_of(subject: Subject, facts: SharedFacts) -> str:
    """Return the side somebody speaks for; the giver's where they speak for both."""
    return Side.GIVER if is_giver(subject, facts) else Side.RECEIVER


def acts_for(subject: Subject, facts: OrganisationFacts) -> bool:
    """Owners and editors of an organisation."""
    return may_edit(subject, facts)


ACT = "socialvalue:organisation:act"
EDIT_PROJECT = "socialvalue:project:edit"
EDIT_STANDING_OFFER = "socialvalue:standing-offer:edit"
TALK = "socialvalue:offer:talk"
DELIVER = "socialvalue:agreement:deliver"
THANK = "socialvalue:agreement:thank"
AGREE_STORY = "socialvalue:story:agree"
EDIT_SPACE = "socialvalue:space:edit"
ASK = "socialvalue:space:ask"
REFER = "socialvalue:pathway:refer"
ANSWER_ASK = "socialvalue:space-ask:answer"
CANCEL_ASK = "socialvalue:space-ask:cancel"
EDIT_PATHWAY = "socialvalue:pathway:edit"
ANSWER_REFERRAL = "socialvalue:referral:answer"
KEEP_REFERRAL = "socialvalue:referral:keep"
COMPLETE_REFERRAL = "socialvalue:referral:complete"
BROKER = "socialvalue:project:decide"
SETTLE = "socialvalue:agreement:settle"

PERMISSIONS = (
    Permission(ACT, signed_in, acts_for),
    Permission(EDIT_PROJECT, signed_in, speaks_for),
    Permission(EDIT_STANDING_OFFER, signed_in, speaks_for),
    Permission(TALK, signed_in, is_either),
    Permission(DELIVER, signed_in, is_either),
    Permission(THANK, signed_in, is_receiver),
    Permission(AGREE_STORY, signed_in, is_giver),
    Permission(EDIT_SPACE, signed_in, speaks_for),
    Permission(ASK, signed_in),
    Permission(REFER, signed_in),
    Permission(ANSWER_ASK, signed_in, is_giver),
    Permission(CANCEL_ASK, signed_in, is_either),
    Permission(EDIT_PATHWAY, signed_in, speaks_for),
    Permission(ANSWER_REFERRAL, signed_in, is_giver),
    Permission(KEEP_REFERRAL, signed_in, is_receiver),
    Permission(COMPLETE_REFERRAL, signed_in, is_either),
    Permission(BROKER, brokers),
    Permission(SETTLE, brokers, settles),
)
