"""Views of organisations, one file an audience."""

from brokerage.organisations.routes import (
    evidence,
    member,
    membership,
    public,
    registration,
)
from brokerage.organisations.routes.blueprint import blueprint

__all__ = ["blueprint", "evidence", "member", "membership", "public", "registration"]
