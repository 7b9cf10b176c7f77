"""Views of matchmaking, one file an audience."""

from brokerage.matchmaking.routes import broker
from brokerage.matchmaking.routes.blueprint import blueprint

__all__ = ["blueprint", "broker"]
