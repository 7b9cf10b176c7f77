"""What may be done with the ledger, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.organisations.permissions import OrganisationFacts, is_member
from brokerage.organisations.rules import EDITING_ROLES, Role
from brokerage.permissions import Permission, Subject, brokers, signed_in

LEDGER_ROLES = EDITING_ROLES | {Role.BUYER}
"""Who claims and answers claims for an organisation; its other members read."""


@dataclass(frozen=True, kw_only=True)
class PartyFacts:
    """Whose claim it is, who confirms it, and whose contract it counts towards."""

    owner_id: int
    confirmer_id: int | None
    buyer_id: int | None = None


def party_facts(claim: Any) -> PartyFacts:
    """Return what a permission looks at, from a claim."""
    contract = claim.commitment.contract if claim.commitment else None
    return PartyFacts(
        owner_id=claim.owner_id,
        confirmer_id=claim.confirmer_id,
        buyer_id=contract.organisation_id if contract else None,
    )


def keeps_ledger(subject: Subject, facts: OrganisationFacts) -> bool:
    """Owners, editors and buyers of an organisation."""
    return subject.role_in(facts.organisation_id) in LEDGER_ROLES


def sees_claim(subject: Subject, facts: PartyFacts) -> bool:
    """Members of either side, of the buyer it counts towards, and brokers as referees."""
    parties = (facts.owner_id, facts.confirmer_id, facts.buyer_id)
    is_party = any(subject.role_in(each) is not None for each in parties if each is not None)
    return is_party or brokers(subject)


def owns_claim(subject: Subject, facts: PartyFacts) -> bool:
    """Those who keep the owner's ledger."""
    return subject.role_in(facts.owner_id) in LEDGER_ROLES


def answers_claim(subject: Subject, facts: PartyFacts) -> bool:
    """Those who answer for the other side."""
    return _speaks_for(subject, facts.confirmer_id)


def disputes_claim(subject: Subject, facts: PartyFacts) -> bool:
    """Those who speak for either side, or for the buyer it counts towards."""
    parties = (facts.owner_id, facts.confirmer_id, facts.buyer_id)
    return any(_speaks_for(subject, each) for each in parties)


def _speaks_for(subject: Subject, organisation_id: int | None) -> bool:
    return organisation_id is not None and subject.role_in(organisation_id) in LEDGER_ROLES


VIEW_LEDGER = "ledger:ledger:view"
KEEP_LEDGER = "ledger:ledger:keep"
VIEW_CLAIM = "ledger:claim:view"
OWN_CLAIM = "ledger:claim:own"
ANSWER_CLAIM = "ledger:claim:answer"
DISPUTE_CLAIM = "ledger:claim:dispute"
SETTLE_CLAIM = "ledger:claim:settle"

PERMISSIONS = (
    Permission(VIEW_LEDGER, signed_in, is_member),
    Permission(KEEP_LEDGER, signed_in, keeps_ledger),
    Permission(VIEW_CLAIM, signed_in, sees_claim),
    Permission(OWN_CLAIM, signed_in, owns_claim),
    Permission(ANSWER_CLAIM, signed_in, answers_claim),
    Permission(DISPUTE_CLAIM, signed_in, disputes_claim),
    Permission(SETTLE_CLAIM, brokers),
)
