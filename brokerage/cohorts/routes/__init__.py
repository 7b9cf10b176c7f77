"""Views of cohorts, one file an audience."""

from brokerage.cohorts.routes import host, members, places, public, runs, volunteer
from brokerage.cohorts.routes.blueprint import blueprint

__all__ = ["blueprint", "host", "members", "places", "public", "runs", "volunteer"]
