"""Comments on a draft: all for its signatory, the answered ones for everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from brokerage.charter.models import CharterComment, TakenPledge
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.web.paging import Page

__all__ = ["CharterComment"]
PER_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class CommentCount:
    """How many comments there are, and how many wait for an answer."""

    total: int
    unanswered: int


def list_comments(term_id: int, page: int) -> Page[CharterComment]:
    """Return the comments on a set of pledges, those without an answer first."""
    wanted = CharterComment.term_id == term_id
    total = db.session.scalar(select(func.count()).select_from(CharterComment).where(wanted)) or 0
    rows = db.session.scalars(
        select(CharterComment)
        .where(wanted)
        .order_by(CharterComment.answered_on.is_not(None), CharterComment.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def list_answered(term_id: int) -> Sequence[CharterComment]:
    """Return the comments that have an answer, for everyone."""
    return db.session.scalars(
        select(CharterComment)
        .where(CharterComment.term_id == term_id, CharterComment.answered_on.is_not(None))
        .order_by(CharterComment.id)
        .limit(100)
    ).all()


def count_comments(term_id: int) -> CommentCount:
    """Return how many comments there are, and how many wait."""
    total, answered = db.session.execute(
        select(func.count(CharterComment.id), func.count(CharterComment.answered_on)).where(
            CharterComment.term_id == term_id
        )
    ).one()
    return CommentCount(total=total, unanswered=total - answered)


def get_comment(comment_id: int) -> CharterComment:
    """Return a comment (NotFoundError)."""
    found = db.session.get(CharterComment, comment_id)
    if found is None:
        raise NotFoundError
    return found


def find_words_of(taken_pledge_id: int | None) -> str | None:
    """Return the words of the pledge a comment is about, if it is about one."""
    taken = None if taken_pledge_id is None else db.session.get(TakenPledge, taken_pledge_id)
    return taken.words if taken is not None else None
