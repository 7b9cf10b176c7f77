"""What a mail to someone who has no place after all names instead."""

from __future__ import annotations

from contextlib import suppress

from brokerage.errors import NotReadyError
from brokerage.extensions import db, utcnow
from brokerage.volunteering.emails.bookings import Opening, openings_of
from brokerage.volunteering.models import Booking
from brokerage.volunteering.queries.openings import list_other_openings
from brokerage.volunteering.queries.search import suggest_other_openings


def find_openings(booking: Booking) -> list[Opening]:
    """Rank before the write begins: ranking holds no writer up and reads committed rows only.

    Inside a write, such as calling a whole date off, and while the index is still being made, a
    plain read finds what is like it.
    """
    now = utcnow()
    if not db.is_writing:
        with suppress(NotReadyError):
            found = suggest_other_openings(booking, now.date())
            return openings_of(each.opportunity for each in found)
    return openings_of(list_other_openings(booking, now))
