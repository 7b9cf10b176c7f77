"""Views of scheduling, one file an audience."""

from brokerage.scheduling.routes import broker
from brokerage.scheduling.routes.blueprint import blueprint

__all__ = ["blueprint", "broker"]
