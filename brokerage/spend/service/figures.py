"""The figures of a council's public page, worked out whenever something has changed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from brokerage.extensions import db, utcnow, writes
from brokerage.places.models import Authority
from brokerage.spend.models import SpendFigures, SpendSupplier
from brokerage.spend.queries.imports import list_groups
from brokerage.spend.queries.lens import ALL_YEARS
from brokerage.spend.queries.suppliers import (
    find_suppliers,
    list_own_codes,
    list_supplier_facts,
)
from brokerage.spend.rules.lens import Group, Supplier, make_figures


def work_out_figures(authority_code: str) -> None:
    """Bring a council's figures up to its published payments and what is known of suppliers."""
    authority = db.session.get_one(Authority, authority_code)
    own_codes = list_own_codes(authority)
    rows = find_suppliers(authority_code)
    facts = list_supplier_facts(
        {row.organisation_id for row in rows.values() if row.organisation_id is not None}
    )
    suppliers = {
        row.id: Supplier(row.name, facts.get(row.organisation_id or 0)) for row in rows.values()
    }
    groups = [
        Group(supplier_id, service, category, quarter_of_row(quarter_on), int(pence), payments)
        for supplier_id, service, category, quarter_on, pence, payments in list_groups(
            authority_code
        )
    ]
    db.end_read()
    years: dict[int, list[Group]] = defaultdict(list)
    for group in groups:
        if group.quarter:
            years[int(group.quarter[:4])].append(group)
    made = {year: make_figures(each, suppliers, own_codes) for year, each in years.items()}
    made[ALL_YEARS] = make_figures(groups, suppliers, own_codes)
    paid: dict[int, int] = defaultdict(int)
    for group in groups:
        if group.supplier_id is not None:
            paid[group.supplier_id] += group.pence
    save_figures(authority_code, made, paid)


def quarter_of_row(quarter_on: Any) -> str:
    """Return a quarter as it is kept and sorted: "2017 Q2"."""
    return f"{quarter_on.year} Q{(quarter_on.month + 2) // 3}" if quarter_on else ""


@writes
def save_figures(
    authority_code: str, made: dict[int, dict[str, Any]], paid: dict[int, int]
) -> None:
    """Keep figures by year, and what each supplier was paid in all."""
    now = utcnow()
    db.session.execute(delete(SpendFigures).where(SpendFigures.authority_code == authority_code))
    db.session.add_all(
        SpendFigures(authority_code=authority_code, year=year, figures=each, worked_out_at=now)
        for year, each in made.items()
    )
    table = SpendSupplier.__table__
    kept = db.session.execute(
        select(SpendSupplier.id, SpendSupplier.pence)
        .where(SpendSupplier.authority_code == authority_code)
        .order_by(SpendSupplier.id)
    ).all()
    changed = [
        {"row_id": row.id, "paid": paid.get(row.id, 0)}
        for row in kept
        if row.pence != paid.get(row.id, 0)
    ]
    if changed:
        db.session.connection().execute(
            update(table)  # type: ignore[arg-type]  # a mapped class's table is a Table
            .where(table.c.id == bindparam("row_id"))
            .values(pence=bindparam("paid")),
            changed,
        )
    db.session.flush()
    db.session.expire_all()
