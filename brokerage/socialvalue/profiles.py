"""Projects and standing offers as the matcher sees them, and what each side looks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from brokerage.extensions import db, utcnow
from brokerage.matchmaking.profiles import BRIEF, Profile, ProfileSource, Seeker
from brokerage.organisations.models import Organisation
from brokerage.organisations.profiles import tag_of
from brokerage.organisations.rules import Status
from brokerage.places.queries import FoundPlace
from brokerage.places.rules import metres
from brokerage.socialvalue.models import Project, ProjectNeed, StandingOffer
from brokerage.socialvalue.rules.kinds import KIND_LABELS
from brokerage.socialvalue.rules.projects import ProjectStatus
from matching.profile import Evidence, Place, TagRule

PROJECT_KIND = "project"
OFFER_KIND = "standing-offer"
PRIORITY = "priority-place"
PRIORITY_WEIGHT = 0.15
"""What a priority place adds to a project's score, of 1: stated on the page that shows it."""
MOST_IDS_A_QUERY = 500
ENDED = "It is not open any more."
YOUR_OWN = "It is your own organisation’s."


@dataclass(frozen=True, kw_only=True)
class ProjectSearch:
    """What is looked for among open projects; everything may be left open."""

    text: str = ""
    kind: str = ""
    place: FoundPlace | None = None
    within_miles: int | None = None
    is_priority: bool = False


def search_seeker(search: ProjectSearch) -> Seeker:
    """Return a search as the matcher takes it; priority places count for each."""
    place = search.place
    tags = {f"kind:{search.kind}"} if search.kind else set()
    if search.is_priority:
        tags.add("is:priority")
    within = search.within_miles if place else None
    return Seeker(
        text=search.text,
        place=Place(place.easting, place.northing) if place else None,
        place_label=place.label if place else "",
        within_m=metres(within) if within else None,
        all_tags=frozenset(tags),
        evidence=(PRIORITY,),
    )


def giver_seeker(organisation: Organisation) -> Seeker:
    """Return what a business may want to help with: what it does and sells, and where it is."""
    place = (
        Place(organisation.easting, organisation.northing)
        if organisation.easting is not None and organisation.northing is not None
        else None
    )
    return Seeker(
        text=organisation.description,
        place=place,
        place_label="where you are" if place else "",
        evidence=(PRIORITY,),
        tag_rules=(TagRule("own", YOUR_OWN, none_of=frozenset({tag_of(organisation.id)})),),
        any_suffices=True,
    )


def need_seeker(project: Project) -> Seeker:
    """Return what a project looks for among standing offers: its kinds, in its own words."""
    left = [need for need in project.needs if need.left > 0]
    return Seeker(
        text=" ".join([f"{need.what}. {need.detail}" for need in left]),
        any_tags=(frozenset(f"kind:{need.kind}" for need in left),) if left else (),
        tag_rules=(TagRule("own", YOUR_OWN, none_of=frozenset({tag_of(project.organisation_id)})),),
        any_suffices=True,
    )


def list_project_profiles(ids: Collection[int] | None) -> Iterable[Profile]:
    """Give the open projects of approved bodies of which something is left, or those of the ids."""
    query = (
        select(Project)
        .join(Project.organisation)
        .where(Project.status == ProjectStatus.OPEN, Organisation.status == Status.APPROVED)
        .options(contains_eager(Project.organisation), selectinload(Project.needs))
        .order_by(Project.id)
    )
    if ids is not None and len(ids) <= MOST_IDS_A_QUERY:
        query = query.where(Project.id.in_(ids))
    wanted = None if ids is None else set(ids)
    for project in db.session.scalars(query).unique():
        if wanted is None or project.id in wanted:
            yield project_profile(project)


def list_offer_profiles(ids: Collection[int] | None) -> Iterable[Profile]:
    """Give the standing offers that can still be asked for, or those among the ids."""
    query = (
        select(StandingOffer)
        .join(StandingOffer.organisation)
        .where(
            StandingOffer.status == "open",
            StandingOffer.until_on >= utcnow().date(),
            StandingOffer.agreed < StandingOffer.amount,
            Organisation.status == Status.APPROVED,
        )
        .options(contains_eager(StandingOffer.organisation))
        .order_by(StandingOffer.id)
    )
    if ids is not None and len(ids) <= MOST_IDS_A_QUERY:
        query = query.where(StandingOffer.id.in_(ids))
    wanted = None if ids is None else set(ids)
    for standing in db.session.scalars(query):
        if wanted is None or standing.id in wanted:
            yield offer_profile(standing)


def project_profile(project: Project) -> Profile:
    """Return what the matcher may know of a project: all of it is public."""
    left = [need for need in project.needs if need.left > 0]
    tags = {tag_of(project.organisation_id), *(f"kind:{need.kind}" for need in left)}
    if project.priority_place:
        tags.add("is:priority")
    return Profile(
        id=project.id,
        name=project.title,
        fields={
            "description": project.why,
            "needs": " ".join(_words_of(need) for need in left),
            "place": project.place_name,
        },
        place=Place(project.easting, project.northing),
        evidence=(Evidence(PRIORITY, project.priority_place, is_verified=True),)
        if project.priority_place
        else (),
        tags=frozenset(tags),
    )


def offer_profile(standing: StandingOffer) -> Profile:
    """Return what the matcher may know of a standing offer: all of it is public."""
    organisation = standing.organisation
    return Profile(
        id=standing.id,
        name=standing.title,
        fields={"description": f"{standing.detail} {KIND_LABELS[standing.kind]}"},
        place=Place(organisation.easting, organisation.northing)
        if organisation.easting is not None and organisation.northing is not None
        else None,
        tags=frozenset({tag_of(standing.organisation_id), f"kind:{standing.kind}"}),
    )


def _words_of(need: ProjectNeed) -> str:
    return f"{need.what}. {need.detail} {KIND_LABELS[need.kind]}"


PROJECT = replace(
    BRIEF,
    absent=ENDED,
    evidence="Is in a place that the partnership puts first: {}.",
    no_evidence="Is not in a place that the partnership puts first.",
    evidence_share="",
    no_evidence_asked="Is not in a place that the partnership puts first.",
    no_place="Has not said where it is.",
    passes="Passes every filter that you set.",
    nothing_yet="No project is open yet.",
    try_less="Try fewer or more general words, or fewer filters.",
    below_floor="It has too little of what you looked for.",
)
STANDING = replace(
    PROJECT,
    passes="Is of a kind that you need.",
    nothing_yet="No business has made a standing offer yet.",
    try_less="Say more about what you need.",
)
PROJECT_SOURCE = ProfileSource(
    kind=PROJECT_KIND,
    list_profiles=list_project_profiles,
    wording=PROJECT,
    schemes=("cause", "skill"),
    weights={"evidence": PRIORITY_WEIGHT},
    field_weights={"needs": 1.5, "place": 0.5},
)
OFFER_SOURCE = ProfileSource(
    kind=OFFER_KIND,
    list_profiles=list_offer_profiles,
    wording=STANDING,
    schemes=("cause", "skill"),
    weights={"evidence": 0.0},
)
