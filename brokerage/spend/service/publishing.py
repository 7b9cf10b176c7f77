"""The work of an import: rows read, names resolved, payments staged, published in one go.

Payments are written in chunks while the import is under way; the public figures count those of
published imports only, so that publishing is one small change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, delete, insert
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.spend.models import SpendChunk, SpendImport, SpendPayment, SpendRejection
from brokerage.spend.queries.imports import find_known_keys, get_understanding, list_rows
from brokerage.spend.rules.columns import Understanding
from brokerage.spend.rules.imports import ImportStatus
from brokerage.spend.rules.payments import Payment, PaymentReader
from brokerage.spend.rules.sources import RawRow
from brokerage.spend.service.imports import KIND, forget_payments, mark_stale
from brokerage.spend.service.resolving import Named, resolve_names, save_suppliers

CHUNK = 5_000
# The table itself takes rows with gaps in one statement; the class would cut it at each gap.
TABLE = cast(Table, SpendPayment.__table__)
INTERRUPTED = "The spend was changed by someone else meanwhile. Nothing was published: try again."

OnProgress = Callable[[int], object]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an import would bring."""

    reader: PaymentReader
    payments: list[Payment]
    names: dict[str, str]
    named: Named

    @property
    def resolved(self) -> int:
        """How many payments went to an organisation that is known here."""
        return sum(
            bool(each.supplier_key) and self.named.is_resolved(each.supplier_key)
            for each in self.payments
        )

    def as_result(self) -> dict[str, Any]:
        """Return it as the command prints it."""
        pence = self.reader.total_pence
        return {
            "rows": self.reader.count,
            "columns": {str(k): v for k, v in self.reader.understanding.named.items()},
            "accepted": self.reader.accepted,
            "rejected": self.reader.rejected_count,
            "total_gbp": pence / 100,
            "resolved": self.resolved,
        }


def plan_import(
    authority_code: str,
    understanding: Understanding,
    rows: Iterable[RawRow],
    quarter_on: date | None,
    on_progress: OnProgress = lambda rows: None,
) -> Plan:
    """Read every row and find out who is meant; nothing is written."""
    reader = PaymentReader(understanding, utcnow().date(), quarter_on)
    payments: list[Payment] = []
    for payment in reader.read(rows):
        payments.append(payment)
        if len(payments) % CHUNK == 0:
            on_progress(len(payments))
    names: dict[str, str] = {}
    for payment in payments:
        if payment.supplier_key:
            names.setdefault(payment.supplier_key, payment.supplier)
    return Plan(
        reader=reader,
        payments=payments,
        names=names,
        named=resolve_names(authority_code, names),
    )


def perform_import(actor: Subject, spend_import: SpendImport, on_progress: OnProgress) -> Plan:
    """Do the work of an import that has begun; `on_progress` is told the percent done.

    Whoever calls commits when it is told, so that no transaction is long.
    """
    import_id, authority_code = spend_import.id, spend_import.authority_code
    rows, whole = list_rows(import_id), max(1, spend_import.rows)
    plan = plan_import(
        authority_code,
        get_understanding(spend_import),
        rows,
        spend_import.quarter_on,
        lambda read: on_progress(min(40, 40 * read // whole)),
    )
    on_progress(50)
    forget_payments(import_id)
    ids = save_suppliers(authority_code, plan.names, plan.named)
    on_progress(60)
    added = 0
    for start in range(0, len(plan.payments), CHUNK):
        added += stage_payments(spend_import, plan.payments[start : start + CHUNK], ids)
        on_progress(60 + 39 * (start + CHUNK) // (len(plan.payments) + CHUNK))
    publish_import(actor, spend_import, plan, added)
    return plan


@writes
def stage_payments(spend_import: SpendImport, payments: list[Payment], ids: dict[str, int]) -> int:
    """Write a chunk of payments that are not there yet; return how many."""
    code = spend_import.authority_code
    known = find_known_keys(code, [each.row_key for each in payments], spend_import.id)
    new = [
        {
            "import_id": spend_import.id,
            "line": each.line,
            "authority_code": code,
            "row_key": each.row_key,
            "supplier_id": ids.get(each.supplier_key),
            "pence": each.pence,
            "paid_on": each.paid_on,
            "quarter_on": each.quarter_on,
            "service": each.service,
            "category": each.category,
        }
        for each in payments
        if each.row_key not in known
    ]
    if new:
        try:
            with db.session.begin_nested():
                db.session.execute(insert(TABLE), new)
        except IntegrityError as error:
            raise DomainError(INTERRUPTED) from error
    return len(new)


@writes
def publish_import(actor: Subject, spend_import: SpendImport, plan: Plan, added: int) -> None:
    """Make what was staged count, with the reasons of what was not used, in one go."""
    db.session.refresh(spend_import, with_for_update=True)
    if spend_import.status != ImportStatus.WORKING:
        raise DomainError(INTERRUPTED)
    reader = plan.reader
    spend_import.status = ImportStatus.PUBLISHED if added else ImportStatus.NOTHING_NEW
    spend_import.rows = reader.count
    spend_import.accepted, spend_import.rejected = reader.accepted, reader.rejected_count
    spend_import.added, spend_import.total_pence = added, reader.total_pence
    spend_import.unnamed, spend_import.resolved = reader.unnamed, plan.resolved
    spend_import.done, spend_import.finished_at = 100, utcnow()
    rejections = [
        {"import_id": spend_import.id, "line": each.line, "reason": each.reason[:200]}
        | {"cells": list(each.cells)}
        for each in reader.rejected
    ]
    if rejections:
        db.session.execute(insert(SpendRejection), rejections)
    db.session.execute(delete(SpendChunk).where(SpendChunk.import_id == spend_import.id))
    if added:
        mark_stale(spend_import.authority_code)
    audit.record(
        actor,
        "spend:import:publish",
        KIND,
        spend_import.id,
        after={"added": added, **plan.as_result()},
    )
