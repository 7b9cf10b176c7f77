"""Reads of impact; what other features use has its name here."""

from brokerage.reporting.queries.figures import Cut, find_figures

__all__ = ["Cut", "find_figures"]
