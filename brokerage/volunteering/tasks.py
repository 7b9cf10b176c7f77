"""The clocks of bookings: hosts that do not answer, and what is not there in time."""

from __future__ import annotations

from contextlib import suppress
from itertools import groupby
from operator import itemgetter

from brokerage.errors import DomainError, NotReadyError
from brokerage.extensions import db, utcnow
from brokerage.permissions import SYSTEM
from brokerage.volunteering.queries.bookings import Booking, Opportunity, get_booking
from brokerage.volunteering.queries.conditions import list_due_conditions
from brokerage.volunteering.queries.search import suggest_other_openings
from brokerage.volunteering.queries.silence import list_silent_asks
from brokerage.volunteering.rules.bookings import ALTERNATIVES_OF_A_SILENT_HOST
from brokerage.volunteering.service.conditions import mind_conditions
from brokerage.volunteering.service.silence import note_silence

AT_ONCE = 50


def has_silent_asks() -> bool:
    """Say whether a host has let a day to answer pass that nobody was told of."""
    is_silent = bool(list_silent_asks(utcnow().date(), 1))
    db.end_read()  # the claim of the job is a write of another session: it would wait for this read
    return is_silent


def mind_silent_hosts() -> None:
    """Tell of asks that are late, host by host; what else there is, is ranked before the write."""
    today = utcnow().date()
    late = list_silent_asks(today, AT_ONCE)
    # While the index is still being made nothing can be ranked: the next run does it.
    with suppress(NotReadyError):
        for _, pairs in groupby(late, key=itemgetter(0)):
            bookings = [get_booking(booking_id) for _, booking_id in pairs]
            asks = [(booking, _rank(booking)) for booking in bookings]
            note_silence(SYSTEM, asks)
            db.session.commit()


def has_due_conditions() -> bool:
    """Say whether someone is to be reminded, or a seat goes back."""
    is_due = bool(list_due_conditions(utcnow().date(), 1))
    db.end_read()
    return is_due


def mind_due_conditions() -> None:
    """Remind of what is still needed; give back the seats whose day for it is over."""
    for booking_id in list_due_conditions(utcnow().date(), AT_ONCE):
        # Whoever was quicker is heard; the others are still minded in this run.
        with suppress(DomainError):
            mind_conditions(SYSTEM, get_booking(booking_id))
        db.session.commit()


def _rank(booking: Booking) -> list[Opportunity]:
    found = suggest_other_openings(booking, utcnow().date(), ALTERNATIVES_OF_A_SILENT_HOST)
    return [each.opportunity for each in found]
