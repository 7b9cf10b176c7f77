"""Reads of the toolkit; what rooms above ask for stands here."""

from brokerage.toolkit.queries.attendance import count_attendance
from brokerage.toolkit.queries.suggestions import list_suggestions

__all__ = ["count_attendance", "list_suggestions"]
