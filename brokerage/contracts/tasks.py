"""What the clock does for contracts."""

from __future__ import annotations

from brokerage.contracts.service import returns


def keep_returns_moving() -> None:
    """Ask for the returns of periods that are over, and remind of those that are due."""
    returns.ask_for_returns()
    returns.remind_of_returns()
