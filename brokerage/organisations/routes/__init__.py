"""Views of organisations, one file an audience."""

from brokerage.organisations.routes import (
    broker,
    evidence,
    listings,
    member,
    membership,
    public,
    registration,
)
from brokerage.organisations.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "broker",
    "evidence",
    "listings",
    "member",
    "membership",
    "public",
    "registration",
]
