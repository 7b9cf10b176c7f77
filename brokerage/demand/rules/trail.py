"""What has happened to a planned purchase, in words anyone can read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from brokerage.demand.rules.plans import VALUE_LABELS, quarter_label

ACTION_LABELS: Mapping[str, str] = {
    "demand:planned-purchase:add": "Added to the plan",
    "demand:planned-purchase:edit": "Changed",
    "demand:planned-purchase:withdraw": "Withdrawn",
    "demand:planned-purchase:publish": "Published as a brief",
}
ACTIONS = tuple(ACTION_LABELS)
FIELD_LABELS: Mapping[str, str] = {
    "title": "Title",
    "description": "What it says",
    "value_band": "Value",
    "quarter": "Quarter",
    "contact_post": "Who to ask",
    "contact_email": "Mailbox",
    "reference": "Reference",
    "categories": "Kinds of work",
}
LONG_FIELDS = frozenset({"description", "categories"})
"""Of these it is only said that they are other than before."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that happened, and the sentences that say what is other than before."""

    what: str
    at: datetime
    details: tuple[str, ...] = ()


def list_changes(events: Iterable[tuple[Any, Any]]) -> list[Change]:
    """Return audit events with their details as changes, in the order given."""
    return [
        Change(
            what=ACTION_LABELS[event.action],
            at=event.at,
            details=tuple(_sentences(event.action, details)) if details else (),
        )
        for event, details in events
    ]


def _sentences(action: str, details: Any) -> Iterable[str]:
    if details.after.get("reason"):
        yield f"Why: {details.after['reason']}"
    if action != "demand:planned-purchase:edit":
        return
    for field, label in FIELD_LABELS.items():
        if field not in details.after:
            continue
        if field in LONG_FIELDS:
            yield f"{label}: said in other words" if field == "description" else f"{label}: chosen"
        else:
            before = _shown(field, details.before.get(field)) or "nothing"
            yield f"{label}: {before}, now {_shown(field, details.after[field]) or 'nothing'}"


def _shown(field: str, value: Any) -> str:
    if field == "value_band":
        return VALUE_LABELS.get(value, "")
    return quarter_label(value) if field == "quarter" and value else str(value or "")
