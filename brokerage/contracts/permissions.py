"""What may be done with contracts, returns and plans, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.measures.permissions import buys_for
from brokerage.organisations.permissions import OrganisationFacts
from brokerage.organisations.rules import EDITING_ROLES
from brokerage.permissions import Permission, Subject, signed_in


@dataclass(frozen=True, kw_only=True)
class ContractFacts:
    """Whose contract or plan it is: what a permission on one, or on its parts, looks at."""

    organisation_id: int
    supplier_id: int | None


def contract_facts(contract: Any) -> ContractFacts:
    """Return what a permission looks at, from a contract."""
    return ContractFacts(organisation_id=contract.organisation_id, supplier_id=contract.supplier_id)


def plan_facts(plan: Any) -> ContractFacts:
    """Return the same from a plan: a developer has no account of its own in it."""
    return ContractFacts(organisation_id=plan.organisation_id, supplier_id=None)


def keeps(subject: Subject, facts: ContractFacts) -> bool:
    """Owners and buyers of the buyer whose register it stands in."""
    return buys_for(subject, OrganisationFacts(organisation_id=facts.organisation_id, status=""))


def supplies(subject: Subject, facts: ContractFacts) -> bool:
    """Owners and editors of the supplier."""
    is_known = facts.supplier_id is not None
    return is_known and subject.role_in(facts.supplier_id or 0) in EDITING_ROLES


def speaks_for(subject: Subject, facts: OrganisationFacts) -> bool:
    """Owners and editors of an organisation."""
    return subject.role_in(facts.organisation_id) in EDITING_ROLES


KEEP_REGISTER = "contracts:register:edit"
KEEP_CONTRACT = "contracts:contract:edit"
LIST_RETURNS = "contracts:return:list"
FILL_RETURN = "contracts:return:fill"

PERMISSIONS = (
    Permission(KEEP_REGISTER, signed_in, buys_for),
    Permission(KEEP_CONTRACT, signed_in, keeps),
    Permission(LIST_RETURNS, signed_in, speaks_for),
    Permission(FILL_RETURN, signed_in, supplies),
)
