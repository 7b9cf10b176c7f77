"""Tables of planned purchases that people open in a spreadsheet, and what a file would do. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from brokerage.demand.rules.files import PlanLine
from brokerage.demand.rules.plans import (
    STATE_LABELS,
    TO_COME,
    VALUE_LABELS,
    quarter_label,
)
from brokerage.sheets import safe_cells

VERB_LABELS: Mapping[str, str] = {
    "add": "New",
    "change": "Changed",
    "same": "The same",
    "ended": "Ended: left alone",
}
HEADING = (
    "number",
    "buyer",
    "reference",
    "title",
    "description",
    "value",
    "quarter",
    "quarter_words",
    "cpv_codes",
    "contact_post",
    "contact_mailbox",
    "state",
    "why_withdrawn",
    "added_on",
    "changed_on",
    "is_demonstration",
)
_COMPARED = (
    "title",
    "description",
    "value_band",
    "quarter",
    "contact_post",
    "contact_email",
    "reference",
)


def verb_for(line: PlanLine, known: Any) -> str:
    """Say what importing a line would do: add, change, same, ended."""
    if known is None:
        return "add"
    if known.state not in TO_COME:
        return "ended"
    is_same = all(getattr(line, field) == getattr(known, field) for field in _COMPARED)
    has_same_codes = not line.categories or sorted(line.categories) == sorted(known.codes)
    return "same" if is_same and has_same_codes else "change"


def count_verbs(lines: Sequence[PlanLine], known: Mapping[str, Any]) -> Counter[str]:
    """Return how many lines importing would add, change, leave the same, leave alone."""
    return Counter(verb_for(line, known.get(line.row_key)) for line in lines)


def purchase_cells(purchase: Any) -> list[str]:
    """Return the cells under HEADING of one planned purchase."""
    return safe_cells(
        [
            purchase.id,
            purchase.organisation.name,
            purchase.reference,
            purchase.title,
            purchase.description,
            VALUE_LABELS[purchase.value_band],
            purchase.quarter,
            quarter_label(purchase.quarter),
            " ".join(purchase.codes),
            purchase.contact_post,
            purchase.contact_email,
            STATE_LABELS[purchase.state],
            purchase.reason,
            purchase.added_at.date().isoformat(),
            purchase.changed_at.date().isoformat(),
            "yes" if purchase.organisation.is_demonstration else "no",
        ]
    )
