"""Reaching what one looks after, and ways on."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from flask import Response

from brokerage.places.queries import Authority, get_authority
from brokerage.sheets import safe_cells
from brokerage.spend.permissions import MANAGE
from brokerage.spend.queries.imports import SpendImport, find_spend_facts, get_import
from brokerage.spend.queries.suppliers import SpendSupplier, get_supplier
from brokerage.web import access

__all__ = ["Authority", "SpendImport", "SpendSupplier"]


def get_managed_authority(slug: str) -> Authority:
    """Return the council if this subject looks after its spend (NotFoundError)."""
    authority = get_authority(slug)
    access.check(MANAGE, find_spend_facts(authority))
    return authority


def get_managed_import(spend_import_id: int) -> SpendImport:
    """Return the import if this subject looks after its council's spend (NotFoundError)."""
    spend_import = get_import(spend_import_id)
    access.check(MANAGE, find_spend_facts(spend_import.authority))
    return spend_import


def get_managed_supplier(spend_supplier_id: int) -> SpendSupplier:
    """Return the supplier if this subject looks after its council's spend (NotFoundError)."""
    supplier = get_supplier(spend_supplier_id)
    access.check(MANAGE, find_spend_facts(supplier.authority))
    return supplier


def as_csv(name: str, rows: Iterable[Iterable[object]]) -> Response:
    """Return rows as a file for a spreadsheet, with no cell that it would run."""
    file = StringIO()
    csv.writer(file).writerows(safe_cells(row) for row in rows)
    return Response(
        "\ufeff" + file.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def in_pounds(pence: int) -> str:
    """Return a sum as a page shows it: "−£1,234", whole pounds, with a minus for credits."""
    pounds = round(abs(pence) / 100)
    return f"{'−' if pence < 0 else ''}£{pounds:,}"
