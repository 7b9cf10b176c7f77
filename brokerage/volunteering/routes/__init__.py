"""Views of volunteering, one file an audience."""

from brokerage.volunteering.routes import public, search
from brokerage.volunteering.routes.blueprint import blueprint

__all__ = ["blueprint", "public", "search"]
