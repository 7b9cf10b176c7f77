"""Briefs and suppliers as the matcher takes them: each looks for the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from brokerage.extensions import db
from brokerage.matchmaking.profiles import BRIEF, ProfileSource, PurposeTexts
from brokerage.organisations.models import Organisation
from brokerage.organisations.profiles import ORGANISATION_SOURCE, tag_of
from brokerage.organisations.rules import Status, Want
from brokerage.places.models import Authority
from brokerage.places.rules import metres
from brokerage.procurement.models import Brief
from brokerage.procurement.queries.marks import find_marks
from brokerage.procurement.queries.reservations import find_reserved
from brokerage.procurement.rules import eligibility, reserving, social_value
from brokerage.procurement.rules.briefs import BriefStatus, Visibility, weighs_location
from brokerage.procurement.rules.reserving import Marks, ReservationKind, Reserved
from brokerage.procurement.rules.searches import PURPOSE_KIND
from matching.profile import Place, Profile, Seeker, Serves, TagRule

MOST_IDS_A_QUERY = 500
SUPPLIER_RULES = (
    TagRule("listing", eligibility.IS_LISTING, none_of=frozenset({"is:listing"})),
    TagRule("sells", eligibility.SELLS_NOTHING, any_of=frozenset({f"wants:{Want.SELL}"})),
)
"""Who may be matched and asked at all; for one brief, its buyer besides may not."""
IS_UK = "meets:uk"
BODY_TAGS: Mapping[str, str] = {
    ReservationKind.SME: "meets:sme",
    ReservationKind.VCSE: "meets:vcse",
}
NOTHING_SEEN = Marks()


def brief_seeker(brief: Brief) -> Seeker:
    """Return what a brief looks for among organisations; the hard rules are eligibility's."""
    return make_brief_seeker(brief, _find_counties(_slugs_of(brief)), find_reserved(brief.id))


def make_brief_seeker(
    brief: Brief, counties: Mapping[str, str], reserved: Reserved | None = None
) -> Seeker:
    """Return the same, given the county of the brief's district and whom it is reserved for."""
    delivery = make_delivery_facts(brief, counties)
    return Seeker(
        text=f"{brief.title}. {brief.need}",
        categories=tuple(brief.categories),
        evidence=social_value.wanted_evidence(brief.social_values),
        place=_place_of(brief),
        place_label=brief.place_name or brief.postcode or "",
        serves=Serves(
            eligibility.ELSEWHERE,
            areas=delivery.areas,
            by_reach=True,
            remotely=delivery.is_remote,
        ),
        tag_rules=(
            _not_from(brief.organisation_id, eligibility.BUYER_ITSELF),
            *SUPPLIER_RULES,
            *_reservation_rules(reserved),
        ),
    )


def brief_weights(brief: Brief) -> Mapping[str, float]:
    """Return the weights of parts that differ for a brief.

    For a council the place weighs nothing, by law. Evidence weighs more where some was asked for.
    """
    weights = {} if weighs_location(brief.buyer_kind) else {"place": 0.0}
    if social_value.wanted_evidence(brief.social_values):
        weights["evidence"] = social_value.EVIDENCE_WEIGHT
    return weights


def supplier_seeker(organisation: Organisation) -> Seeker:
    """Return what a supplier looks for among open briefs: what it sells, where it works.

    The place is a rule for its own benefit and never counts: near and far briefs are alike.
    """
    place = _place_of(organisation)
    miles = organisation.serves_miles
    return Seeker(
        text=organisation.description,
        categories=tuple(each.code for each in organisation.categories),
        place=place,
        place_label="you",
        serves=Serves(
            eligibility.NOT_YOURS,
            areas=frozenset(organisation.serves_areas),
            within_m=metres(miles) if place and miles else None,
            remotely=organisation.serves_remotely,
        ),
        tag_rules=(_not_from(organisation.id, eligibility.YOUR_OWN),),
        any_suffices=True,
    )


def supplier_facts(
    organisation: Organisation, marks: Marks = NOTHING_SEEN
) -> eligibility.SupplierFacts:
    """Return what rules briefs in or out, from an organisation and what a broker has seen of it."""
    return eligibility.SupplierFacts(
        organisation_id=organisation.id,
        is_approved=organisation.status == Status.APPROVED,
        is_listing=organisation.status == Status.LISTED,
        sells=Want.SELL in organisation.wants,
        areas=frozenset(organisation.serves_areas),
        point=_point_of(organisation),
        miles=organisation.serves_miles,
        works_remotely=organisation.serves_remotely,
        marks=marks,
    )


def find_reservation_tags(ids: Collection[int] | None, today: date) -> Mapping[int, frozenset[str]]:
    """Return the tags by which reservations rule suppliers in, of those who have any."""
    return {each: tags_of(marks) for each, marks in find_marks(ids, today).items()}


def tags_of(marks: Marks) -> frozenset[str]:
    """Return what a broker has seen as tags."""
    met = {
        IS_UK: marks.is_uk,
        BODY_TAGS[ReservationKind.SME]: marks.is_sme,
        BODY_TAGS[ReservationKind.VCSE]: marks.is_vcse,
    }
    return frozenset(map(based_tag, marks.based)) | {tag for tag, is_met in met.items() if is_met}


