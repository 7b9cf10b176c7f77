"""What may be done with measures, on plain facts."""

from __future__ import annotations

from brokerage.measures.rules import SET_OWNERS
from brokerage.organisations.permissions import OrganisationFacts
from brokerage.organisations.rules import Role
from brokerage.permissions import Permission, Subject, administrators, brokers, signed_in


def buys_for(subject: Subject, facts: OrganisationFacts) -> bool:
    """Owners and buyers of an approved organisation that buys."""
    is_buyer = subject.role_in(facts.organisation_id) in {Role.OWNER, Role.BUYER}
    return is_buyer and subject.approved_kinds.get(facts.organisation_id) in SET_OWNERS


LIST_MEASURES = "measures:measure:list"
LOAD_MEASURES = "measures:measure:load"
CHOOSE_MEASURES = "measures:choice:edit"

PERMISSIONS = (
    Permission(LIST_MEASURES, brokers),
    Permission(LOAD_MEASURES, administrators),
    Permission(CHOOSE_MEASURES, signed_in, buys_for),
)
