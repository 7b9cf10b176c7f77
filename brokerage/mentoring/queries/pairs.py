"""Pairs: one's own, and the broker's lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from brokerage import audit
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.mentoring.models import MentoringMeeting, MentoringPair, MentoringReport
from brokerage.mentoring.rules import pairs as rules
from brokerage.mentoring.rules.pairs import BrokerView, PairStatus
from brokerage.mentoring.rules.profiles import Side
from brokerage.web.paging import Page

PER_PAGE = 20
KIND = "mentoring-pair"
EVENTS = {
    "mentoring:pair:ask": "One side asked",
    "mentoring:pair:accept": "The other side said yes",
    "mentoring:pair:decline": "The other side said no",
    "mentoring:pair:withdraw": "The ask was taken back",
    "mentoring:pair:overdue": "No answer came in time, and a broker was told",
    "mentoring:meeting:plan": "A meeting got a day",
    "mentoring:meeting:tick": "A meeting was ticked off by one side",
    "mentoring:meeting:untick": "A tick was taken back",
    "mentoring:meeting:add": "One more meeting was added",
    "mentoring:pair:end": "The pair ended",
}
_FOR_BROKER = EVENTS | {
    "mentoring:feedback:give": "One side gave feedback",
    "mentoring:report:make": "One side asked a broker for help",
    "mentoring:report:see": "A broker dealt with a report",
}


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened to a pair."""

    at: datetime
    what: str


def get_pair(pair_id: int) -> MentoringPair:
    """Return a pair with its people, meetings and feedback (NotFoundError)."""
    pair = db.session.scalars(
        select(MentoringPair)
        .where(MentoringPair.id == pair_id)
        .options(
            joinedload(MentoringPair.mentor),
            joinedload(MentoringPair.mentee),
            selectinload(MentoringPair.planned),
            selectinload(MentoringPair.feedback),
        )
        .execution_options(populate_existing=True)
    ).first()
    if pair is None:
        raise NotFoundError
    return pair


def get_meeting(pair: MentoringPair, number: int) -> MentoringMeeting:
    """Return one meeting of a pair (NotFoundError)."""
    found = next((each for each in pair.planned if each.number == number), None)
    if found is None:
        raise NotFoundError
    return found


def list_own_pairs(user_id: int, page: int) -> Page[MentoringPair]:
    """Return a page of one's pairs: what is open first, then the newest."""
    first = case((MentoringPair.status.in_(rules.OPEN), 0), else_=1)
    query = _with_people().where(is_mine(user_id))
    return _page_of(query.order_by(first, MentoringPair.changed_at.desc(), MentoringPair.id), page)


def list_pairs(view: str | None, page: int, today: date, now: datetime) -> Page[MentoringPair]:
    """Return a page of what a broker looks at, what has waited longest first."""
    query = _with_people()
    if view:
        query = query.where(_in_view(view, today, now))
    return _page_of(query.order_by(MentoringPair.changed_at, MentoringPair.id), page)


def count_views(today: date, now: datetime) -> dict[str, int]:
    """Return how many pairs each of the broker's lists has; one statement."""
    counts = [
        func.count(case((_in_view(view, today, now), 1))).label(view.value) for view in BrokerView
    ]
    row = db.session.execute(select(*counts)).one()
    return dict(zip((view.value for view in BrokerView), row, strict=True))


def list_overdue(today: date) -> Sequence[MentoringPair]:
    """Return the asks whose day has gone and that nobody was told of."""
    return db.session.scalars(
        _with_people()
        .where(
            MentoringPair.status == PairStatus.ASKED,
            MentoringPair.answer_by < today,
            MentoringPair.overdue_told_at.is_(None),
        )
        .order_by(MentoringPair.id)
        .limit(100)
    ).all()


def list_open_pairs_of(user_id: int, side: str | None = None) -> Sequence[MentoringPair]:
    """Return a person's asks and pairs that go on, on one side or on both."""
    who: ColumnElement[bool] = is_mine(user_id)
    if side is not None:
        mine = MentoringPair.mentor_id if side == Side.MENTOR else MentoringPair.mentee_id
        who = mine == user_id
    return db.session.scalars(
        _with_people().where(who, MentoringPair.status.in_(rules.OPEN)).order_by(MentoringPair.id)
    ).all()


