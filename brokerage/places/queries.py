"""What is known of places: a postcode's point and council, places by name, the area's lists."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean

from rapidfuzz import fuzz, process
from sqlalchemy import or_, select

from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db
from brokerage.places import rules
from brokerage.places.models import Authority, Outcode, Postcode, PriorityPlace, Town, Ward

LONGEST_WORDS = 100
LIKENESS_FLOOR = 80
"""Of 100: below it, a name is too unlike what was typed to be what was meant."""
JOINING_WORDS = frozenset({"a", "and", "at", "in", "near", "of", "on", "the", "upon"})
WIDEST_SPREAD_M = 8_000
"""Places that share a word but lie further from their middle are not one place."""

UNKNOWN_POSTCODE = "We do not know that postcode. Check it, or enter one near by"


@dataclass(frozen=True, kw_only=True)
class FoundPlace:
    """A point in metres of the British National Grid, and what is known of where it is."""

    label: str
    """How to name it on a page: "OX4 1EQ", "Barton"."""
    easting: int
    northing: int
    postcode: str | None = None
    """Written with its space; None for a place that was not found by a full postcode."""
    authority_code: str | None = None
    authority_name: str | None = None
    """None where the council is not among those that were loaded."""
    ward_name: str | None = None
    decile: int | None = None
    """Deprivation decile, 1 the most deprived; None until such a table is loaded."""
    is_approximate: bool = False
    """The postcode is not known: the point is the middle of its outward code, which `label` is."""


def find_place(postcode: str) -> FoundPlace:
    """Return where a postcode is; one that is not known lies in the middle of its outward code.

    Raises DomainError on `postcode` where it is no postcode or its outward code is unknown.
    """
    clean = rules.clean_postcode(postcode)
    row = db.session.execute(
        select(Postcode, Authority.name, Ward.name)
        .outerjoin(Authority, Authority.code == Postcode.authority_code)
        .outerjoin(Ward, Ward.code == Postcode.ward_code)
        .where(Postcode.postcode == rules.without_space(clean))
    ).first()
    if row is None:
        return _find_in_outcode(clean)
    found, authority_name, ward_name = row
    return FoundPlace(
        label=clean,
        postcode=clean,
        easting=found.easting,
        northing=found.northing,
        authority_code=found.authority_code,
        authority_name=authority_name,
        ward_name=ward_name,
        decile=found.decile,
    )


def find_place_by_words(text: str) -> FoundPlace | None:
    """Return the place meant by a postcode, the first half of one, or a name; None if unknown.

    Names are those of councils, wards and priority places; small misspellings are forgiven.
    """
    words = " ".join(text[: LONGEST_WORDS + 1].split())
    if not words or len(words) > LONGEST_WORDS:
        return None
    try:
        return find_place(words)
    except DomainError:
        pass
    outcode = rules.find_outcode(words)
    return (_find_outcode(outcode) if outcode else None) or _find_named(words)


def list_authorities(today: date) -> Sequence[Authority]:
    """Return the area's councils that exist today, by name."""
    return db.session.scalars(
        select(Authority)
        .where(
            Authority.is_in_area,
            or_(Authority.from_on.is_(None), Authority.from_on <= today),
            or_(Authority.to_on.is_(None), Authority.to_on >= today),
        )
        .order_by(Authority.name, Authority.code)
    ).all()


def get_authority(slug: str) -> Authority:
    """Return a council by its slug, or raise NotFoundError."""
    found = db.session.scalars(select(Authority).where(Authority.slug == slug)).first()
    if found is None:
        raise NotFoundError
    return found


def find_authority_names(slugs: Collection[str]) -> list[str]:
    """Return the short names of these councils, by name; slugs that are not known are left out."""
    return list(
        db.session.scalars(
            select(Authority.short_name)
            .where(Authority.slug.in_(sorted(slugs)))
            .order_by(Authority.short_name, Authority.code)
        )
    )


