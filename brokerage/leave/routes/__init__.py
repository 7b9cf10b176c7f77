"""Views of leave, one file an audience."""

from brokerage.leave.routes.blueprint import blueprint

__all__ = ["blueprint"]
