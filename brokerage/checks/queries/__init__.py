"""Reads of rules, of people's checks and of hosts' safeguarding."""

from brokerage.checks.queries.needs import list_missing, list_missing_of

__all__ = ["list_missing", "list_missing_of"]
