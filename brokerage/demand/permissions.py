"""Who may do what with forward plans, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.permissions import Permission, Subject, signed_in
from brokerage.procurement.permissions import BUYING_ROLES, buys, sells


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """What a permission on one line, or one upload, of a plan looks at."""

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class SubscriptionFacts:
    """Whose wish to hear of new purchases it is."""

    user_id: int


def plan_facts(row: Any) -> PlanFacts:
    """Return what a permission looks at, from a planned purchase or an upload."""
    return PlanFacts(organisation_id=row.organisation_id)


def buys_it(subject: Subject, facts: PlanFacts) -> bool:
    """The owners and buyers of the organisation whose plan it is."""
    return subject.role_in(facts.organisation_id) in BUYING_ROLES


def is_own(subject: Subject, facts: SubscriptionFacts) -> bool:
    """Rule: one's own wishes only."""
    return subject.user_id == facts.user_id


PLAN = "demand:plan:edit"
EDIT_PURCHASE = "demand:planned-purchase:edit"
ALIGN = "demand:planned-purchase:align"
SUBSCRIBE = "demand:subscription:edit-own"
END_SUBSCRIPTION = "demand:subscription:end"

PERMISSIONS = (
    Permission(PLAN, signed_in, buys),
    Permission(EDIT_PURCHASE, signed_in, buys_it),
    Permission(ALIGN, signed_in, sells),
    Permission(SUBSCRIBE, signed_in),
    Permission(END_SUBSCRIPTION, signed_in, is_own),
)
