"""How far commitments are: a higher feature counts what was delivered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from brokerage.contracts.models import Commitment
from brokerage.contracts.rules.progress import Progress
from brokerage.web.features import contributions


def list_progress(commitments: Sequence[Commitment], today: date) -> dict[int, Progress]:
    """Return how far each commitment is, where that is counted."""
    found: dict[int, Progress] = {}
    for count in contributions("commitment_progress"):
        found |= count(commitments, today)
    return found
