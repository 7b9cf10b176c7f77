"""What the clock does for competitions."""

from __future__ import annotations

from brokerage.competitions.service.running import tell_of_deadlines


def tell_buyers_of_deadlines() -> None:
    """Tell buyers that what was sealed can be opened."""
    tell_of_deadlines()
