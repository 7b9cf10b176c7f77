"""Agreements: one, those in dispute, those to be reminded of, and stories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.sql.base import ExecutableOption

from brokerage.contracts.models import Commitment
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.socialvalue.models import Agreement, Offer, Project, ProjectNeed, ProjectStory
from brokerage.socialvalue.rules.offers import AgreementStatus, StoryStatus
from brokerage.web.paging import Page

__all__ = ["Agreement", "ProjectStory"]
PER_PAGE = 20


def get_agreement(agreement_id: int) -> Agreement:
    """Return an agreement with all it is about (NotFoundError)."""
    found = db.session.scalars(
        _whole(select(Agreement)).where(Agreement.id == agreement_id)
    ).first()
    if found is None:
        raise NotFoundError
    return found


def get_locked_agreement(agreement_id: int) -> Agreement:
    """Return an agreement as its row is now, held until the write ends (NotFoundError)."""
    query = select(Agreement).where(Agreement.id == agreement_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError
    return found


def list_disputed(page: int) -> Page[Agreement]:
    """Return a page of the agreements that a broker has to settle, the oldest first."""
    return _page(Agreement.status == AgreementStatus.DISPUTED, page)


def list_confirmed_for(project_id: int) -> Sequence[Agreement]:
    """Return what both sides have confirmed for a project, with the stories that are published."""
    return db.session.scalars(
        select(Agreement)
        .join(Agreement.offer)
        .join(Offer.need)
        .where(ProjectNeed.project_id == project_id, Agreement.status == AgreementStatus.CONFIRMED)
        .options(
            contains_eager(Agreement.offer).contains_eager(Offer.need),
            contains_eager(Agreement.offer).joinedload(Offer.giver),
            joinedload(Agreement.story),
        )
        .order_by(Agreement.id)
    ).all()


def count_disputed() -> int:
    """Return how many agreements wait for a broker."""
    query = select(func.count(Agreement.id)).where(Agreement.status == AgreementStatus.DISPUTED)
    return db.session.scalar(query) or 0


def list_to_remind(today: date, soon: date, said_before: datetime, limit: int) -> Sequence[int]:
    """Return the ids of agreements due soon, or said to be delivered and not confirmed for days.

    Each is reminded of once in either state, and once more when it is overdue.
    """
    is_untold = Agreement.reminded_at.is_(None)
    is_due = and_(
        Agreement.status == AgreementStatus.AGREED,
        Agreement.due_on <= soon,
        or_(
            is_untold,
            and_(Agreement.due_on < today, func.date(Agreement.reminded_at) <= Agreement.due_on),
        ),
    )
    is_waiting = and_(
        Agreement.status == AgreementStatus.DELIVERED,
        Agreement.said_at < said_before,
        or_(is_untold, Agreement.reminded_at < Agreement.said_at),
    )
    return db.session.scalars(
        select(Agreement.id).where(or_(is_due, is_waiting)).order_by(Agreement.id).limit(limit)
    ).all()


def get_story(agreement_id: int) -> ProjectStory:
    """Return the story of an agreement (NotFoundError)."""
    found = db.session.scalars(
        select(ProjectStory).where(ProjectStory.agreement_id == agreement_id).options(_about())
    ).first()
    if found is None:
        raise NotFoundError
    return found


def list_stories_to_check(page: int) -> Page[ProjectStory]:
    """Return a page of the stories that wait for a broker."""
    return _stories(StoryStatus.WAITING_BROKER, page)


def list_published_stories(page: int) -> Page[ProjectStory]:
    """Return a page of the stories everybody can read, the latest first."""
    return _stories(StoryStatus.PUBLISHED, page)


def count_stories_to_check() -> int:
    """Return how many stories wait for a broker."""
    query = select(func.count()).where(ProjectStory.status == StoryStatus.WAITING_BROKER)
    return db.session.scalar(query) or 0


def _stories(status: str, page: int) -> Page[ProjectStory]:
    wanted = ProjectStory.status == status
    total = db.session.scalar(select(func.count()).select_from(ProjectStory).where(wanted)) or 0
    rows = db.session.scalars(
        select(ProjectStory)
        .where(wanted)
        .options(_about())
        .order_by(ProjectStory.decided_at.desc(), ProjectStory.agreement_id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def _about() -> ExecutableOption:
    """Load what a story is about with it."""
    offer = joinedload(ProjectStory.agreement).joinedload(Agreement.offer)
    return offer.options(
        joinedload(Offer.giver),
        joinedload(Offer.receiver),
        joinedload(Offer.need).joinedload(ProjectNeed.project).load_only(Project.title),
    )


def _page(wanted: ColumnElement[bool], page: int) -> Page[Agreement]:
    total = db.session.scalar(select(func.count(Agreement.id)).where(wanted)) or 0
    rows = db.session.scalars(
        _whole(select(Agreement))
        .where(wanted)
        .order_by(Agreement.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def _whole(query: Select[Agreement]) -> Select[Agreement]:
    offer = joinedload(Agreement.offer)
    return query.options(
        joinedload(Agreement.story),
        offer.joinedload(Offer.need).joinedload(ProjectNeed.project),
        offer.joinedload(Offer.giver),
        offer.joinedload(Offer.receiver),
        offer.joinedload(Offer.commitment).joinedload(Commitment.measure),
        offer.joinedload(Offer.commitment).joinedload(Commitment.contract),
    )
