"""How far a commitment is, as a higher feature tells it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What was delivered of a commitment, and its red, amber or green: always with the word."""

    delivered: Decimal
    label: str
    tag: str | None
    """The kind of tag it is shown as (components/tags.html)."""
