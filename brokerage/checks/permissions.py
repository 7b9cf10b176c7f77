"""Who may see and record checks, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.organisations.permissions import may_edit
from brokerage.permissions import Permission, Subject, administrators, brokers, signed_in


@dataclass(frozen=True, kw_only=True)
class OwnFacts:
    """What a permission on something of one person looks at."""

    user_id: int


def own_facts(row: Any) -> OwnFacts:
    """Return what a permission looks at, from anything that belongs to one user."""
    return OwnFacts(user_id=row.user_id)


def is_own(subject: Subject, facts: OwnFacts) -> bool:
    """The one it belongs to."""
    return subject.user_id == facts.user_id


LIST_OWN = "checks:check:list-own"
EDIT_OWN = "checks:check:edit-own"
HOST = "checks:check:record"
SAFEGUARDING = "checks:safeguarding:edit"
OVERSEE = "checks:safeguarding:list"
VIEW_RULES = "checks:rule:list"
EDIT_RULES = "checks:rule:edit"

PERMISSIONS = (
    Permission(LIST_OWN, signed_in),
    Permission(EDIT_OWN, signed_in, is_own),
    Permission(HOST, signed_in, may_edit),
    Permission(SAFEGUARDING, signed_in, may_edit),
    Permission(OVERSEE, brokers),
    Permission(VIEW_RULES, brokers),
    Permission(EDIT_RULES, administrators),
)
