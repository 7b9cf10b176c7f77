"""What may be done with organisations, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.organisations.rules import (
    EDITING_ROLES,
    PUBLIC_STATUSES,
    Role,
    Status,
)
from brokerage.permissions import Permission, Subject, brokers, signed_in


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """What a permission on one organisation looks at."""

    organisation_id: int
    status: str

    @property
    def is_public(self) -> bool:
        """Whether it is in the directory."""
        return self.status in PUBLIC_STATUSES


def facts_of(organisation: Any) -> OrganisationFacts:
    """Return what a permission looks at, from anything with an id and a status."""
    return OrganisationFacts(organisation_id=organisation.id, status=organisation.status)


def may_view(subject: Subject, facts: OrganisationFacts) -> bool:
    """Public ones are everyone's; the others their members' and the brokers'."""
    is_member = subject.role_in(facts.organisation_id) is not None
    return facts.is_public or is_member or (brokers(subject) and facts.status != Status.DRAFT)


def is_member(subject: Subject, facts: OrganisationFacts) -> bool:
    """Members of it, in any role."""
    return subject.role_in(facts.organisation_id) is not None


def may_edit(subject: Subject, facts: OrganisationFacts) -> bool:
    """Its owners and editors. Whether its state allows a change is a rule, with a reason."""
    return subject.role_in(facts.organisation_id) in EDITING_ROLES


def is_owner(subject: Subject, facts: OrganisationFacts) -> bool:
    """Its owners."""
    return subject.role_in(facts.organisation_id) == Role.OWNER


def has_been_submitted(subject: Subject, facts: OrganisationFacts) -> bool:
    """Brokers see what has been handed to them, not what is still being written."""
    return brokers(subject) and facts.status != Status.DRAFT


START = "organisations:organisation:start"
VIEW_MEMBERS_AREA = "organisations:organisation:view-as-member"
EDIT = "organisations:organisation:edit"
WITHDRAW = "organisations:organisation:withdraw"
MANAGE_MEMBERS = "organisations:member:invite"
LEAVE = "organisations:member:leave"
ACCEPT_INVITATION = "organisations:invitation:accept"
VIEW_QUEUE = "organisations:application:list"
DECIDE = "organisations:application:decide"
DECIDE_LISTING = "organisations:listing:decide"
TAKE_OVER = "organisations:listing:take-over"

PERMISSIONS = (
    Permission(START, signed_in),
    Permission(VIEW_MEMBERS_AREA, signed_in, is_member),
    Permission(EDIT, signed_in, may_edit),
    Permission(WITHDRAW, signed_in, is_owner),
    Permission(MANAGE_MEMBERS, signed_in, is_owner),
    Permission(LEAVE, signed_in, is_member),
    Permission(ACCEPT_INVITATION, signed_in),
    Permission(VIEW_QUEUE, brokers),
    Permission(DECIDE, brokers, has_been_submitted),
    Permission(DECIDE_LISTING, brokers),
    Permission(TAKE_OVER, signed_in),
)
