"""Who may state and who may confirm that someone works somewhere, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.organisations.permissions import OrganisationFacts
from brokerage.organisations.rules import Role
from brokerage.permissions import Permission, Subject, brokers, signed_in

CONFIRMING_ROLES = frozenset({Role.OWNER, Role.LINE_MANAGER})


@dataclass(frozen=True, kw_only=True)
class EmploymentFacts:
    """What a permission on one employment looks at."""

    user_id: int
    organisation_id: int


def employment_facts(employment: Any) -> EmploymentFacts:
    """Return what a permission looks at, from an employment."""
    return EmploymentFacts(user_id=employment.user_id, organisation_id=employment.organisation_id)


def is_own(subject: Subject, facts: EmploymentFacts) -> bool:
    """The one who says they work there."""
    return subject.user_id == facts.user_id


def is_employer(subject: Subject, facts: EmploymentFacts | OrganisationFacts) -> bool:
    """The employer's owners and line managers."""
    return subject.role_in(facts.organisation_id) in CONFIRMING_ROLES


def is_owner(subject: Subject, facts: OrganisationFacts) -> bool:
    """The employer's owners."""
    return subject.role_in(facts.organisation_id) == Role.OWNER


LIST_OWN = "leave:employment:list-own"
END_OWN = "leave:employment:end-own"
LIST_STAFF = "leave:staff:list"
CONFIRM_STAFF = "leave:staff:confirm"
EDIT_DOMAINS = "leave:work-domain:edit"
CONFIRM_DOMAINS = "leave:work-domain:confirm"
VIEW_WALLET = "leave:wallet:view"
EDIT_OWN_REQUEST = "leave:request:edit-own"
DECIDE_REQUEST = "leave:request:decide"
ADD_OWN_DAY = "leave:own-day:add"
EDIT_OWN_DAY = "leave:own-day:edit-own"
VIEW_POLICY = "leave:policy:view"
EDIT_POLICY = "leave:policy:edit"
EDIT_TEAMS = "leave:team:edit"
VIEW_UPTAKE = "leave:uptake:view"

PERMISSIONS = (
    Permission(LIST_OWN, signed_in),
    Permission(END_OWN, signed_in, is_own),
    Permission(LIST_STAFF, signed_in, is_employer),
    Permission(CONFIRM_STAFF, signed_in, is_employer),
    Permission(EDIT_DOMAINS, signed_in, is_owner),
    Permission(CONFIRM_DOMAINS, brokers),
    Permission(VIEW_WALLET, signed_in),
    Permission(EDIT_OWN_REQUEST, signed_in, is_own),
    Permission(DECIDE_REQUEST, signed_in, is_employer),
    Permission(ADD_OWN_DAY, signed_in),
    Permission(EDIT_OWN_DAY, signed_in, is_own),
    Permission(VIEW_POLICY, signed_in, is_employer),
    Permission(EDIT_POLICY, signed_in, is_owner),
    Permission(EDIT_TEAMS, signed_in, is_owner),
    Permission(VIEW_UPTAKE, signed_in, is_employer),
)