def based_tag(authority_code: str) -> str:
    """Return the tag of those who have worked in a council's area for long enough."""
    return f"based:{authority_code}"


def delivery_facts(brief: Brief) -> eligibility.DeliveryFacts:
    """Return what rules suppliers in or out, from a brief."""
    return make_delivery_facts(brief, _find_counties(_slugs_of(brief)), find_reserved(brief.id))


def make_delivery_facts(
    brief: Brief, counties: Mapping[str, str], reserved: Reserved | None = None
) -> eligibility.DeliveryFacts:
    """Return the same, given the county of the brief's district and whom it is reserved for."""
    return eligibility.DeliveryFacts(
        buyer_id=brief.organisation_id,
        areas=_areas_of(brief, counties),
        point=_point_of(brief),
        is_remote=brief.is_delivered_remotely,
        reserved=reserved,
    )


def list_brief_profiles(ids: Collection[int] | None) -> Iterable[Profile]:
    """Give the briefs that every approved supplier may read; no private one ever gets here."""
    query = (
        select(Brief)
        .join(Organisation, Organisation.id == Brief.organisation_id)
        .where(
            Brief.status == BriefStatus.LOOKING,
            Brief.visibility == Visibility.OPEN,
            Organisation.status == Status.APPROVED,
        )
        .order_by(Brief.id)
    )
    if ids is not None and len(ids) <= MOST_IDS_A_QUERY:
        query = query.where(Brief.id.in_(ids))
    wanted = None if ids is None else set(ids)
    briefs = [each for each in db.session.scalars(query) if wanted is None or each.id in wanted]
    counties = _find_counties({slug for brief in briefs for slug in _slugs_of(brief)})
    return [brief_profile(brief, counties) for brief in briefs]


def brief_profile(brief: Brief, counties: Mapping[str, str]) -> Profile:
    """Return what the matcher may know of an open brief; `counties` by the slug of a district."""
    return Profile(
        id=brief.id,
        name=brief.title,
        fields={"need": brief.need},
        categories=tuple(brief.categories),
        place=_place_of(brief),
        areas=_areas_of(brief, counties),
        is_remote=brief.is_delivered_remotely,
        tags=frozenset({f"buyer:{brief.buyer_kind}", tag_of(brief.organisation_id)}),
    )


def find_public_texts(ids: Collection[int]) -> dict[int, str]:
    """Return what open briefs ask for, by id; every approved supplier may read those.

    No private brief is read here, so none can leave a trace in what others find.
    """
    rows = db.session.execute(
        select(Brief.id, Brief.title, Brief.need)
        .where(Brief.id.in_(ids), Brief.visibility == Visibility.OPEN)
        .order_by(Brief.id)
    )
    return {row.id: f"{row.title}. {row.need}" for row in rows}


def _not_from(organisation_id: int, sentence: str) -> TagRule:
    """Nobody is matched with themselves; the organisation's own tag tells which that is."""
    return TagRule("own", sentence, none_of=frozenset({tag_of(organisation_id)}))


def _reservation_rules(reserved: Reserved | None) -> tuple[TagRule, ...]:
    """The same as `reserving.why_not_reserved`, over tags."""
    rules = []
    if reserved and reserved.place_kind:
        codes = map(based_tag, reserved.area_codes)
        tags = {IS_UK} if reserved.place_kind == ReservationKind.UK else codes
        sentence = reserving.SENTENCES[reserved.place_kind]
        rules.append(TagRule("reserved-place", sentence, any_of=frozenset(tags)))
    if reserved and reserved.body_kinds:
        bodies = frozenset(BODY_TAGS[each] for each in reserved.body_kinds)
        rules.append(TagRule("reserved-body", reserved.body_sentence, any_of=bodies))
    return tuple(rules)


def _find_counties(slugs: Collection[str]) -> dict[str, str]:
    """Return the county of each district among the councils, by their slugs."""
    rows = db.session.execute(
        select(Authority.slug, Authority.parent_slug)
        .where(Authority.slug.in_(sorted(slugs)), Authority.parent_slug.is_not(None))
        .order_by(Authority.slug)
    )
    return {row.slug: row.parent_slug or "" for row in rows}


def _slugs_of(brief: Brief) -> set[str]:
    return {brief.authority_slug} if brief.authority_slug else set()


def _areas_of(brief: Brief, counties: Mapping[str, str]) -> frozenset[str]:
    """A supplier that serves the county serves each of its districts; not the other way round."""
    slugs = _slugs_of(brief)
    return frozenset(slugs | {counties[slug] for slug in slugs if slug in counties})


def _point_of(row: Any) -> tuple[int, int] | None:
    if row.easting is None or row.northing is None:
        return None
    return row.easting, row.northing


def _place_of(row: Any) -> Place | None:
    point = _point_of(row)
    return Place(*point) if point else None


BRIEF_SOURCE = ProfileSource(
    kind="brief",
    list_profiles=list_brief_profiles,
    wording=BRIEF,
    schemes=("cpv",),
    # Nothing of a brief is verified; and how near it is, is for the supplier to judge.
    weights={"evidence": 0.0, "place": 0.0},
)
CHOSEN_FOR = PurposeTexts(
    kind=ORGANISATION_SOURCE.kind, purpose_kind=PURPOSE_KIND, find_public=find_public_texts
)
