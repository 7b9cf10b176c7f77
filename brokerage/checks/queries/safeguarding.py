"""Hosts' own safeguarding: their yearly reviews and whom to tell of a worry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import String, cast, func, select

from brokerage.checks.models import SafeguardingContact, SafeguardingReview
from brokerage.checks.queries.days import list_sources
from brokerage.checks.rules.safeguarding import Review, ReviewStanding, review_standing
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Kind, Status, Want
from brokerage.web.paging import Page

PER_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class HostStanding:
    """A host and how its reviews stand."""

    organisation: Organisation
    reviews: Sequence[ReviewStanding]
    has_contact: bool


@dataclass(frozen=True, kw_only=True)
class WorryContact:
    """Whom to tell of a worry at one host."""

    host_name: str
    is_council: bool
    post: str
    phone: str
    email: str


def list_standings(organisation_id: int, today: date) -> list[ReviewStanding]:
    """Return how a host's yearly reviews stand."""
    last = _list_last([organisation_id])
    return [
        review_standing(review, last.get((organisation_id, review)), today) for review in Review
    ]


def list_reviews(organisation_id: int) -> Sequence[SafeguardingReview]:
    """Return every review a host recorded, newest first."""
    return db.session.scalars(
        select(SafeguardingReview)
        .where(SafeguardingReview.organisation_id == organisation_id)
        .order_by(SafeguardingReview.done_on.desc(), SafeguardingReview.id.desc())
    ).all()


def find_last_review(organisation_id: int, review: str) -> date | None:
    """Return the day of a host's last review of one kind."""
    return _list_last([organisation_id]).get((organisation_id, review))


def find_contact(organisation_id: int) -> SafeguardingContact | None:
    """Return whom to tell of a worry at a host, if it has said so."""
    return db.session.get(SafeguardingContact, organisation_id)


def list_host_standings(today: date, page: int) -> Page[HostStanding]:
    """Return the approved hosts by name, with how their reviews stand."""
    is_host = (
        Organisation.status == Status.APPROVED,
        # JSON has no portable "contains"; the values are quoted, so none is part of another.
        cast(Organisation.wants, String).contains(f'"{Want.HOST_VOLUNTEERS}"'),
    )
    hosts = db.session.scalars(
        select(Organisation)
        .where(*is_host)
        .order_by(func.lower(Organisation.name), Organisation.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(Organisation).where(*is_host)) or 0
    ids = [host.id for host in hosts]
    last, reachable = _list_last(ids), _list_with_contact(ids)
    rows = [
        HostStanding(
            organisation=host,
            reviews=[
                review_standing(review, last.get((host.id, review)), today) for review in Review
            ],
            has_contact=host.id in reachable,
        )
        for host in hosts
    ]
    return Page(rows, page, PER_PAGE, total)


def list_worry_contacts(user_id: int, today: date) -> list[WorryContact]:
    """Return whom to tell at the hosts someone has a place with, where these have said so."""
    places = [place for source in list_sources() for place in source.list_of_user(user_id, today)]
    ids = {place.organisation_id for place in places}
    rows = db.session.execute(
        select(Organisation.name, Organisation.kind, SafeguardingContact)
        .join(SafeguardingContact, SafeguardingContact.organisation_id == Organisation.id)
        .where(Organisation.id.in_(ids))
        .order_by(func.lower(Organisation.name), Organisation.id)
    )
    return [
        WorryContact(
            host_name=name or "",
            is_council=kind == Kind.AUTHORITY,
            post=contact.post,
            phone=contact.phone,
            email=contact.email,
        )
        for name, kind, contact in rows
    ]


def _list_last(organisation_ids: Sequence[int]) -> dict[tuple[int, str], date]:
    rows = db.session.execute(
        select(
            SafeguardingReview.organisation_id,
            SafeguardingReview.review,
            func.max(SafeguardingReview.done_on).label("done_on"),
        )
        .where(SafeguardingReview.organisation_id.in_(organisation_ids))
        .group_by(SafeguardingReview.organisation_id, SafeguardingReview.review)
    )
    return {(row.organisation_id, row.review): row.done_on for row in rows}


def _list_with_contact(organisation_ids: Sequence[int]) -> set[int]:
    return set(
        db.session.scalars(
            select(SafeguardingContact.organisation_id).where(
                SafeguardingContact.organisation_id.in_(organisation_ids)
            )
        )
    )
