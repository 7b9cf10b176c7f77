"""The pages for volunteers who are not online, one file a journey."""

from brokerage.assisted.routes import (
    bookings,
    letters,
    lists,
    people,
    person,
    progress,
    take_overs,
    work_time,
)
from brokerage.assisted.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "bookings",
    "letters",
    "lists",
    "people",
    "person",
    "progress",
    "take_overs",
    "work_time",
]
