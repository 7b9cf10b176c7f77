"""Views of open data: a page for people, files for machines."""

from brokerage.opendata.routes import machines, public
from brokerage.opendata.routes.blueprint import blueprint

__all__ = ["blueprint", "machines", "public"]