def list_priority_places() -> Sequence[PriorityPlace]:
    """Return every priority place, by name."""
    return db.session.scalars(
        select(PriorityPlace).order_by(PriorityPlace.name, PriorityPlace.slug)
    ).all()


def list_priority_places_at(easting: int, northing: int) -> list[PriorityPlace]:
    """Return the priority places whose circle holds this point, by name."""
    return [
        place
        for place in list_priority_places()
        if place.easting is not None
        and place.northing is not None
        and place.radius_m is not None
        and rules.is_within((easting, northing), (place.easting, place.northing), place.radius_m)
    ]


def _find_in_outcode(postcode: str) -> FoundPlace:
    found = _find_outcode(rules.outcode_of(postcode))
    if found is None:
        raise DomainError(UNKNOWN_POSTCODE, "postcode")
    return replace(found, postcode=postcode, is_approximate=True)


def _find_outcode(outcode: str) -> FoundPlace | None:
    row = db.session.execute(
        select(Outcode, Authority.name)
        .outerjoin(Authority, Authority.code == Outcode.authority_code)
        .where(Outcode.outcode == outcode)
    ).first()
    if row is None:
        return None
    found, authority_name = row
    return FoundPlace(
        label=outcode,
        easting=found.easting,
        northing=found.northing,
        authority_code=found.authority_code,
        authority_name=authority_name,
    )


def _find_named(words: str) -> FoundPlace | None:
    """Return the place whose name is most like the words, or the middle of those that hold them."""
    typed, named = _key(words), list(_named_places())
    keys = [_key(name) for name, _ in named]
    best = process.extractOne(typed, keys, scorer=fuzz.ratio, score_cutoff=LIKENESS_FLOOR)
    if best:
        return named[best[2]][1]
    parts = set(typed.split()) - JOINING_WORDS
    return _middle(
        words, [named[at][1] for at, key in enumerate(keys) if parts and parts <= set(key.split())]
    )


def _middle(label: str, places: Sequence[FoundPlace]) -> FoundPlace | None:
    """Return the middle of places that lie together, as the wards of a town do."""
    if not places:
        return None
    easting = round(fmean(place.easting for place in places))
    northing = round(fmean(place.northing for place in places))
    spread = max(
        rules.distance_m((easting, northing), (place.easting, place.northing)) for place in places
    )
    if spread > WIDEST_SPREAD_M:
        return None
    return FoundPlace(label=label, easting=easting, northing=northing)


def _key(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold().replace("&", " and ")))


def _named_places() -> Iterator[tuple[str, FoundPlace]]:
    """Yield each name and its place; of two that fit equally well, the earlier is meant."""
    for authority in db.session.scalars(select(Authority).order_by(Authority.code)):
        place = _place_at(authority.short_name, authority, authority)
        if place:
            yield authority.short_name, place
            yield authority.name, place
    for town in db.session.scalars(select(Town).order_by(Town.name, Town.slug)):
        yield (
            town.name,
            FoundPlace(label=town.name, easting=town.easting, northing=town.northing),
        )
    is_its_authority = PriorityPlace.authority_slug == Authority.slug
    priority_places = (
        select(PriorityPlace, Authority)
        .outerjoin(Authority, is_its_authority)
        .order_by(PriorityPlace.name, PriorityPlace.slug)
    )
    wards = (
        select(Ward, Authority)
        .outerjoin(Authority, Ward.authority_code == Authority.code)
        .order_by(Ward.name, Ward.code)
    )
    for found, its_authority in (
        *db.session.execute(priority_places),
        *db.session.execute(wards),
    ):
        place = _place_at(found.name, found, its_authority)
        if place:
            yield found.name, place


def _place_at(
    label: str, where: Authority | PriorityPlace | Ward, authority: Authority | None
) -> FoundPlace | None:
    if where.easting is None or where.northing is None:
        return None
    return FoundPlace(
        label=label,
        easting=where.easting,
        northing=where.northing,
        authority_code=authority.code if authority else None,
        authority_name=authority.name if authority else None,
        ward_name=where.name if isinstance(where, Ward) else None,
    )
