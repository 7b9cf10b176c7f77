"""Views of calendars, one file an audience."""

from brokerage.calendars.routes import member, public
from brokerage.calendars.routes.blueprint import blueprint

__all__ = ["blueprint", "member", "public"]
