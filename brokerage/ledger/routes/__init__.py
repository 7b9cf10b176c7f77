"""Views of the ledger, one file an audience."""

from brokerage.ledger.routes import broker, claims, decisions, own, sources
from brokerage.ledger.routes.blueprint import blueprint

__all__ = ["blueprint", "broker", "claims", "decisions", "own", "sources"]
