"""Repeating dates of a role: made together, changed or called off from one on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import utcnow, writes
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session
from brokerage.scheduling.queries.plans import list_following
from brokerage.scheduling.rules import FURTHEST_AHEAD, LONDON, session_times
from brokerage.scheduling.rules.repeats import Days
from brokerage.scheduling.service import series as scheduling
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries.hosts import count_coming_sessions
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules import opportunities as rules
from brokerage.volunteering.service.opportunities import KIND, note_changed
from brokerage.volunteering.service.sessions import cancel_session, change_session

NONE_LEFT = "Choose at least one date"
TOO_FAR = "more than 18 months ahead"
PAST = "in the past"


def leave_out_impossible(days: Days, starts: time, ends: time) -> Days:
    """Move days that cannot be held at that time to those left out, with the reason."""
    now, kept, skipped = utcnow(), [], list(days.skipped)
    for day in days.days:
        try:
            starts_at, _ = session_times(day, starts, ends)
        except DomainError as refusal:
            skipped.append((day, refusal.sentence))
            continue
        if starts_at <= now:
            skipped.append((day, PAST))
        elif starts_at > now + FURTHEST_AHEAD:
            skipped.append((day, TOO_FAR))
        else:
            kept.append(day)
    return Days(days=tuple(kept), skipped=tuple(sorted(skipped)), is_cut=days.is_cut)


@writes
def add_series(
    actor: Subject,
    opportunity: Opportunity,
    days: Sequence[date],
    *,
    starts: time,
    ends: time,
    places: int,
    minimum: int,
    pattern: str,
    every: int,
    authority_code: str | None,
) -> Sequence[Session]:
    """Add a date for each of the days, or none of them."""
    rules.check_takes_dates(opportunity.status, is_flexible=opportunity.is_flexible)
    _check_room(opportunity, len(days))
    series, sessions = scheduling.add_series(
        OWNER_KIND,
        opportunity.id,
        [session_times(day, starts, ends) for day in days],
        places=places,
        minimum=minimum,
        pattern=pattern,
        every=every,
        authority_code=authority_code,
    )
    after = {
        "series_id": series.id,
        "session_ids": [each.id for each in sessions],
        "days": [day.isoformat() for day in days],
        "places": places,
        "minimum": minimum,
    }
    audit.record(actor, "volunteering:series:add", KIND, opportunity.id, after=after)
    note_changed(opportunity)
    return sessions


@writes
def change_following(
    actor: Subject,
    opportunity: Opportunity,
    session: Session,
    *,
    starts: time,
    ends: time,
    places: int,
    minimum: int,
) -> tuple[int, int]:
    """Give this date and those after it new times and places; count dates and people told."""
    told, following = 0, _list_changeable(session)
    for each in following:
        day = each.starts_at.astimezone(LONDON).date()
        try:
            starts_at, ends_at = session_times(day, starts, ends)
            told += change_session(
                actor,
                opportunity,
                each,
                starts_at=starts_at,
                ends_at=ends_at,
                places=places,
                minimum=minimum,
            )
        except DomainError as refusal:
            raise DomainError(f"{day.day} {day:%B}: {refusal.sentence}", refusal.field) from refusal
    return len(following), told


@writes
def cancel_following(
    actor: Subject, opportunity: Opportunity, session: Session, reason: str
) -> tuple[int, int]:
    """Call this date and those after it off; count dates and people told."""
    following = _list_changeable(session)
    told = sum(cancel_session(actor, opportunity, each, reason) for each in following)
    return len(following), told


def _check_room(opportunity: Opportunity, number: int) -> None:
    if not number:
        raise DomainError(NONE_LEFT)
    room = max(rules.MOST_SESSIONS - count_coming_sessions(opportunity.id, utcnow()), 0)
    if number > room:
        raise DomainError(
            f"There can be {rules.MOST_SESSIONS} dates to come: there is room for {room} "
            f"more, and these are {number}. Choose fewer"
        )


def _list_changeable(session: Session) -> Sequence[Session]:
    now: datetime = utcnow()
    return [each for each in list_following(session) if each.starts_at > now]
