"""What may be done with the charter, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.organisations.rules import EDITING_ROLES
from brokerage.permissions import Permission, Subject, brokers, signed_in


@dataclass(frozen=True, kw_only=True)
class SignatoryFacts:
    """Whose pledges they are: an organisation's, or one person's own."""

    organisation_id: int | None
    user_id: int | None


def signatory_facts(signatory: Any) -> SignatoryFacts:
    """Return what a permission looks at, from a signatory."""
    return SignatoryFacts(organisation_id=signatory.organisation_id, user_id=signatory.user_id)


def signs_for(subject: Subject, facts: SignatoryFacts) -> bool:
    """Owners and editors of the organisation; for themselves, the person alone."""
    if facts.organisation_id is not None:
        return subject.role_in(facts.organisation_id) in EDITING_ROLES
    return subject.user_id is not None and subject.user_id == facts.user_id


def belongs_to(subject: Subject, facts: SignatoryFacts) -> bool:
    """Any member of the organisation may read; for themselves, the person alone."""
    if facts.organisation_id is not None:
        return subject.role_in(facts.organisation_id) is not None
    return signs_for(subject, facts)


START = "charter:term:start"
VIEW = "charter:term:view"
SIGN = "charter:term:sign"
DECIDE = "charter:term:decide"
KEEP_CATALOGUE = "charter:pledge:edit"
KEEP_GROUPS = "charter:group:edit"

PERMISSIONS = (
    Permission(START, signed_in),
    Permission(VIEW, signed_in, belongs_to),
    Permission(SIGN, signed_in, signs_for),
    Permission(DECIDE, brokers),
    Permission(KEEP_CATALOGUE, brokers),
    Permission(KEEP_GROUPS, brokers),
)
