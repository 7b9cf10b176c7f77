"""Opportunities, for those who know which one they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from brokerage.checks.rules import REQUIREMENT_LABELS
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.scheduling.queries import list_coming_sessions
from brokerage.scheduling.rules import DAY_PART_LABELS
from brokerage.volunteering.models import Opportunity, OpportunityPicture
from brokerage.volunteering.rules import opportunities as rules
from brokerage.volunteering.rules.opportunities import OpportunityStatus

OWNER_KIND = "opportunity"
"""What the sessions of an opportunity are kept under in scheduling."""


def get_opportunity(opportunity_id: int) -> Opportunity:
    """Return an opportunity with its organisation (NotFoundError)."""
    opportunity = db.session.scalars(
        select(Opportunity)
        .where(Opportunity.id == opportunity_id)
        .options(joinedload(Opportunity.organisation))
    ).first()
    if opportunity is None:
        raise NotFoundError
    return opportunity


def get_picture(opportunity_id: int, digest: str) -> bytes:
    """Return the picture's bytes, if it is still this one (NotFoundError)."""
    jpeg = db.session.scalars(
        select(OpportunityPicture.jpeg).where(
            OpportunityPicture.opportunity_id == opportunity_id,
            OpportunityPicture.digest == digest,
        )
    ).first()
    if jpeg is None:
        raise NotFoundError
    return jpeg


@dataclass(frozen=True, kw_only=True)
class ShownSession:
    """A date to come, and how many seats are free."""

    id: int
    starts_at: datetime
    ends_at: datetime
    left: int
    places: int


@dataclass(frozen=True, kw_only=True)
class ShownPicture:
    """A picture's address (its digest is a part of it) and what stands for it in words."""

    digest: str
    alt_text: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class ShownOpportunity:
    """Everything that the body of an opportunity's page shows, in words."""

    id: int
    status: str
    title: str
    description: str
    host_name: str
    host_slug: str | None
    is_demonstration: bool
    causes: tuple[str, ...]
    skills: tuple[str, ...]
    commitment: str
    time_needed: str
    """How long one turn takes: “2 hours 30 minutes”; "" while there is no answer."""
    is_flexible: bool
    flexible_left: int
    """How many more people a flexible role has room for."""
    pattern: str
    day_parts: tuple[str, ...]
    is_remote: bool
    place_name: str
    postcode: str | None
    minimum_band: str
    requirements: tuple[str, ...]
    access: str
    expenses: str
    sessions: tuple[ShownSession, ...]
    picture: ShownPicture | None


def get_shown_opportunity(opportunity: Opportunity, now: datetime) -> ShownOpportunity:
    """Return what the body of the opportunity's page shows; four statements."""
    return ShownOpportunity(
        id=opportunity.id,
        status=opportunity.status,
        title=opportunity.title,
        description=opportunity.description,
        host_name=opportunity.organisation.name or "",
        host_slug=opportunity.organisation.slug,
        is_demonstration=opportunity.organisation.is_demonstration,
        causes=tuple(find_labels("cause", opportunity.causes).values()),
        skills=tuple(find_labels("skill", opportunity.skills).values()),
        commitment=rules.COMMITMENT_LABELS.get(opportunity.commitment or "", ""),
        time_needed=rules.time_in_words(opportunity.minutes or 0),
        is_flexible=opportunity.is_flexible,
        flexible_left=opportunity.flexible_places - opportunity.flexible_taken,
        pattern=opportunity.pattern,
        day_parts=tuple(list_day_part_words(opportunity)),
        is_remote=opportunity.is_remote,
        place_name=opportunity.place_name,
        postcode=opportunity.postcode,
        minimum_band=rules.BAND_LABELS[opportunity.minimum_band],
        requirements=tuple(list_requirement_words(opportunity)),
        access=opportunity.access,
        expenses=opportunity.expenses,
        sessions=_find_shown_sessions(opportunity, now),
        picture=_find_shown_picture(opportunity),
    )


def list_day_part_words(opportunity: Opportunity) -> list[str]:
    """Return when a flexible role can be done, in words, by the days of the week."""
    return [words for part, words in DAY_PART_LABELS.items() if part in opportunity.day_parts]


def list_requirement_words(opportunity: Opportunity) -> list[str]:
    """Return what the host requires, in words."""
    return [words for name, words in REQUIREMENT_LABELS.items() if name in opportunity.requirements]


def _find_shown_sessions(opportunity: Opportunity, now: datetime) -> tuple[ShownSession, ...]:
    if opportunity.is_flexible:
        return ()
    coming = list_coming_sessions(OWNER_KIND, [opportunity.id], now)[opportunity.id]
    return tuple(
        ShownSession(
            id=each.id,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            left=each.left,
            places=each.places,
        )
        for each in coming
    )


def _find_shown_picture(opportunity: Opportunity) -> ShownPicture | None:
    picture = opportunity.picture
    if picture is None:
        return None
    return ShownPicture(
        digest=picture.digest,
        alt_text=picture.alt_text,
        width=picture.width,
        height=picture.height,
    )


def is_public() -> tuple[ColumnElement[bool], ...]:
    """Return what `permissions.OpportunityFacts.is_public` says of one row."""
    of_approved_host = Opportunity.organisation.has(Organisation.status == Status.APPROVED)
    return (Opportunity.status == OpportunityStatus.PUBLISHED, of_approved_host)
