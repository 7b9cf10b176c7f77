"""Briefs, for those who know which one they mean, and an organisation's by their state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, inspect, or_, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.models import User
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.organisations.models import Membership
from brokerage.places.models import Authority
from brokerage.procurement.models import Brief, BriefShare
from brokerage.procurement.permissions import BUYING_ROLES
from brokerage.procurement.rules.briefs import SOCIAL_VALUE_LABELS, BriefStatus
from brokerage.web.paging import Page

PER_PAGE = 20


def get_brief(brief_id: int) -> Brief:
    """Return a brief with its organisation (NotFoundError)."""
    brief = db.session.scalars(
        select(Brief).where(Brief.id == brief_id).options(joinedload(Brief.organisation))
    ).first()
    if brief is None:
        raise NotFoundError
    return brief


def get_locked_brief(brief: Brief) -> Brief:
    """Return a brief as its row is now, held until the write ends (NotFoundError if it is gone).

    Of two steps at once the second waits here and then sees what the first has done.
    """
    (brief_id,) = inspect(brief).identity or (None,)
    query = select(Brief).where(Brief.id == brief_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError
    return found


def list_share_ids(brief_id: int) -> list[int]:
    """Return the ids of the colleagues a brief is shared with."""
    return list(
        db.session.scalars(
            select(BriefShare.user_id)
            .where(BriefShare.brief_id == brief_id)
            .order_by(BriefShare.user_id)
        )
    )


def list_briefs_for(
    user_id: int | None,
    organisation_id: int,
    role: str | None,
    page: int,
    status: str | None = None,
) -> Page[Brief]:
    """Return the briefs this member may see (of one state, if one is given), newest first."""
    wanted = _visible(user_id, organisation_id, role)
    if status is not None:
        wanted.append(Brief.status == status)
    rows = db.session.scalars(
        select(Brief)
        .where(*wanted)
        .order_by(Brief.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(Brief).where(*wanted)) or 0
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def count_briefs_by_status(
    user_id: int | None, organisation_id: int, role: str | None
) -> dict[str, int]:
    """Return how many briefs this member may see in each state that has any."""
    rows = db.session.execute(
        select(Brief.status, func.count())
        .where(*_visible(user_id, organisation_id, role))
        .group_by(Brief.status)
        .order_by(Brief.status)
    )
    return {row[0]: row[1] for row in rows}


def find_empty_draft(user_id: int | None, organisation_id: int) -> Brief | None:
    """Return a draft of the user's own in which nothing has been answered yet."""
    drafts = db.session.scalars(
        select(Brief)
        .where(
            Brief.organisation_id == organisation_id,
            Brief.created_by_id == user_id,
            Brief.status == BriefStatus.DRAFT,
        )
        .order_by(Brief.id)
    )
    return next((draft for draft in drafts if not draft.answered), None)


def find_authority_slug(code: str | None) -> str | None:
    """Return the slug of the council with this code, if it was loaded."""
    return db.session.scalars(select(Authority.slug).where(Authority.code == code)).first()


@dataclass(frozen=True, kw_only=True)
class ShownBrief:
    """What a brief's page shows beyond its own columns, in words."""

    categories: Sequence[str]
    social_values: Sequence[str]
    council: str | None
    written_by: str
    shared_with: Sequence[User]
    """The colleagues who are still members, by name."""


def get_shown_brief(brief: Brief) -> ShownBrief:
    """Return a brief's codes and people in words; 4 statements."""
    council = select(Authority.name).where(Authority.slug == brief.authority_slug)
    return ShownBrief(
        categories=tuple(find_labels("cpv", brief.categories).values()),
        social_values=tuple(
            label for value, label in SOCIAL_VALUE_LABELS.items() if value in brief.social_values
        ),
        council=db.session.scalars(council).first(),
        written_by=db.session.get_one(User, brief.created_by_id).name,
        shared_with=list_shared_with(brief),
    )


def list_shared_with(brief: Brief) -> Sequence[User]:
    """Return the colleagues who read along and are still members, by name."""
    return db.session.scalars(
        select(User)
        .join(BriefShare, BriefShare.user_id == User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            BriefShare.brief_id == brief.id,
            Membership.organisation_id == brief.organisation_id,
        )
        .order_by(User.name, User.id)
    ).all()


def list_colleagues_to_share_with(brief: Brief) -> Sequence[User]:
    """Return the members whom the brief can still be shared with, by name."""
    shared = select(BriefShare.user_id).where(BriefShare.brief_id == brief.id)
    return db.session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == brief.organisation_id,
            User.suspended_at.is_(None),
            User.id != brief.created_by_id,
            User.id.not_in(shared),
        )
        .order_by(User.name, User.id)
    ).all()


def list_briefs_to_close(organisation_id: int) -> Sequence[Brief]:
    """Return the briefs of a buyer that look for suppliers, oldest first."""
    return db.session.scalars(
        select(Brief)
        .where(Brief.organisation_id == organisation_id, Brief.status == BriefStatus.LOOKING)
        .options(joinedload(Brief.organisation))
        .order_by(Brief.id)
    ).all()


def _visible(
    user_id: int | None, organisation_id: int, role: str | None
) -> list[ColumnElement[bool]]:
    """The same as permissions.may_view_brief, over rows."""
    shared = select(BriefShare.brief_id).where(BriefShare.user_id == user_id)
    is_named = or_(Brief.created_by_id == user_id, Brief.id.in_(shared))
    if role in BUYING_ROLES:
        is_named = or_(is_named, Brief.status != BriefStatus.DRAFT)
    return [Brief.organisation_id == organisation_id, is_named]
