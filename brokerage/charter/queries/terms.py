"""Sign-ups and terms: one whole, those of a signatory, those that wait for someone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from brokerage.charter.models import (
    CharterTerm,
    CheckIn,
    FirstMeeting,
    Signatory,
    TakenPledge,
)
from brokerage.charter.queries.signatories import is_in_force
from brokerage.charter.rules import TermStatus
from brokerage.charter.rules.terms import ENDS_AFTER, RENEW_FROM, CheckInStatus
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.web.paging import Page

__all__ = ["CharterTerm", "TakenPledge"]
PER_PAGE = 25
WRITTEN = (TermStatus.DRAFT, TermStatus.SUBMITTED, TermStatus.CHANGES_ASKED)
_SIGNATORY = joinedload(CharterTerm.signatory).joinedload(Signatory.organisation)


def get_term(term_id: int) -> CharterTerm:
    """Return a term with its signatory and pledges (NotFoundError)."""
    found = db.session.scalars(
        select(CharterTerm)
        .where(CharterTerm.id == term_id)
        .options(
            _SIGNATORY,
            selectinload(CharterTerm.pledges).options(
                joinedload(TakenPledge.pledge), joinedload(TakenPledge.theme)
            ),
        )
    ).first()
    if found is None:
        raise NotFoundError
    return found


def get_locked_term(term_id: int) -> CharterTerm:
    """Return a term as its row is now, held until the write ends (NotFoundError)."""
    query = select(CharterTerm).where(CharterTerm.id == term_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError
    return found


def get_taken_pledge(taken_pledge_id: int) -> TakenPledge:
    """Return a taken pledge with its term and signatory (NotFoundError)."""
    found = db.session.scalars(
        select(TakenPledge)
        .where(TakenPledge.id == taken_pledge_id)
        .options(
            joinedload(TakenPledge.term).options(_SIGNATORY),
            joinedload(TakenPledge.pledge),
            joinedload(TakenPledge.theme),
        )
    ).first()
    if found is None:
        raise NotFoundError
    return found


def find_signatory(organisation_id: int | None, user_id: int | None) -> Signatory | None:
    """Return an organisation, or a person, as a signatory."""
    column, value = (
        (Signatory.organisation_id, organisation_id)
        if organisation_id is not None
        else (Signatory.user_id, user_id)
    )
    return db.session.scalars(select(Signatory).where(column == value)).first()


def find_written_term(signatory_id: int) -> CharterTerm | None:
    """Return the sign-up that is being written or read, if there is one."""
    return db.session.scalars(
        select(CharterTerm).where(
            CharterTerm.signatory_id == signatory_id, CharterTerm.status.in_(WRITTEN)
        )
    ).first()


def find_term_in_force(signatory_id: int, today: date) -> CharterTerm | None:
    """Return the term that binds a signatory today, if one does."""
    return db.session.scalars(
        select(CharterTerm)
        .join(CharterTerm.signatory)
        .outerjoin(Signatory.organisation)
        .where(CharterTerm.signatory_id == signatory_id, *is_in_force(today))
    ).first()


def find_last_term(signatory_id: int) -> CharterTerm | None:
    """Return the newest term of a signatory, whatever became of it."""
    return db.session.scalars(
        select(CharterTerm)
        .where(CharterTerm.signatory_id == signatory_id)
        .order_by(CharterTerm.number.desc())
        .limit(1)
    ).first()


def list_own_terms(organisation_ids: Collection[int], user_id: int | None) -> Sequence[CharterTerm]:
    """Return the terms of these organisations and of this person that are not over."""
    return db.session.scalars(
        select(CharterTerm)
        .join(CharterTerm.signatory)
        .where(
            CharterTerm.status.in_([*WRITTEN, TermStatus.APPROVED]),
            or_(
                Signatory.organisation_id.in_(sorted(organisation_ids)),
                Signatory.user_id == user_id,
            ),
        )
        .options(_SIGNATORY)
        .order_by(CharterTerm.id.desc())
    ).all()


def list_submitted(page: int) -> Page[CharterTerm]:
    """Return the sign-ups that wait for a broker, the longest waiting first."""
    wanted = CharterTerm.status == TermStatus.SUBMITTED
    total = db.session.scalar(select(func.count()).select_from(CharterTerm).where(wanted)) or 0
    rows = db.session.scalars(
        select(CharterTerm)
        .where(wanted)
        .options(_SIGNATORY)
        .order_by(CharterTerm.submitted_at, CharterTerm.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def list_terms_in_force(today: date) -> Sequence[CharterTerm]:
    """Return every term that binds today, with its pledges: for the clock."""
    return db.session.scalars(
        select(CharterTerm)
        .join(CharterTerm.signatory)
        .outerjoin(Signatory.organisation)
        .where(*is_in_force(today))
        .options(_SIGNATORY, selectinload(CharterTerm.pledges))
        .order_by(CharterTerm.id)
    ).all()


def list_terms_to_end(today: date) -> Sequence[CharterTerm]:
    """Return the terms at their end: over for a while, or followed by one that runs."""
    return [
        term
        for term in db.session.scalars(
            select(CharterTerm)
            .where(CharterTerm.status == TermStatus.APPROVED, CharterTerm.ends_on < today)
            .options(_SIGNATORY)
            .order_by(CharterTerm.id)
        )
        if term.ends_on is not None and term.ends_on + ENDS_AFTER < today
    ]


def list_terms_to_renew(today: date) -> Sequence[CharterTerm]:
    """Return the terms near their end whose signatories have not been told so."""
    later = (
        select(CharterTerm.renews_id)
        .where(CharterTerm.renews_id.is_not(None), CharterTerm.status != TermStatus.WITHDRAWN)
        .scalar_subquery()
    )
    return db.session.scalars(
        select(CharterTerm)
        .where(
            CharterTerm.status == TermStatus.APPROVED,
            CharterTerm.ends_on <= today + RENEW_FROM,
            CharterTerm.renewal_told_at.is_(None),
            CharterTerm.id.not_in(later),
        )
        .options(_SIGNATORY)
        .order_by(CharterTerm.id)
    ).all()


def find_first_meeting(term_id: int) -> FirstMeeting | None:
    """Return what was found at the first meeting, if there was one."""
    return db.session.get(FirstMeeting, term_id)


@dataclass(frozen=True, kw_only=True)
class OwnStanding:
    """An organisation's newest sign-up or term, and the check-in that waits for it."""

    term_id: int
    status: str
    check_in_id: int | None
    due_on: date | None


def find_own_standing(organisation_id: int) -> OwnStanding | None:
    """Return where an organisation is with the charter; None where it never began."""
    row = db.session.execute(
        select(CharterTerm.id, CharterTerm.status, CheckIn.id, CheckIn.due_on)
        .join(CharterTerm.signatory)
        .outerjoin(
            CheckIn,
            and_(CheckIn.term_id == CharterTerm.id, CheckIn.status == CheckInStatus.OPEN),
        )
        .where(
            Signatory.organisation_id == organisation_id,
            CharterTerm.status != TermStatus.WITHDRAWN,
        )
        .order_by(CharterTerm.number.desc(), CheckIn.due_on)
        .limit(1)
    ).first()
    if row is None:
        return None
    return OwnStanding(term_id=row[0], status=row[1], check_in_id=row[2], due_on=row[3])
