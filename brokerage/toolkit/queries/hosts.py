"""Whose event it is, from the name that a broker types."""

from __future__ import annotations

from sqlalchemy import func, select

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.why_not import search_by_name
from brokerage.organisations.rules import Status


def find_host(name: str) -> Organisation | None:
    """Return the approved organisation of that name; None for no name.

    Raises DomainError where there is none, or more than one, with the names that come close.
    """
    if not name:
        return None
    query = (
        select(Organisation)
        .where(
            Organisation.status == Status.APPROVED, func.lower(Organisation.name) == name.lower()
        )
        .order_by(Organisation.id)
        .limit(2)
    )
    found = db.session.scalars(query).all()
    if len(found) == 1:
        return found[0]
    if found:
        raise DomainError("More than one organisation has this name", "host")
    close = [each.name or "" for each in search_by_name(name) if each.status == Status.APPROVED]
    hint = f". Did you mean {' or '.join(close[:3])}?" if close else ""
    raise DomainError(f"No approved organisation has this name{hint}", "host")
