"""Who may do what with the toolkit and its events, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.organisations.permissions import may_edit
from brokerage.organisations.rules import EDITING_ROLES
from brokerage.permissions import Permission, Subject, brokers, signed_in
from brokerage.toolkit.rules import WITH_ITS_ORGANISATION
from brokerage.toolkit.rules.events import HOSTING_ROLES, PUBLIC


@dataclass(frozen=True, kw_only=True)
class OwnedFacts:
    """Whose a resource or an event is, and where it stands."""

    organisation_id: int | None
    state: str


def owned_facts(row: Any) -> OwnedFacts:
    """Return what a permission looks at, from a resource or an event."""
    return OwnedFacts(organisation_id=row.organisation_id, state=row.state)


def suggested_it(subject: Subject, facts: OwnedFacts) -> bool:
    """The owners and editors of the organisation that suggested it, until it is taken."""
    role = subject.role_in(facts.organisation_id or 0)
    return role in EDITING_ROLES and facts.state in WITH_ITS_ORGANISATION


def hosts_for(subject: Subject, facts: Any) -> bool:
    """Those who look after the events of this organisation."""
    return subject.role_in(facts.organisation_id or 0) in HOSTING_ROLES


def hosts_it(subject: Subject, facts: OwnedFacts) -> bool:
    """Those who look after the host's events, and brokers."""
    return brokers(subject) or hosts_for(subject, facts)


def is_public(subject: Subject, facts: OwnedFacts) -> bool:
    """Everyone who is signed in, once it has been published."""
    return facts.state in PUBLIC


MANAGE = "toolkit:resource:edit"
SUGGEST = "toolkit:resource:suggest"
EDIT_SUGGESTION = "toolkit:resource:edit-suggestion"
SUGGEST_EVENT = "toolkit:event:suggest"
MANAGE_EVENTS = "toolkit:event:decide"
HOST = "toolkit:event:edit"
SIGN_UP = "toolkit:sign-up:add"
VIEW_OWN = "toolkit:sign-up:list-own"

PERMISSIONS = (
    Permission(MANAGE, brokers),
    Permission(SUGGEST, signed_in, may_edit),
    Permission(EDIT_SUGGESTION, signed_in, suggested_it),
    Permission(SUGGEST_EVENT, signed_in, hosts_for),
    Permission(MANAGE_EVENTS, brokers),
    Permission(HOST, signed_in, hosts_it),
    Permission(SIGN_UP, signed_in, is_public),
    Permission(VIEW_OWN, signed_in),
)
