"""Shortlists: who is on one, and what each has been told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from brokerage.accounts.models import User
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status, Want
from brokerage.procurement.models import Approach, ShortlistEntry


@dataclass(frozen=True, kw_only=True)
class ShortlistRow:
    """One supplier on a shortlist, who put it there, and its side of the brief if it has one."""

    entry: ShortlistEntry
    added_by: str
    approach: Approach | None


def list_shortlist(brief_id: int) -> Sequence[ShortlistRow]:
    """Return a brief's shortlist in the order in which it was made."""
    rows = db.session.execute(
        select(ShortlistEntry, User.name, Approach)
        .join(User, User.id == ShortlistEntry.added_by_id)
        .outerjoin(
            Approach,
            (Approach.brief_id == ShortlistEntry.brief_id)
            & (Approach.organisation_id == ShortlistEntry.organisation_id),
        )
        .where(ShortlistEntry.brief_id == brief_id)
        .options(
            # One statement however many there are, where selectinload takes one for each 500.
            joinedload(ShortlistEntry.organisation).subqueryload(Organisation.evidence),
            joinedload(Approach.enquiry),
        )
        .order_by(ShortlistEntry.added_at, ShortlistEntry.organisation_id)
    )
    return [
        ShortlistRow(entry=entry, added_by=name, approach=approach)
        for entry, name, approach in rows
    ]


def list_shortlisted(brief_id: int, ids: Collection[int]) -> set[int]:
    """Return which of these organisations are on a brief's shortlist."""
    query = select(ShortlistEntry.organisation_id).where(
        ShortlistEntry.brief_id == brief_id, ShortlistEntry.organisation_id.in_(ids)
    )
    return set(db.session.scalars(query))


def get_shortlist_entry(brief_id: int, organisation_id: int) -> ShortlistEntry:
    """Return one supplier on a brief's shortlist (NotFoundError)."""
    entry = db.session.scalars(
        select(ShortlistEntry)
        .where(
            ShortlistEntry.brief_id == brief_id,
            ShortlistEntry.organisation_id == organisation_id,
        )
        .options(joinedload(ShortlistEntry.organisation))
    ).first()
    if entry is None:
        raise NotFoundError
    return entry


def get_supplier(organisation_id: int) -> Organisation:
    """Return an approved organisation that sells (NotFoundError)."""
    organisation = db.session.scalars(
        select(Organisation)
        .where(Organisation.id == organisation_id, Organisation.status == Status.APPROVED)
        .options(selectinload(Organisation.evidence))
    ).first()
    if organisation is None or Want.SELL not in organisation.wants:
        raise NotFoundError
    return organisation


def find_approach(brief_id: int, organisation_id: int) -> Approach | None:
    """Return a supplier's side of a brief, if it was asked or answered of its own will."""
    return db.session.scalars(
        select(Approach)
        .where(Approach.brief_id == brief_id, Approach.organisation_id == organisation_id)
        .options(joinedload(Approach.brief), joinedload(Approach.organisation))
    ).first()
