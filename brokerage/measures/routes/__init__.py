"""Views of measures, one file an audience."""

from brokerage.measures.routes import broker, buyer, uploads
from brokerage.measures.routes.blueprint import blueprint

__all__ = ["blueprint", "broker", "buyer", "uploads"]
