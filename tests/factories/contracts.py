"""Contracts, commitments, spend returns and employment plans as tests need them."""

from datetime import timedelta
from typing import Any

from brokerage.accounts.models import User
from brokerage.contracts.models import Commitment, Contract, EmploymentPlan, SpendReturn
from brokerage.contracts.rules.returns import ReturnStatus
from brokerage.extensions import db, utcnow
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation


def make_contract(
    organisation: Organisation, supplier: Organisation | None, added_by: User, **fields: Any
) -> Contract:
    """Add a contract that began 200 days ago, with social value at 20%, flushed."""
    today = utcnow().date()
    return _add(
        Contract(
            **{
                "organisation_id": organisation.id,
                "supplier_id": supplier.id if supplier else None,
                "supplier_name": (supplier.name if supplier else None) or "Somebody elsewhere",
                "title": "Lunches for staff meetings",
                "value_pence": 12_500_00,
                "is_vat_inclusive": True,
                "starts_on": today - timedelta(days=200),
                "ends_on": today + timedelta(days=500),
                "reserved_for": [],
                "is_reserved": bool(fields.get("reserved_for")),
                "social_value_percent": 20,
                "procured_by": "competition",
                "has_spend_duty": True,
                "added_by_id": added_by.id,
                "added_at": utcnow(),
            }
            | fields
        )
    )


def make_commitment(
    owner: Contract | EmploymentPlan, measure: Measure, added_by: User, **fields: Any
) -> Commitment:
    """Add a promise of 40 units, flushed."""
    is_contract = isinstance(owner, Contract)
    return _add(
        Commitment(
            **{
                "contract_id": owner.id if is_contract else None,
                "plan_id": None if is_contract else owner.id,
                "measure_id": measure.id,
                "quantity": 40,
                "from_on": owner.starts_on,
                "due_on": owner.ends_on,
                "added_by_id": added_by.id,
                "added_at": utcnow(),
            }
            | fields
        )
    )


def make_plan(organisation: Organisation, added_by: User, **fields: Any) -> EmploymentPlan:
    """Add a community employment plan, flushed."""
    today = utcnow().date()
    return _add(
        EmploymentPlan(
            **{
                "organisation_id": organisation.id,
                "developer_name": "Thamebridge Homes",
                "development": "Two hundred homes by the mill",
                "reference": "24/00001/FUL",
                "about": "Apprentices from the streets around it.",
                "starts_on": today,
                "ends_on": today + timedelta(days=700),
                "added_by_id": added_by.id,
                "added_at": utcnow(),
            }
            | fields
        )
    )


def make_return(contract: Contract, **fields: Any) -> SpendReturn:
    """Add a return of the contract's first half year, asked and not filled in, flushed."""
    first = contract.starts_on
    return _add(
        SpendReturn(
            **{
                "contract_id": contract.id,
                "period_from": first,
                "period_to": first + timedelta(days=180),
                "due_on": utcnow().date() + timedelta(days=20),
                "status": ReturnStatus.ASKED,
                "asked_at": utcnow(),
            }
            | fields
        )
    )


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
