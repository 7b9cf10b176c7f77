"""Unclaimed listings, and what people ask about them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, false, func, or_, select, tuple_

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations import rules
from brokerage.organisations.models import HOLDS_ITS_NUMBER, ListingRequest, Organisation
from brokerage.web.paging import Page

PER_PAGE = 25
Key = tuple[str, str]
IMPORTED = (
    "name",
    "kind",
    "register",
    "registration_number",
    "postcode",
    "easting",
    "northing",
    "authority_code",
    "is_place_approximate",
    "summary",
    "description",
    "website",
    "licence",
)
"""The columns that an import writes."""


@dataclass(frozen=True, kw_only=True)
class RequestEntry:
    """What someone asks, and about which listing."""

    request: ListingRequest
    organisation: Organisation


def get_listing(slug: str) -> Organisation:
    """Return the unclaimed listing of this address (NotFoundError for anything else)."""
    listing = db.session.scalars(
        select(Organisation).where(
            Organisation.slug == slug, Organisation.status == rules.Status.LISTED
        )
    ).first()
    if listing is None:
        raise NotFoundError
    return listing


def find_listing_of(organisation: Organisation) -> Organisation | None:
    """Return the unclaimed listing that is most likely this body's: of its number, or its name."""
    stem = rules.slug_stem(organisation.name or "")
    is_of_number = (Organisation.register == organisation.register) & (
        Organisation.registration_number == organisation.registration_number
    )
    is_of_name = (Organisation.slug == stem) if organisation.name else false()
    return db.session.scalars(
        select(Organisation)
        .where(
            Organisation.status == rules.Status.LISTED,
            or_(is_of_number, is_of_name),
            Organisation.id != organisation.id,
        )
        .order_by(is_of_number.is_(True).desc(), Organisation.id)
        .limit(1)
    ).first()


def find_imported(keys: Collection[Key]) -> dict[Key, RowMapping]:
    """Return id, status and imported columns of the rows known by these keys."""
    columns = [getattr(Organisation, name) for name in IMPORTED]
    rows = db.session.execute(
        select(Organisation.source, Organisation.source_ref, Organisation.id, Organisation.status)
        .add_columns(*columns)
        .where(tuple_(Organisation.source, Organisation.source_ref).in_(list(keys)))
        .order_by(Organisation.id)
    )
    return {(row.source, row.source_ref): row._mapping for row in rows}


def find_held_numbers(numbers: Collection[str]) -> set[tuple[str | None, str | None]]:
    """Return register and number of the bodies that hold one of these and signed up here."""
    rows = db.session.execute(
        select(Organisation.register, Organisation.registration_number).where(
            Organisation.registration_number.in_(sorted(numbers)), HOLDS_ITS_NUMBER
        )
    )
    return {(row.register, row.registration_number) for row in rows}


def list_listing_requests(*, is_open: bool, page: int) -> Page[RequestEntry]:
    """Return what waits, the oldest first, or what is decided, the newest first."""
    decided_at = ListingRequest.decided_at
    wanted = decided_at.is_(None) if is_open else decided_at.is_not(None)
    order: ColumnElement[int] = ListingRequest.id.asc() if is_open else ListingRequest.id.desc()
    rows = db.session.execute(
        select(ListingRequest, Organisation)
        .join(Organisation, Organisation.id == ListingRequest.organisation_id)
        .where(wanted)
        .order_by(order)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    total = db.session.scalar(select(func.count()).select_from(ListingRequest).where(wanted)) or 0
    entries = [RequestEntry(request=each, organisation=listing) for each, listing in rows]
    return Page(rows=entries, number=page, per_page=PER_PAGE, total=total)


def get_listing_request(listing_request_id: int) -> RequestEntry:
    """Return a request with its listing (NotFoundError)."""
    row = db.session.execute(
        select(ListingRequest, Organisation)
        .join(Organisation, Organisation.id == ListingRequest.organisation_id)
        .where(ListingRequest.id == listing_request_id)
    ).first()
    if row is None:
        raise NotFoundError
    request, organisation = row
    return RequestEntry(request=request, organisation=organisation)


def list_open_requests_about(organisation_id: int) -> list[ListingRequest]:
    """Return what is still asked about one listing, the oldest first."""
    return list(
        db.session.scalars(
            select(ListingRequest)
            .where(
                ListingRequest.organisation_id == organisation_id,
                ListingRequest.decided_at.is_(None),
            )
            .order_by(ListingRequest.id)
        )
    )
