"""Views of spend, one file an audience."""

from brokerage.spend.routes import imports, names, public
from brokerage.spend.routes.blueprint import blueprint

__all__ = ["blueprint", "imports", "names", "public"]
