"""Views of competitions, one file a side and a part of the way."""

from brokerage.competitions.routes import (
    buyer,
    clarifications,
    drafting,
    evaluating,
    public,
    supplier,
)
from brokerage.competitions.routes.blueprint import blueprint

__all__ = ["blueprint", "buyer", "clarifications", "drafting", "evaluating", "public", "supplier"]
