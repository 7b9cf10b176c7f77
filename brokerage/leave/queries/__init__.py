"""Who works for whom, who may confirm it, and the domains that prove it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, String, case, cast, func, or_, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.models import User
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.leave.models import Employment, LeaveAccount, LeaveRequest, WorkDomain
from brokerage.leave.queries.requests import find_request
from brokerage.leave.rules.wallet import RequestStatus
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status, Want
from brokerage.web.paging import Page

__all__ = ["find_request"]

PER_PAGE = 25
MOST_EMPLOYERS_SHOWN = 20


def list_employments_of(user_id: int) -> list[Employment]:
    """Return where the user works or says so, with the organisations, newest first."""
    return list(
        db.session.scalars(
            select(Employment)
            .where(Employment.user_id == user_id, Employment.ended_at.is_(None))
            .options(joinedload(Employment.organisation))
            .order_by(Employment.id.desc())
        )
    )


def find_open_employment(user_id: int, organisation_id: int) -> Employment | None:
    """Return what the user says of working there, if they have not ended it."""
    return db.session.scalars(
        select(Employment).where(
            Employment.user_id == user_id,
            Employment.organisation_id == organisation_id,
            Employment.ended_at.is_(None),
        )
    ).first()


def get_employment(employment_id: int) -> Employment:
    """Return an employment that has not ended, with person and organisation (NotFoundError)."""
    employment = db.session.scalars(
        select(Employment)
        .where(Employment.id == employment_id, Employment.ended_at.is_(None))
        .options(joinedload(Employment.user), joinedload(Employment.organisation))
    ).first()
    if employment is None:
        raise NotFoundError
    return employment


def get_staff_employment(organisation_id: int, employment_id: int) -> Employment:
    """Return an employment of this employer (NotFoundError)."""
    employment = get_employment(employment_id)
    if employment.organisation_id != organisation_id:
        raise NotFoundError
    return employment


def find_by_link(token_digest: str, user_id: int, now: datetime) -> Employment | None:
    """Return the employment that a link would prove: only for the user who asked for it."""
    return db.session.scalars(
        select(Employment)
        .where(
            Employment.token_digest == token_digest,
            Employment.user_id == user_id,
            Employment.token_expires_at > now,
            Employment.proved_at.is_(None),
            Employment.ended_at.is_(None),
        )
        .options(joinedload(Employment.organisation))
    ).first()


def find_employer_by_domain(domain: str) -> Organisation | None:
    """Return the approved organisation whose work addresses end like this, once confirmed."""
    return db.session.scalars(
        select(Organisation)
        .join(WorkDomain, WorkDomain.organisation_id == Organisation.id)
        .where(
            WorkDomain.domain == domain,
            WorkDomain.confirmed_at.is_not(None),
            Organisation.status == Status.APPROVED,
        )
    ).first()


def search_employers(words: str) -> list[Organisation]:
    """Return approved organisations that want to send volunteers, by name; the first few."""
    wanted = [
        Organisation.status == Status.APPROVED,
        # JSON has no portable "contains"; the values are quoted, so none is part of another.
        cast(Organisation.wants, String).contains(f'"{Want.SEND_VOLUNTEERS}"'),
    ]
    wanted += [Organisation.name.icontains(word, autoescape=True) for word in words.split()[:5]]
    return list(
        db.session.scalars(
            select(Organisation)
            .where(*wanted)
            .order_by(func.lower(Organisation.name), Organisation.id)
            .limit(MOST_EMPLOYERS_SHOWN)
        )
    )


def list_staff(organisation_id: int, page: int) -> Page[Employment]:
    """Return who works there or says so: those that wait for an answer first, then by name."""
    shown = (
        *_open_at(organisation_id),
        # What waits for a link is between the person and their mailbox.
        or_(Employment.proved_at.is_not(None), Employment.work_email.is_(None)),
    )
    rows = db.session.scalars(
        select(Employment)
        .join(User, User.id == Employment.user_id)
        .where(*shown)
        .options(joinedload(Employment.user))
        .order_by(
            case((Employment.proved_at.is_(None), 0), else_=1),
            func.lower(User.name),
            Employment.id,
        )
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(Employment).where(*shown)) or 0
    return Page(rows, page, PER_PAGE, total)


def count_staff_and_requests(organisation_id: int) -> tuple[int, int]:
    """Return how many people, and how many of their requests, wait for the employer's answer."""
    people = select(func.count()).select_from(Employment)
    people = people.where(
        *_open_at(organisation_id),
        Employment.proved_at.is_(None),
        Employment.work_email.is_(None),
    )
    requests = (
        select(func.count())
        .select_from(LeaveRequest)
        .join(LeaveRequest.account)
        .join(LeaveAccount.employment)
        .where(
            Employment.organisation_id == organisation_id,
            LeaveRequest.status == RequestStatus.ASKED,
        )
    )
    row = db.session.execute(select(people.scalar_subquery(), requests.scalar_subquery())).one()
    return row[0], row[1]


def list_work_domains(organisation_id: int) -> list[WorkDomain]:
    """Return the domains an employer has stated, by name."""
    return list(
        db.session.scalars(
            select(WorkDomain)
            .where(WorkDomain.organisation_id == organisation_id)
            .order_by(WorkDomain.domain)
        )
    )


def get_work_domain(work_domain_id: int) -> WorkDomain:
    """Return a stated domain with its organisation (NotFoundError)."""
    domain = db.session.scalars(
        select(WorkDomain)
        .where(WorkDomain.id == work_domain_id)
        .options(joinedload(WorkDomain.organisation))
    ).first()
    if domain is None:
        raise NotFoundError
    return domain


def get_work_domain_of(organisation_id: int, work_domain_id: int) -> WorkDomain:
    """Return a domain of this employer (NotFoundError)."""
    domain = get_work_domain(work_domain_id)
    if domain.organisation_id != organisation_id:
        raise NotFoundError
    return domain


def get_domain_to_confirm(work_domain_id: int) -> WorkDomain:
    """Return a domain that waits for a broker (NotFoundError)."""
    domain = get_work_domain(work_domain_id)
    if domain.confirmed_at is not None:
        raise NotFoundError
    return domain


def list_domains_to_confirm(page: int) -> Page[WorkDomain]:
    """Return the domains that wait for a broker, oldest first."""
    waiting = WorkDomain.confirmed_at.is_(None)
    rows = db.session.scalars(
        select(WorkDomain)
        .where(waiting)
        .options(joinedload(WorkDomain.organisation))
        .order_by(WorkDomain.stated_at, WorkDomain.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(WorkDomain).where(waiting)) or 0
    return Page(rows, page, PER_PAGE, total)


def has_proved_by(work_email: str) -> bool:
    """Say whether this work address shows someone's employment already."""
    found = select(Employment.id).where(
        Employment.work_email == work_email,
        Employment.proved_at.is_not(None),
        Employment.ended_at.is_(None),
    )
    return db.session.scalars(found).first() is not None


def _open_at(organisation_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Employment.organisation_id == organisation_id, Employment.ended_at.is_(None))
