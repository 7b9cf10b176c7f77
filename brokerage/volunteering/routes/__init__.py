"""Views of volunteering, one file an audience."""

from brokerage.volunteering.routes import (
    attendance,
    bookings,
    bookings_host,
    bookings_leave,
    broker,
    cards,
    check_in,
    conditions,
    host,
    hours,
    hours_host,
    pictures,
    public,
    search,
    sessions,
    silence,
    volunteers,
)
from brokerage.volunteering.routes.blueprint import blueprint

__all__ = [
    "attendance",
    "blueprint",
    "bookings",
    "bookings_host",
    "bookings_leave",
    "broker",
    "cards",
    "check_in",
    "conditions",
    "host",
    "hours",
    "hours_host",
    "pictures",
    "public",
    "search",
    "sessions",
    "silence",
    "volunteers",
]
