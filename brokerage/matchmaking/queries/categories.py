"""Categories: what is sold (cpv), causes, skills, topics."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import and_, or_, select

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.models import Category


def list_categories(scheme: str, level: str | None = None) -> list[Category]:
    """Return the categories of a scheme by code, of one level only where one is given."""
    query = select(Category).where(Category.scheme == scheme).order_by(Category.code)
    if level is not None:
        query = query.where(Category.level == level)
    return list(db.session.scalars(query))


def get_category(scheme: str, code: str) -> Category:
    """Return one category (NotFoundError)."""
    category = db.session.get(Category, (scheme, code))
    if category is None:
        raise NotFoundError
    return category


def find_labels_by_scheme(codes: Mapping[str, Collection[str]]) -> dict[str, dict[str, str]]:
    """Return the same as `find_labels` for several schemes at once, by scheme; 1 statement."""
    rows = db.session.execute(
        select(Category.scheme, Category.code, Category.label)
        .where(
            or_(
                *(
                    and_(Category.scheme == scheme, Category.code.in_(wanted))
                    for scheme, wanted in codes.items()
                )
            )
        )
        .order_by(Category.scheme, Category.code)
    )
    found: dict[str, dict[str, str]] = {scheme: {} for scheme in codes}
    for row in rows:
        found[row.scheme][row.code] = row.label
    return found


def find_labels(scheme: str, codes: Collection[str]) -> dict[str, str]:
    """Return the labels of the codes that are known, by code, in the order of the codes."""
    rows = db.session.execute(
        select(Category.code, Category.label)
        .where(Category.scheme == scheme, Category.code.in_(codes))
        .order_by(Category.code)
    )
    return {row.code: row.label for row in rows}
