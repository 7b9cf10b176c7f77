"""Organisations as the matcher sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from brokerage.extensions import db, utcnow
from brokerage.matchmaking.profiles import ProfileSource
from brokerage.organisations import rules
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules.evidence import NEVER_RANKED
from brokerage.places.queries import FoundPlace
from brokerage.places.rules import metres
from brokerage.web.features import contributions
from matching.profile import Evidence, Place, Profile, Seeker

MOST_IDS_A_QUERY = 500


@dataclass(frozen=True, kw_only=True)
class DirectorySearch:
    """What is looked for; everything may be left open."""

    text: str = ""
    place: FoundPlace | None = None
    within_miles: int | None = None
    kind: str = ""
    category: str = ""
    wants: str = ""
    is_social_enterprise: bool = False
    is_member: bool = False
    is_nearest_first: bool = False


def list_profiles(ids: Collection[int] | None) -> Iterable[Profile]:
    """Give the profiles of all that is public, or of those among the ids."""
    query = (
        select(Organisation)
        .where(Organisation.status.in_(rules.PUBLIC_STATUSES))
        .order_by(Organisation.id)
        .options(
            selectinload(Organisation.categories),
            selectinload(Organisation.causes),
            selectinload(Organisation.evidence),
        )
    )
    if ids is not None and len(ids) <= MOST_IDS_A_QUERY:
        query = query.where(Organisation.id.in_(ids))
    wanted = None if ids is None else set(ids)
    today = utcnow().date()
    more = [find_tags(ids, today) for find_tags in contributions("organisation_tags")]
    for organisation in db.session.scalars(query):
        if wanted is None or organisation.id in wanted:
            tags = (found.get(organisation.id, frozenset()) for found in more)
            yield profile_of(organisation, today, frozenset().union(*tags))


def profile_of(
    organisation: Organisation, today: date, more_tags: frozenset[str] = frozenset()
) -> Profile:
    """Return what the matcher may know: nothing self-declared is passed on as verified.

    `more_tags` are those that upper rooms give (contributions "organisation_tags").
    """
    miles = organisation.serves_miles
    return Profile(
        id=organisation.id,
        name=organisation.name or "",
        fields={"description": organisation.description},
        categories=tuple(each.code for each in organisation.categories),
        causes=tuple(each.code for each in organisation.causes),
        place=_place_of(organisation),
        reach_m=metres(miles) if miles else None,
        areas=frozenset(organisation.serves_areas),
        is_remote=organisation.serves_remotely,
        evidence=tuple(
            Evidence(kind, rules.EVIDENCE_LABELS[kind], is_verified)
            for kind, is_verified in _evidence_of(organisation, today).items()
        ),
        tags=more_tags.union(tags_of(organisation)),
    )


def tag_of(organisation_id: int) -> str:
    """Return the tag that this organisation alone has, for seekers that must not find it."""
    return f"organisation:{organisation_id}"


def tags_of(organisation: Organisation) -> Iterable[str]:
    """Give the filters an organisation passes."""
    yield tag_of(organisation.id)
    yield f"kind:{organisation.kind}"
    yield from (f"wants:{want}" for want in organisation.wants)
    yield from (f"category:{each.code}" for each in organisation.categories)
    yield from {f"category:{each.code[:2]}000000" for each in organisation.categories}
    yield from (f"cause:{each.code}" for each in organisation.causes)
    if is_social_enterprise(organisation):
        yield "is:social-enterprise"
    if organisation.status == rules.Status.LISTED:
        yield "is:listing"


def is_social_enterprise(organisation: Organisation) -> bool:
    """Whether it says that it trades for a social purpose."""
    return organisation.is_social_enterprise or organisation.kind in {
        rules.Kind.SOCIAL_ENTERPRISE,
        rules.Kind.CO_OPERATIVE,
    }


def seeker_of(search: DirectorySearch) -> Seeker:
    """Return the search as the matcher takes it."""
    place = search.place
    wanted = {
        f"kind:{search.kind}": search.kind,
        f"category:{search.category}": search.category,
        f"wants:{search.wants}": search.wants,
        "is:social-enterprise": search.is_social_enterprise,
    }
    within = search.within_miles if place else None
    return Seeker(
        text=search.text,
        place=Place(place.easting, place.northing) if place else None,
        place_label=place.label if place else "",
        within_m=metres(within) if within else None,
        all_tags=frozenset(tag for tag, is_wanted in wanted.items() if is_wanted),
        no_tags=frozenset({"is:listing"}) if search.is_member else frozenset(),
    )


def _evidence_of(organisation: Organisation, today: date) -> dict[str, bool]:
    """Return each kind that may count in a ranking, and whether it is verified: a kind once."""
    found: dict[str, bool] = {}
    for each in organisation.evidence:
        if each.kind not in NEVER_RANKED:
            found[each.kind] = found.get(each.kind, False) or each.is_verified(today)
    return found


def _place_of(organisation: Organisation) -> Place | None:
    if organisation.easting is None or organisation.northing is None:
        return None
    return Place(organisation.easting, organisation.northing)


ORGANISATION_SOURCE = ProfileSource(kind="organisation", list_profiles=list_profiles)
