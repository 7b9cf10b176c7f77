"""Views of the charter, one file an audience."""

from brokerage.charter.routes import (
    broker,
    buddies,
    catalogue,
    check_ins,
    comments,
    groups,
    leads,
    public,
    sign_up,
    terms,
)
from brokerage.charter.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "broker",
    "buddies",
    "catalogue",
    "check_ins",
    "comments",
    "groups",
    "leads",
    "public",
    "sign_up",
    "terms",
]
