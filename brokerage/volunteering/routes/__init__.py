"""Views of volunteering, one file an audience."""

from brokerage.volunteering.routes import (
    bookings,
    bookings_host,
    broker,
    cards,
    cover,
    host,
    pictures,
    public,
    search,
    series,
    sessions,
    teams,
    teams_host,
    volunteers,
    waiting,
    waiting_host,
)
from brokerage.volunteering.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "bookings",
    "bookings_host",
    "broker",
    "cards",
    "cover",
    "host",
    "pictures",
    "public",
    "search",
    "series",
    "sessions",
    "teams",
    "teams_host",
    "volunteers",
    "waiting",
    "waiting_host",
]
