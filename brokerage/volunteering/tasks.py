"""What runs by the clock: offers that ran out, names that are due, dates short of people."""

from __future__ import annotations

from brokerage.extensions import db, utcnow
from brokerage.scheduling.queries.teams import list_due_teams
from brokerage.scheduling.queries.waiting import list_due_offers
from brokerage.volunteering.service.teams import settle_team
from brokerage.volunteering.service.waiting import lapse_offer


def has_due_offers() -> bool:
    """Say whether an offer has run out."""
    return bool(list_due_offers(utcnow()))


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
    """Let each offer that ran out go to the next, one transaction each."""
    ids = [each.id for each in list_due_offers(utcnow())]
    db.end_read()
    for entry_id in ids:
        lapse_offer(entry_id)
        db.session.commit()
