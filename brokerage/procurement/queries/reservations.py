"""What a brief is reserved for, whom that lets in, and what stands in the way of an invitation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import exists, or_, select

from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.places.models import Authority
from brokerage.procurement.models import (
    Approach,
    Brief,
    BriefReservation,
    BuyingFacts,
    Enquiry,
    MarketSearch,
    OwnedCompany,
    ShortlistEntry,
)
from brokerage.procurement.queries.buying_rules import (
    find_own_authority,
    get_buying_rulebook,
    list_own_codes,
)
from brokerage.procurement.rules.briefs import BuyerKind
from brokerage.procurement.rules.enquiries import Audience
from brokerage.procurement.rules.reserving import (
    IN_HOUSE,
    Area,
    ReservationKind,
    Reserved,
    Way,
    filters_in_the_way,
)
from brokerage.procurement.rules.searches import RESERVATION_NEEDED, RESERVATION_SENTENCES
from brokerage.web.features import contributions

TO_INVITE = " Search again without the filter, or add suppliers from a list that is not narrowed."


def find_reservation(brief_id: int) -> BriefReservation | None:
    """Return the reservation recorded on a brief, if there is one."""
    return db.session.get(BriefReservation, brief_id)


def find_reserved(brief_id: int | None) -> Reserved | None:
    """Return for whom a brief is reserved, as the rules take it."""
    row = None if brief_id is None else find_reservation(brief_id)
    if row is None:
        return None
    return Reserved(kinds=frozenset(row.kinds), area_codes=frozenset(row.area_codes))


def has_invited(brief_id: int) -> bool:
    """Say whether anyone was asked or invited, or has answered an open brief."""
    asked = or_(
        exists().where(Enquiry.brief_id == brief_id), exists().where(Approach.brief_id == brief_id)
    )
    if db.session.scalar(select(asked)):
        return True
    return any(was_invited(brief_id) for was_invited in contributions("brief_invited"))


def list_reserved_kinds(brief_id: int) -> list[str]:
    """Return the kinds of reservation decided for a brief, in the order of their words."""
    reserved = find_reserved(brief_id)
    return [each.value for each in ReservationKind if reserved and each in reserved.kinds]


def list_area_codes(organisation: Organisation, area: str, on_day: date) -> list[str]:
    """Return the codes of the councils whose areas make a buyer's local area.

    A county's area holds those of its districts.
    """
    if area == Area.OWN:
        return list_own_codes(organisation)
    own = find_own_authority(organisation)
    if own is None:
        return []
    county = own.parent_slug or own.slug
    wanted = or_(Authority.code == own.code, Authority.parent_slug == county)
    if area == Area.COUNTY:
        wanted = or_(wanted, Authority.slug == county)
    if area == Area.BORDERS:
        slugs = get_buying_rulebook().borders(county, on_day)
        wanted = or_(
            Authority.code == own.code, Authority.parent_slug == own.slug, Authority.slug.in_(slugs)
        )
    query = select(Authority.code).where(wanted).order_by(Authority.code)
    return list(db.session.scalars(query))


def list_area_names(codes: Collection[str]) -> list[str]:
    """Return the short names of councils by their codes, by name."""
    return list(
        db.session.scalars(
            select(Authority.short_name)
            .where(Authority.code.in_(codes))
            .order_by(Authority.short_name)
        )
    )


def find_invite_block(brief: Brief, audience: str) -> str | None:
    """Return the rule that stands in the way of an invitation to this audience, or None."""
    facts = db.session.get(BuyingFacts, brief.id)
    if facts is not None and facts.way == Way.IN_HOUSE:
        return IN_HOUSE
    if brief.buyer_kind != BuyerKind.COUNCIL:
        return None
    used = _filters_acted_on(brief.id, audience)
    if not used:
        return None
    rows = db.session.execute(select(Authority.slug, Authority.code))
    areas = {row.slug: row.code for row in rows}
    blocking = filters_in_the_way(used, find_reserved(brief.id), areas)
    if not blocking:
        return None
    needed = {RESERVATION_NEEDED[name] for name in blocking}
    return " ".join(RESERVATION_SENTENCES[each] for each in sorted(needed)) + TO_INVITE


def find_shortlist_block(brief: Brief) -> str | None:
    """Return the rule that stands in the way of inviting the shortlist to compete, or None."""
    return find_invite_block(brief, Audience.SHORTLIST)


def list_council_owned(organisation_ids: Collection[int]) -> dict[int, str]:
    """Return which of these suppliers a council owns: its name, by the supplier's id."""
    rows = db.session.execute(
        select(OwnedCompany.organisation_id, Authority.name, OwnedCompany.authority_code)
        .outerjoin(Authority, Authority.code == OwnedCompany.authority_code)
        .where(OwnedCompany.organisation_id.in_(organisation_ids))
        .order_by(OwnedCompany.organisation_id)
    )
    return {row.organisation_id: row.name or row.authority_code for row in rows}


def _filters_acted_on(brief_id: int, audience: str) -> dict[str, object]:
    """Return the filters on place or kind of body that narrowed what this audience is."""
    if audience == Audience.SHORTLIST:
        rows = db.session.scalars(
            select(ShortlistEntry.narrowed_by).where(ShortlistEntry.brief_id == brief_id)
        )
        pairs = (each.partition("=") for row in rows for each in row)
        found: dict[str, object] = {name: value for name, _, value in pairs}
    else:
        newest = select(MarketSearch.filters).where(MarketSearch.brief_id == brief_id)
        found = db.session.scalars(newest.order_by(MarketSearch.id.desc()).limit(1)).first() or {}
    return {name: value for name, value in found.items() if name in RESERVATION_NEEDED}
