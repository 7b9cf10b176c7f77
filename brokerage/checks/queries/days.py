"""The days someone gives, over all hosts: those the product knows of, and those they told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from brokerage.checks.models import ToldDay
from brokerage.checks.queries.rules import Rulebook
from brokerage.checks.rules.bookings import BookingSource
from brokerage.checks.rules.days import counted_groups
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.web.features import contributions

PLACE = "check_bookings"
"""Where a feature with bookings contributes what it knows of them (`BookingSource`)."""
KnownDays = Mapping[str, frozenset[date]]


def list_sources() -> list[BookingSource]:
    """Return what the features with bookings have handed to checks."""
    return contributions(PLACE)


def find_known_days(
    user_ids: Collection[int], around: Collection[date], rulebook: Rulebook
) -> Mapping[int, KnownDays]:
    """Return for each person the days near those given, by the group they are with."""
    found: dict[int, dict[str, set[date]]] = {each: defaultdict(set) for each in user_ids}
    limits = rulebook.limits(max(around)) if around else None
    if limits is not None:
        reach = timedelta(days=limits.window_days)
        first, last = min(around) - reach, max(around) + reach
        _add_booked(found, user_ids, first, last, rulebook)
        _add_told(found, user_ids, first, last)
    return {
        user_id: {group: frozenset(days) for group, days in groups.items()}
        for user_id, groups in found.items()
    }


def list_told_days(user_id: int) -> Sequence[ToldDay]:
    """Return the days someone told us they give elsewhere, latest first."""
    return db.session.scalars(
        select(ToldDay)
        .where(ToldDay.user_id == user_id)
        .order_by(ToldDay.day.desc(), ToldDay.people)
    ).all()


def get_told_day(told_day_id: int) -> ToldDay:
    """Return a day someone told us (NotFoundError)."""
    told = db.session.get(ToldDay, told_day_id)
    if told is None:
        raise NotFoundError
    return told


def _add_booked(
    found: dict[int, dict[str, set[date]]],
    user_ids: Collection[int],
    first: date,
    last: date,
    rulebook: Rulebook,
) -> None:
    for source in list_sources():
        for given in source.list_days(user_ids, first, last):
            for group in counted_groups(given.facts, rulebook.rules, given.day):
                found[given.user_id][group].add(given.day)


def _add_told(
    found: dict[int, dict[str, set[date]]], user_ids: Collection[int], first: date, last: date
) -> None:
    rows = db.session.scalars(
        select(ToldDay)
        .where(ToldDay.user_id.in_(user_ids), ToldDay.day.between(first, last))
        .order_by(ToldDay.id)
    )
    for row in rows:
        found[row.user_id][row.people].add(row.day)
