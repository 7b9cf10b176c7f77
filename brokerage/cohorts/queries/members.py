"""Who joined, and one's own side of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.models import User
from brokerage.cohorts.models import Cohort, CohortMember, CohortPlace, Placement, PlacementRun
from brokerage.cohorts.rules.offers import HELD, PlacementStatus
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Membership
from brokerage.volunteering.models import Opportunity, Volunteer
from brokerage.volunteering.queries.volunteers import find_volunteer, list_missing
from brokerage.web.paging import Page

PER_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class MemberEntry:
    """A member in a host's list: what they offered to be placed by."""

    member: CohortMember
    volunteer: Volunteer | None
    status: str | None
    """Of the place they hold, if any."""


@dataclass(frozen=True, kw_only=True)
class Joining:
    """What decides whether this person can join."""

    missing: Sequence[str]
    is_own_host: bool
    volunteer: Volunteer | None


def find_member(cohort_id: int, user_id: int) -> CohortMember | None:
    """Return this person's membership, if they are in the cohort now."""
    return db.session.scalars(
        select(CohortMember).where(
            CohortMember.cohort_id == cohort_id,
            CohortMember.user_id == user_id,
            CohortMember.left_at.is_(None),
        )
    ).first()


def get_last_membership(cohort_id: int, user_id: int) -> CohortMember:
    """Return this person's newest membership, one they have left too (NotFoundError)."""
    member = db.session.scalars(
        select(CohortMember)
        .where(CohortMember.cohort_id == cohort_id, CohortMember.user_id == user_id)
        .order_by(CohortMember.id.desc())
        .limit(1)
    ).first()
    if member is None:
        raise NotFoundError
    return member


def get_member(cohort_id: int, member_id: int) -> CohortMember:
    """Return someone who is in the cohort now (NotFoundError)."""
    member = db.session.scalars(
        select(CohortMember)
        .where(
            CohortMember.id == member_id,
            CohortMember.cohort_id == cohort_id,
            CohortMember.left_at.is_(None),
        )
        .options(joinedload(CohortMember.user), joinedload(CohortMember.cohort))
    ).first()
    if member is None:
        raise NotFoundError
    return member


def get_joining(cohort: Cohort, user_id: int) -> Joining:
    """Return what a join of this person stands on."""
    volunteer = find_volunteer(user_id)
    acts = db.session.scalars(
        select(Membership.user_id).where(
            Membership.user_id == user_id,
            Membership.organisation_id == cohort.organisation_id,
        )
    ).first()
    nothing = ["what you care about, when you are free and where from"]
    return Joining(
        missing=list_missing(volunteer) if volunteer else nothing,
        is_own_host=acts is not None,
        volunteer=volunteer,
    )


def list_members(cohort_id: int, page: int) -> Page[MemberEntry]:
    """Return a page of those who are in, by name."""
    wanted = (CohortMember.cohort_id == cohort_id, CohortMember.left_at.is_(None))
    rows = db.session.execute(
        select(CohortMember, Volunteer)
        .join(CohortMember.user)
        .outerjoin(Volunteer, Volunteer.user_id == CohortMember.user_id)
        .where(*wanted)
        .options(joinedload(CohortMember.user))
        .order_by(User.name, CohortMember.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    held = _held_by([member.id for member, _ in rows])
    total = db.session.scalar(select(func.count()).select_from(CohortMember).where(*wanted)) or 0
    entries = [
        MemberEntry(member=member, volunteer=volunteer, status=held.get(member.id))
        for member, volunteer in rows
    ]
    return Page(rows=entries, number=page, per_page=PER_PAGE, total=total)


def _held_by(member_ids: Collection[int]) -> Mapping[int, str]:
    rows = db.session.execute(
        select(Placement.member_id, Placement.status).where(
            Placement.member_id.in_(sorted(member_ids)), Placement.status.in_(HELD)
        )
    )
    return {row.member_id: row.status for row in rows}


def list_own_memberships(user_id: int) -> Sequence[CohortMember]:
    """Return the cohorts this person is in, newest first."""
    return db.session.scalars(
        select(CohortMember)
        .where(CohortMember.user_id == user_id, CohortMember.left_at.is_(None))
        .options(joinedload(CohortMember.cohort).joinedload(Cohort.organisation))
        .order_by(CohortMember.id.desc())
    ).all()


def list_own_offers(user_id: int) -> Sequence[Placement]:
    """Return the offers that wait for this person's answer, the first to be answered first."""
    return db.session.scalars(
        select(Placement)
        .join(Placement.member)
        .where(
            CohortMember.user_id == user_id,
            Placement.status == PlacementStatus.OFFERED,
        )
        .options(*_with_everything())
        .order_by(Placement.answer_by, Placement.id)
    ).all()


def get_placement(placement_id: int) -> Placement:
    """Return a placement that was offered, with everything around it (NotFoundError)."""
    placement = db.session.scalars(
        select(Placement).where(Placement.id == placement_id).options(*_with_everything())
    ).first()
    if placement is None:
        raise NotFoundError
    return placement


def _with_everything() -> tuple[joinedload, ...]:  # type: ignore[valid-type]  # a loader option
    return (
        joinedload(Placement.member).joinedload(CohortMember.user),
        joinedload(Placement.place)
        .joinedload(CohortPlace.opportunity)
        .joinedload(Opportunity.organisation),
        joinedload(Placement.place).joinedload(CohortPlace.session),
        joinedload(Placement.run).joinedload(PlacementRun.cohort).joinedload(Cohort.organisation),
    )
