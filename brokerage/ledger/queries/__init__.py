"""Reads of the ledger; what other features use has its name here."""

from brokerage.ledger.queries.claims import find_correction, get_claim, list_claims_of
from brokerage.ledger.queries.sources import find_source, get_source
from brokerage.ledger.queries.totals import (
    Total,
    count_units,
    list_delivered,
    list_totals,
    list_totals_by_organisation,
    list_totals_by_ward,
)

__all__ = [
    "Total",
    "count_units",
    "find_correction",
    "find_source",
    "get_claim",
    "get_source",
    "list_claims_of",
    "list_delivered",
    "list_totals",
    "list_totals_by_organisation",
    "list_totals_by_ward",
]
