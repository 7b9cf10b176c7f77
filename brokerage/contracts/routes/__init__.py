"""Views of contracts, one file an audience."""

from brokerage.contracts.routes import buyer, commitments, public, returns
from brokerage.contracts.routes.blueprint import blueprint

__all__ = ["blueprint", "buyer", "commitments", "public", "returns"]
