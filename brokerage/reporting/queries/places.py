"""Where it happened: wards with the middle of their postcodes, deprivation, priority places."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Subquery, case, func, select

from brokerage.extensions import db
from brokerage.places.models import Authority, Postcode, Ward
from brokerage.places.queries import list_priority_places

DEPRIVED = 2
"""The deciles that are the 20% most deprived in England."""


def list_wards(codes: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return what is known of these wards; one nobody has loaded has its code for a name.

    The middle is that of its postcodes. `deprived` is how many in a hundred of its postcodes
    lie in the 20% most deprived areas of England; None until such a table is loaded.
    """
    found = {code: {"name": code} | _unknown() for code in codes}
    deprived = _deprived(codes)
    rows = db.session.execute(
        select(Ward, Authority.short_name, deprived.c.percent)
        .outerjoin(Authority, Authority.code == Ward.authority_code)
        .outerjoin(deprived, deprived.c.ward_code == Ward.code)
        .where(Ward.code.in_(sorted(codes)))
    )
    for ward, authority, percent in rows if codes else ():
        found[ward.code] = {
            "name": ward.name,
            "authority": authority,
            "easting": ward.easting,
            "northing": ward.northing,
            "deprived": None if percent is None else int(percent),
        }
    return found


def list_all_wards() -> list[tuple[str, str]]:
    """Return the wards of the area by name, for a list to choose from."""
    rows = db.session.execute(
        select(Ward.code, Ward.name, Authority.short_name)
        .join(Authority, Authority.code == Ward.authority_code)
        .where(Authority.is_in_area)
        .order_by(Ward.name, Ward.code)
    )
    return [(code, f"{name} ({authority})") for code, name, authority in rows]


def list_marked_places() -> list[dict[str, Any]]:
    """Return the partnership's priority places, with their middle where it is known."""
    return [
        {
            "name": place.name,
            "band": place.band,
            "easting": place.easting,
            "northing": place.northing,
            "radius": place.radius_m,
            "source": place.source,
        }
        for place in list_priority_places()
    ]


def _unknown() -> dict[str, Any]:
    return dict.fromkeys(("authority", "easting", "northing", "deprived"))


def _deprived(codes: Collection[str]) -> Subquery:
    is_deprived = case((Postcode.decile <= DEPRIVED, 100), else_=0)
    return (
        select(Postcode.ward_code, func.avg(is_deprived).label("percent"))
        .where(Postcode.ward_code.in_(sorted(codes)), Postcode.decile.is_not(None))
        .group_by(Postcode.ward_code)
        .subquery()
    )