def count_asks_waiting(user_id: int, side: str) -> int:
    """Return how many of this person's own asks have no answer yet."""
    mine = MentoringPair.mentor_id if side == Side.MENTOR else MentoringPair.mentee_id
    query = select(func.count(MentoringPair.id)).where(
        mine == user_id,
        MentoringPair.asked_by == side,
        MentoringPair.status == PairStatus.ASKED,
    )
    return db.session.scalar(query) or 0


def count_to_answer(user_id: int) -> int:
    """Return how many asks wait for this person."""
    is_asked = or_(
        (MentoringPair.mentor_id == user_id) & (MentoringPair.asked_by == Side.MENTEE),
        (MentoringPair.mentee_id == user_id) & (MentoringPair.asked_by == Side.MENTOR),
    )
    query = select(func.count(MentoringPair.id)).where(
        is_asked, MentoringPair.status == PairStatus.ASKED
    )
    return db.session.scalar(query) or 0


def list_reports(pair_id: int) -> Sequence[MentoringReport]:
    """Return what was reported of a pair, oldest first."""
    return db.session.scalars(
        select(MentoringReport)
        .where(MentoringReport.pair_id == pair_id)
        .options(joinedload(MentoringReport.reporter))
        .order_by(MentoringReport.id)
    ).all()


def get_report(report_id: int) -> MentoringReport:
    """Return one report (NotFoundError)."""
    report = db.session.get(MentoringReport, report_id)
    if report is None:
        raise NotFoundError
    return report


def has_reported(pair_id: int, user_id: int) -> bool:
    """Say whether this person has reported this pair."""
    query = select(MentoringReport.id).where(
        MentoringReport.pair_id == pair_id, MentoringReport.reporter_id == user_id
    )
    return db.session.scalars(query).first() is not None


def list_happenings(pair: MentoringPair, *, for_broker: bool = False) -> list[Happening]:
    """Return what happened to a pair, oldest first; reports and feedback to a broker only."""
    wording = _FOR_BROKER if for_broker else EVENTS
    events = audit.list_events(KIND, pair.id, actions=wording)
    return [Happening(at=event.at, what=wording[event.action]) for event, _ in reversed(events)]


def is_mine(user_id: int) -> ColumnElement[bool]:
    """Return what holds of the pairs that a person is a side of."""
    return or_(MentoringPair.mentor_id == user_id, MentoringPair.mentee_id == user_id)


def _in_view(view: str, today: date, now: datetime) -> ColumnElement[bool]:
    is_reported = select(MentoringReport.id).where(
        MentoringReport.pair_id == MentoringPair.id, MentoringReport.seen_at.is_(None)
    )
    is_asked = MentoringPair.status == PairStatus.ASKED
    is_active = MentoringPair.status == PairStatus.ACTIVE
    views: dict[str, ColumnElement[bool]] = {
        BrokerView.REPORTED: is_reported.exists(),
        BrokerView.LATE: is_asked & (MentoringPair.answer_by < today),
        BrokerView.SILENT: is_active & (MentoringPair.changed_at < now - rules.SILENT_AFTER),
        BrokerView.ASKED: is_asked,
        BrokerView.ACTIVE: is_active,
        BrokerView.ENDED: MentoringPair.status == PairStatus.ENDED,
    }
    return views[view]


def _with_people() -> Select[MentoringPair]:
    options: Iterable[Any] = (
        joinedload(MentoringPair.mentor),
        joinedload(MentoringPair.mentee),
        selectinload(MentoringPair.planned),
        selectinload(MentoringPair.feedback),
    )
    return select(MentoringPair).options(*options)


def _page_of(query: Select[MentoringPair], page: int) -> Page[MentoringPair]:
    counted = query.with_only_columns(func.count(MentoringPair.id)).order_by(None).options()
    total = db.session.scalar(counted) or 0
    rows = db.session.scalars(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return Page(rows, page, PER_PAGE, total)
