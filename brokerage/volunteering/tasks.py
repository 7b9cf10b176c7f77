"""What runs by the clock: silent hosts, what is not there in time, offers, teams, short dates."""

from __future__ import annotations

from contextlib import suppress
from itertools import groupby
from operator import itemgetter

from brokerage.errors import DomainError, NotReadyError
from brokerage.extensions import db, utcnow
from brokerage.permissions import SYSTEM
from brokerage.scheduling.queries.plans import list_short_of_people
from brokerage.scheduling.queries.teams import list_due_teams
from brokerage.scheduling.queries.waiting import list_due_offers, list_waits_in_vain
from brokerage.volunteering.queries.bookings import Booking, Opportunity, get_booking
from brokerage.volunteering.queries.conditions import list_due_conditions
from brokerage.volunteering.queries.search import suggest_other_openings
from brokerage.volunteering.queries.silence import list_silent_asks
from brokerage.volunteering.rules.bookings import ALTERNATIVES_OF_A_SILENT_HOST
from brokerage.volunteering.service.conditions import mind_conditions
from brokerage.volunteering.service.cover import flag_short_session
from brokerage.volunteering.service.silence import note_silence
from brokerage.volunteering.service.teams import settle_team
from brokerage.volunteering.service.waiting import end_wait_in_vain, lapse_offer

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


def has_due_offers() -> bool:
    """Say whether an offer has run out, or someone waits for what has begun."""
    is_due = bool(list_due_offers(utcnow()) or list_waits_in_vain(utcnow()))
    db.end_read()
    return is_due


def has_short_sessions() -> bool:
    """Say whether a date is short of people that its host was not told of."""
    is_due = bool(list_short_of_people(utcnow()))
    db.end_read()
    return is_due


def flag_short_sessions() -> None:
    """Tell the host of each date that is short of people, one transaction each."""
    ids = [each.session_id for each in list_short_of_people(utcnow())]
    db.end_read()
    for session_id in ids:
        flag_short_session(session_id)
        db.session.commit()


def has_due_teams() -> bool:
    """Say whether a team's day for names is over."""
    is_due = bool(list_due_teams(utcnow().date()))
    db.end_read()
    return is_due


def settle_teams() -> None:
    """Give back what each team has not named, one transaction each."""
    ids = [each.id for each in list_due_teams(utcnow().date())]
    db.end_read()
    for team_booking_id in ids:
        settle_team(team_booking_id)
        db.session.commit()


def lapse_offers() -> None:
    """Let each offer that ran out go to the next, and end what is waited for in vain."""
    ids = [each.id for each in list_due_offers(utcnow())]
    db.end_read()
    for entry_id in ids:
        lapse_offer(entry_id)
        db.session.commit()
    ids = [each.id for each in list_waits_in_vain(utcnow())]
    db.end_read()
    for entry_id in ids:
        end_wait_in_vain(entry_id)
        db.session.commit()
