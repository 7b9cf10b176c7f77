"""What is done for organisations at set times."""

from __future__ import annotations

from brokerage.extensions import db, utcnow
from brokerage.organisations.queries.member import count_untold_ends
from brokerage.organisations.service.evidence import mind_evidence

__all__ = ["has_run_out", "mind_evidence"]


def has_run_out() -> bool:
    """Say whether evidence has run out that still counts in searches."""
    is_waiting = count_untold_ends(utcnow().date()) > 0
    db.end_read()  # the claim of the job is a write of another session: it would wait for this read
    return is_waiting
