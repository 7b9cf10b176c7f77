"""The approved organisations, for a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from brokerage.extensions import db
from brokerage.matchmaking.models import MatchChange
from brokerage.organisations.models import Organisation
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.organisations.rules import Status

A_CHUNK = 500


def find_directory_state(today: date) -> str:
    """Return what differs once the directory may: the newest change of it, a day at a time.

    The log of changes is kept for some days only, so what it says counts for its day.
    """
    count = db.session.scalar(
        select(func.count()).select_from(Organisation).where(Organisation.status == Status.APPROVED)
    )
    newest = db.session.scalar(
        select(func.max(MatchChange.id)).where(MatchChange.kind == ORGANISATION_SOURCE.kind)
    )
    return f"{today.isoformat()}-{count or 0}-{newest or 0}"


def list_approved() -> Iterator[Organisation]:
    """Yield every approved organisation with its categories and causes, a chunk at a time."""
    last = 0
    while True:
        rows = db.session.scalars(
            select(Organisation)
            .where(Organisation.status == Status.APPROVED, Organisation.id > last)
            .options(selectinload(Organisation.categories), selectinload(Organisation.causes))
            .order_by(Organisation.id)
            .limit(A_CHUNK)
        ).all()
        db.end_read()  # whoever takes the rows slowly must not hold a writer up
        yield from rows
        if len(rows) < A_CHUNK:
            return
        last = rows[-1].id
        db.session.expunge_all()  # a hundred thousand rows are not kept in memory
