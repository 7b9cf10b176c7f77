"""Views of the weekly list, one file an audience."""

from brokerage.digests.routes import member, public
from brokerage.digests.routes.blueprint import blueprint

__all__ = ["blueprint", "member", "public"]
