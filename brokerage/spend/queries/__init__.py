"""Reads of spend."""

from brokerage.spend.queries.lens import Bought, list_bought

__all__ = ["Bought", "list_bought"]
