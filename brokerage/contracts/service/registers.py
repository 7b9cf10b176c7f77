"""Adding to the register, correcting it, and what was promised with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.contracts import rules
from brokerage.contracts.models import Commitment, Contract, ContractCorrection, EmploymentPlan
from brokerage.contracts.queries.plans import find_replacement
from brokerage.contracts.queries.registers import find_organisation_by_name
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject

CORRECTED_ALREADY = "This was corrected already. Correct the newer one."


@dataclass(frozen=True, kw_only=True)
class ContractLine:
    """What a line of the register says."""

    supplier_name: str
    title: str
    value_pence: int
    is_vat_inclusive: bool
    starts_on: date
    ends_on: date
    reserved_for: Collection[str]
    social_value_percent: int | None
    procured_by: str
    has_spend_duty: bool


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a contract is made from: a kind of thing, which one, and who won it."""

    kind: str
    id: int
    supplier_id: int


@dataclass(frozen=True, kw_only=True)
class Promise:
    """How much of one measure, from when until when."""

    measure_id: int
    quantity: Decimal
    from_on: date
    due_on: date


@writes
def add_contract(
    actor: Subject, organisation: Organisation, line: ContractLine, source: Source | None = None
) -> Contract:
    """Add a line to a buyer's register; the supplier is known by its exact name, if it is here."""
    _check(line)
    supplier = None if source else find_organisation_by_name(line.supplier_name)
    contract = Contract(
        organisation_id=organisation.id,
        supplier_id=source.supplier_id if source else supplier.id if supplier else None,
        source_kind=source.kind if source else None,
        source_id=source.id if source else None,
        added_by_id=actor.user_id or 0,
        added_at=utcnow(),
        is_reserved=bool(line.reserved_for),
        **_columns(line),
    )
    db.session.add(contract)
    db.session.flush()
    _record(actor, "contracts:contract:add", "contract", contract.id, _plain(_columns(line)))
    return contract


@writes
def correct_contract(actor: Subject, contract: Contract, line: ContractLine, reason: str) -> None:
    """Change a line, and keep what it was, why and by whom, for everyone to see."""
    rules.check_reason(reason)
    _check(line)
    now = _columns(line)
    changes = rules.find_changes({name: getattr(contract, name) for name in now}, now)
    if not changes:
        raise DomainError("Nothing is different. Change something, or cancel.")
    for name, (_, new) in changes.items():
        setattr(contract, name, new)
    if "supplier_name" in changes:
        supplier = find_organisation_by_name(line.supplier_name)
        contract.supplier_id = supplier.id if supplier else None
    contract.is_reserved = bool(contract.reserved_for)
    plain = {name: [_plain_value(each) for each in pair] for name, pair in changes.items()}
    db.session.add(
        ContractCorrection(
            contract_id=contract.id,
            changes=plain,
            reason=reason,
            made_by_id=actor.user_id or 0,
            made_at=utcnow(),
        )
    )
    db.session.flush()
    before = {name: old for name, (old, _) in plain.items()}
    after = {name: new for name, (_, new) in plain.items()} | {"reason": reason}
    action = "contracts:contract:correct"
    audit.record(actor, action, "contract", contract.id, before=before, after=after)


@writes
def add_plan(
    actor: Subject, organisation: Organisation, answers: Mapping[str, Any]
) -> EmploymentPlan:
    """Add a community employment plan of a development."""
    rules.check_days(answers["starts_on"], answers["ends_on"])
    plan = EmploymentPlan(
        organisation_id=organisation.id,
        added_by_id=actor.user_id or 0,
        added_at=utcnow(),
        **answers,
    )
    db.session.add(plan)
    db.session.flush()
    _record(actor, "contracts:plan:add", "employment_plan", plan.id, _plain(answers))
    return plan


@writes
def add_commitment(
    actor: Subject, owner: Contract | EmploymentPlan, promise: Promise
) -> Commitment:
    """Note what is promised with a contract or a plan."""
    is_contract = isinstance(owner, Contract)
    return _add(
        actor,
        "contracts:commitment:add",
        promise,
        contract_id=owner.id if is_contract else None,
        plan_id=None if is_contract else owner.id,
    )


@writes
def correct_commitment(
    actor: Subject, commitment: Commitment, promise: Promise, reason: str
) -> Commitment:
    """Put a newer row in its place; the old one stays to be seen. Nothing at all ends it."""
    rules.check_reason(reason)
    if find_replacement(commitment.id) is not None:
        raise DomainError(CORRECTED_ALREADY)
    try:
        with db.session.begin_nested():
            return _add(
                actor,
                "contracts:commitment:correct",
                promise,
                contract_id=commitment.contract_id,
                plan_id=commitment.plan_id,
                replaces_id=commitment.id,
                reason=reason,
            )
    except IntegrityError as error:
        raise DomainError(CORRECTED_ALREADY) from error


def _add(actor: Subject, action: str, promise: Promise, **fields: Any) -> Commitment:
    rules.check_days(promise.from_on, promise.due_on, "due_on")
    commitment = Commitment(
        **asdict(promise), added_by_id=actor.user_id or 0, added_at=utcnow(), **fields
    )
    db.session.add(commitment)
    db.session.flush()
    _record(actor, action, "commitment", commitment.id, _plain(asdict(promise) | fields))
    return commitment


def _check(line: ContractLine) -> None:
    rules.check_contract(
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        procured_by=line.procured_by,
        reserved_for=line.reserved_for,
    )


def _columns(line: ContractLine) -> dict[str, Any]:
    return asdict(line) | {"reserved_for": sorted(line.reserved_for)}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _record(
    actor: Subject, action: str, kind: str, object_id: int, after: Mapping[str, Any]
) -> None:
    audit.record(actor, action, kind, object_id, after=after)
