"""What a register looks like as a file, and numbers as people write them. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from brokerage.contracts.rules import PROCURED_LABELS

HEADING = (
    "Buyer",
    "Supplier",
    "Title",
    "Value in pounds",
    "Value includes VAT",
    "First day",
    "Last day",
    "How it was bought",
    "Reserved for",
    "Social value weight in per cent",
    "Contractor reports its spend",
    "Times corrected",
)


def row_of(buyer: str, line: Any) -> list[object]:
    """Return the cells of one contract, in the order of the heading."""
    contract = line.contract
    return [
        buyer,
        contract.supplier_name,
        contract.title,
        f"{Decimal(contract.value_pence) / 100:.2f}",
        "yes" if contract.is_vat_inclusive else "no",
        contract.starts_on.isoformat(),
        contract.ends_on.isoformat(),
        PROCURED_LABELS[contract.procured_by],
        "; ".join(contract.reserved_for),
        contract.social_value_percent or "",
        "yes" if contract.has_spend_duty else "no",
        line.corrections,
    ]


def as_written(quantity: Decimal) -> str:
    """Return "1,200" or "12.5": without places that say nothing."""
    written = f"{quantity:,.2f}"
    return written.rstrip("0").rstrip(".")
