"""Who looks after a council's spend, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass

from brokerage.organisations.rules import Role
from brokerage.permissions import Permission, Subject, brokers, signed_in

BUYING_ROLES = frozenset({Role.OWNER, Role.BUYER})


@dataclass(frozen=True, kw_only=True)
class SpendFacts:
    """What a permission on one council's spend looks at."""

    organisation_ids: frozenset[int]
    """The council as an organisation with an account here; empty where it has none."""


def may_manage(subject: Subject, facts: SpendFacts) -> bool:
    """The council's owners and buyers, and brokers."""
    is_theirs = any(subject.role_in(each) in BUYING_ROLES for each in facts.organisation_ids)
    return is_theirs or brokers(subject)


MANAGE = "spend:import:manage"

PERMISSIONS = (Permission(MANAGE, signed_in, may_manage),)
