"""The catalogue: themes and pledges, those to choose from and those that were retired."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from brokerage.charter.models import CharterTheme, Pledge
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.web.paging import Page

__all__ = ["CharterTheme", "Pledge"]
PER_PAGE = 50


def list_themes() -> Sequence[CharterTheme]:
    """Return the themes in their order."""
    return db.session.scalars(
        select(CharterTheme).order_by(CharterTheme.position, CharterTheme.code)
    ).all()


def list_pledges() -> Sequence[Pledge]:
    """Return the pledges that can be taken, by theme."""
    return db.session.scalars(
        select(Pledge)
        .join(Pledge.theme)
        .where(Pledge.retired_on.is_(None))
        .order_by(CharterTheme.position, Pledge.id)
    ).all()


def list_catalogue(page: int) -> Page[Pledge]:
    """Return every pledge there ever was, those that can be taken first."""
    total = db.session.scalar(select(func.count()).select_from(Pledge)) or 0
    rows = db.session.scalars(
        select(Pledge)
        .join(Pledge.theme)
        .options(joinedload(Pledge.theme))
        .order_by(Pledge.retired_on.is_not(None), CharterTheme.position, Pledge.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def get_pledge(pledge_id: int) -> Pledge:
    """Return a pledge with its theme, retired or not (NotFoundError)."""
    found = db.session.scalars(
        select(Pledge).where(Pledge.id == pledge_id).options(joinedload(Pledge.theme))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def list_pledges_by_id(ids: Collection[int]) -> Sequence[Pledge]:
    """Return the pledges of these ids that can be taken."""
    return db.session.scalars(
        select(Pledge)
        .where(Pledge.id.in_(sorted(set(ids))), Pledge.retired_on.is_(None))
        .order_by(Pledge.id)
    ).all()


def list_known_codes(codes: Collection[str]) -> dict[str, Pledge]:
    """Return the pledges that have these codes, by code."""
    rows = db.session.scalars(select(Pledge).where(Pledge.code.in_(sorted(set(codes)))))
    return {each.code: each for each in rows}
