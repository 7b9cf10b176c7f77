"""Views of volunteering, one file an audience."""

from brokerage.volunteering.routes import (
    broker,
    host,
    pictures,
    public,
    search,
    sessions,
    volunteers,
)
from brokerage.volunteering.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "broker",
    "host",
    "pictures",
    "public",
    "search",
    "sessions",
    "volunteers",
]
