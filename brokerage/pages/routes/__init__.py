"""The site's own pages, one file an audience."""

from brokerage.pages.routes import demonstration, feedback, machines, public
from brokerage.pages.routes.blueprints import blueprint

__all__ = ["blueprint", "demonstration", "feedback", "machines", "public"]
