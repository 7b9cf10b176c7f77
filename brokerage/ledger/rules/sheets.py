"""What a ledger looks like as a file. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from brokerage.ledger.rules.amounts import rounded
from brokerage.ledger.rules.claims import ADDITIONALITY_LABELS, STATUS_LABELS
from brokerage.ledger.rules.sources import SOURCE_LABELS

HEADING = (
    "Claim",
    "Happened on",
    "Measure",
    "Label",
    "Unit",
    "Claimed",
    "Counts for",
    "Where it stands",
    "Owner",
    "Confirmed by",
    "Source",
    "About",
    "Would have happened anyway",
    "Share that would have happened anyway, in per cent",
    "Counts towards contract",
)


def row_of(claim: Any, balance: Decimal | None) -> list[object]:
    """Return the cells of one claim, in the order of the heading."""
    contract = claim.commitment.contract if claim.commitment else None
    return [
        claim.id,
        claim.happened_on.isoformat(),
        claim.measure.code,
        claim.measure.label,
        claim.measure.unit,
        rounded(claim.amount),
        rounded(balance or Decimal(0)),
        STATUS_LABELS[claim.status],
        claim.owner.name,
        claim.confirmer.name if claim.confirmer else "",
        SOURCE_LABELS[claim.source.kind],
        claim.source.about,
        ADDITIONALITY_LABELS[claim.additionality],
        "" if claim.deadweight is None else claim.deadweight,
        contract.title if contract else "",
    ]
