"""Views of volunteering, one file an audience."""

from brokerage.volunteering.routes import public, search, volunteers
from brokerage.volunteering.routes.blueprint import blueprint

__all__ = ["blueprint", "public", "search", "volunteers"]
