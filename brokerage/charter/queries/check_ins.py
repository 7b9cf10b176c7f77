"""Check-ins: one with its figures, those of a term, what is due, and the stories told in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from brokerage.charter.models import (
    CharterTerm,
    CheckIn,
    CheckInFigure,
    Signatory,
    TakenPledge,
)
from brokerage.charter.queries.signatories import list_signatories
from brokerage.charter.rules import RESIDENT, TermStatus
from brokerage.charter.rules.terms import OPENS_BEFORE, CheckInStatus
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.web.paging import Page

__all__ = ["CheckIn", "CheckInFigure"]
PER_PAGE = 25
OWED = (CheckInStatus.SCHEDULED, CheckInStatus.OPEN)


@dataclass(frozen=True, kw_only=True)
class FigureEntry:
    """One pledge as it was in a check-in."""

    taken_pledge_id: int
    words: str
    theme_code: str
    unit: str
    is_published: bool
    target: Decimal | None
    found_value: Decimal | None
    found_from: str
    corrected_value: Decimal | None
    explanation: str
    value: Decimal | None
    is_confirmed: bool
    rag: str | None


@dataclass(frozen=True, kw_only=True)
class CheckInEntry:
    """A check-in that is done: it never changes again."""

    check_in_id: int
    signatory_id: int
    term_id: int
    month: int
    due_on: date
    done_on: date | None
    went_badly: str
    figures: tuple[FigureEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Story:
    """What a signatory tells of in public."""

    check_in_id: int
    signatory_id: int
    name: str
    month: int
    done_on: date | None
    words: str


def get_check_in(check_in_id: int) -> CheckIn:
    """Return a check-in with its figures, pledges and signatory (NotFoundError)."""
    found = db.session.scalars(_whole().where(CheckIn.id == check_in_id)).first()
    if found is None:
        raise NotFoundError
    return found


def get_locked_check_in(check_in_id: int) -> CheckIn:
    """Return a check-in as its row is now, held until the write ends (NotFoundError)."""
    query = select(CheckIn).where(CheckIn.id == check_in_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError
    return found


def list_check_ins_of(term_id: int) -> Sequence[CheckIn]:
    """Return the check-ins of a term, in order."""
    return db.session.scalars(
        select(CheckIn).where(CheckIn.term_id == term_id).order_by(CheckIn.month)
    ).all()


def list_check_ins(
    signatory_ids: Collection[int] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[CheckInEntry]:
    """Return the check-ins that are done, by the day they were due; None is any.

    Three statements, however many there are.
    """
    wanted: list[ColumnElement[bool]] = [CheckIn.status == CheckInStatus.DONE]
    if signatory_ids is not None:
        wanted.append(CharterTerm.signatory_id.in_(sorted(set(signatory_ids))))
    if since is not None:
        wanted.append(CheckIn.due_on >= since)
    if until is not None:
        wanted.append(CheckIn.due_on <= until)
    rows = db.session.scalars(
        _whole().join(CheckIn.term).where(*wanted).order_by(CheckIn.due_on, CheckIn.id)
    ).all()
    return [_entry_of(each) for each in rows]


def list_stories(today: date, signatory_ids: Collection[int] | None = None) -> list[Story]:
    """Return what signatories tell of in public, the newest first."""
    wanted = [CheckIn.status == CheckInStatus.DONE, CheckIn.is_story_published.is_(True)]
    if signatory_ids is not None:
        wanted.append(CharterTerm.signatory_id.in_(sorted(set(signatory_ids))))
    rows = db.session.scalars(
        select(CheckIn)
        .join(CheckIn.term)
        .where(*wanted, CheckIn.story != "", CharterTerm.status != TermStatus.LEFT)
        .options(joinedload(CheckIn.term))
        .order_by(CheckIn.done_at.desc(), CheckIn.id.desc())
    ).all()
    ids = {each.term.signatory_id for each in rows}
    names = {each.signatory_id: each.name for each in list_signatories(today, ids=ids).rows}
    return [
        Story(
            check_in_id=each.id,
            signatory_id=each.term.signatory_id,
            name=names.get(each.term.signatory_id, RESIDENT),
            month=each.month,
            done_on=each.done_at.date() if each.done_at else None,
            words=each.story,
        )
        for each in rows
        if each.term.signatory_id in names
    ]


def list_overdue(today: date, page: int) -> Page[CheckIn]:
    """Return the check-ins that signatories owe, the longest owed first."""
    return _page([CheckIn.status.in_(OWED), CheckIn.due_on < today], page)


def list_sent(page: int) -> Page[CheckIn]:
    """Return the check-ins that wait for a broker."""
    return _page([CheckIn.status == CheckInStatus.SENT], page)


def list_to_open(today: date) -> Sequence[CheckIn]:
    """Return the check-ins that it is time to fill in beforehand."""
    return db.session.scalars(
        _whole()
        .where(CheckIn.status == CheckInStatus.SCHEDULED, CheckIn.due_on <= today + OPENS_BEFORE)
        .order_by(CheckIn.id)
    ).all()


def list_open(today: date) -> Sequence[CheckIn]:
    """Return the check-ins that wait for their signatories."""
    return db.session.scalars(
        _whole()
        .where(CheckIn.status == CheckInStatus.OPEN, CheckIn.due_on <= today + OPENS_BEFORE)
        .order_by(CheckIn.id)
    ).all()


def _page(wanted: list[ColumnElement[bool]], page: int) -> Page[CheckIn]:
    total = db.session.scalar(select(func.count()).select_from(CheckIn).where(*wanted)) or 0
    rows = db.session.scalars(
        select(CheckIn)
        .where(*wanted)
        .options(
            joinedload(CheckIn.term)
            .joinedload(CharterTerm.signatory)
            .joinedload(Signatory.organisation)
        )
        .order_by(CheckIn.due_on, CheckIn.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def _whole() -> Select[CheckIn]:
    figures = selectinload(CheckIn.figures).joinedload(CheckInFigure.taken_pledge)
    return select(CheckIn).options(
        joinedload(CheckIn.term)
        .joinedload(CharterTerm.signatory)
        .joinedload(Signatory.organisation),
        figures.joinedload(TakenPledge.pledge),
    )


def _entry_of(check_in: CheckIn) -> CheckInEntry:
    return CheckInEntry(
        check_in_id=check_in.id,
        signatory_id=check_in.term.signatory_id,
        term_id=check_in.term_id,
        month=check_in.month,
        due_on=check_in.due_on,
        done_on=check_in.done_at.date() if check_in.done_at else None,
        went_badly=check_in.went_badly,
        figures=tuple(_figure_of(each) for each in check_in.figures),
    )


def _figure_of(figure: CheckInFigure) -> FigureEntry:
    taken = figure.taken_pledge
    return FigureEntry(
        taken_pledge_id=taken.id,
        words=taken.words,
        theme_code=taken.theme_code,
        unit=taken.unit,
        is_published=taken.is_published,
        target=taken.target,
        found_value=figure.found_value,
        found_from=figure.found_from,
        corrected_value=figure.corrected_value,
        explanation=figure.explanation,
        value=figure.value,
        is_confirmed=figure.is_confirmed,
        rag=figure.rag,
    )
