"""What the clock does for competitions."""

from __future__ import annotations

from brokerage.competitions.service.reminders import remind_of_drafts
from brokerage.competitions.service.running import tell_of_deadlines


def remind_suppliers_of_drafts() -> None:
    """Tell suppliers near the deadline that their draft is not sent."""
    remind_of_drafts()


def tell_buyers_of_deadlines() -> None:
    """Tell buyers that what was sealed can be opened."""
    tell_of_deadlines()
