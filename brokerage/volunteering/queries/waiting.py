"""What the pages of waiting lists show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from brokerage.extensions import db
from brokerage.scheduling.models import Session, SessionPlan, WaitingEntry
from brokerage.scheduling.queries.plans import list_plans
from brokerage.scheduling.queries.waiting import list_open_entries_of, list_positions
from brokerage.scheduling.rules.waiting import OPEN, WaitingStatus
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.bookings import find_clashes, list_dates
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules.bookings import OPEN_BOOKINGS

__all__ = ["Session", "WaitingEntry"]


@dataclass(frozen=True, kw_only=True)
class OwnWait:
    """One list that someone is on."""

    entry: WaitingEntry
    opportunity: Opportunity
    position: int | None
    """How many stand before them, they included; None once a place is held for them."""


@dataclass(frozen=True, kw_only=True)
class ShownWait:
    """One place on a list as its pages show it."""

    entry: WaitingEntry
    position: int | None
    clash: str
    """What else they have a place for at that time; "" for nothing."""
    is_offered: bool
    is_open: bool


def get_shown_wait(entry: WaitingEntry) -> ShownWait:
    """Return what the page of a place on a list shows."""
    clashes = find_clashes(entry.user_id, [entry.session]) if entry.session else {}
    return ShownWait(
        entry=entry,
        position=list_positions(entry.user_id).get(entry.id),
        clash=clashes.get(entry.session_id or 0, ""),
        is_offered=entry.status == WaitingStatus.OFFERED,
        is_open=entry.status in OPEN,
    )


def find_open_booking(user_id: int, opportunity_id: int, session_id: int | None) -> Booking | None:
    """Return the open booking of this person for a date, or for a role without."""
    is_this = (
        Booking.session_id.is_(None) if session_id is None else Booking.session_id == session_id
    )
    return db.session.scalars(
        select(Booking)
        .where(
            Booking.user_id == user_id,
            Booking.opportunity_id == opportunity_id,
            is_this,
            Booking.status.in_(OPEN_BOOKINGS),
        )
        .execution_options(populate_existing=True)
    ).first()


def list_open_dates(opportunity: Opportunity, now: datetime) -> list[Session]:
    """Return the dates to come for which asking has not ended."""
    dates = list_dates(opportunity, now)
    plans = list_plans([each.id for each in dates])
    return [each for each in dates if not _has_ended(plans.get(each.id), now)]


def _has_ended(plan: SessionPlan | None, now: datetime) -> bool:
    return plan is not None and plan.closes_at is not None and plan.closes_at <= now


def list_own_waits(user_id: int) -> Sequence[OwnWait]:
    """Return the lists this person is on, with their place in each; offers first."""
    entries = [each for each in list_open_entries_of(user_id) if each.owner_kind == OWNER_KIND]
    positions = list_positions(user_id)
    roles = {
        role.id: role
        for role in db.session.scalars(
            select(Opportunity)
            .where(Opportunity.id.in_({each.owner_id for each in entries}))
            .order_by(Opportunity.id)
            .options(joinedload(Opportunity.organisation))
        )
    }
    found = [
        OwnWait(entry=each, opportunity=roles[each.owner_id], position=positions.get(each.id))
        for each in entries
    ]
    return sorted(found, key=lambda each: (each.position is not None, each.entry.id))
