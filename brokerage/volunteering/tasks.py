"""What runs by the clock: offers that ran out, names that are due, dates short of people."""

from __future__ import annotations

from brokerage.extensions import db, utcnow
from brokerage.scheduling.queries.plans import list_short_of_people
from brokerage.scheduling.queries.teams import list_due_teams
from brokerage.scheduling.queries.waiting import list_due_offers, list_waits_in_vain
from brokerage.volunteering.service.cover import flag_short_session
from brokerage.volunteering.service.teams import settle_team
from brokerage.volunteering.service.waiting import end_wait_in_vain, lapse_offer


def has_due_offers() -> bool:
    """Say whether an offer has run out, or someone waits for what has begun."""
    return bool(list_due_offers(utcnow()) or list_waits_in_vain(utcnow()))


def has_short_sessions() -> bool:
    """Say whether a date is short of people that its host was not told of."""
    return bool(list_short_of_people(utcnow()))


def flag_short_sessions() -> None:
    """Tell the host of each date that is short of people, one transaction each."""
    ids = [each.session_id for each in list_short_of_people(utcnow())]
    db.end_read()
    for session_id in ids:
        flag_short_session(session_id)
        db.session.commit()


def has_due_teams() -> bool:
    """Say whether a team's day for names is over."""
    return bool(list_due_teams(utcnow().date()))


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
