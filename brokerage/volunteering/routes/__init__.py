"""Views of volunteering, one file an audience."""

from brokerage.volunteering.routes import (
    board,
    bookings,
    bookings_host,
    broker,
    cards,
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
    "board",
    "bookings",
    "bookings_host",
    "broker",
    "cards",
    "host",
    "pictures",
    "public",
    "search",
    "sessions",
    "volunteers",
]
