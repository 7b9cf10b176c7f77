"""Wallets, requests for leave, and the links by which they are decided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.leave.models import (
    Employment,
    LeaveAccount,
    LeaveEntry,
    LeaveLink,
    LeaveRequest,
    OwnDay,
)
from brokerage.leave.queries.policies import list_arrangements, list_terms_by_employer
from brokerage.leave.rules.own_days import OwnDayStatus
from brokerage.leave.rules.policies import LeaveYear, Policy, allowance, leave_year, policy_of_year
from brokerage.leave.rules.wallet import OPEN_REQUESTS, EntryKind, RequestStatus
from brokerage.web.paging import Page

PER_PAGE = 25
MOST_ENTRIES_SHOWN = 60
BATCH = 200

_WHOLE = (
    joinedload(LeaveRequest.account)
    .joinedload(LeaveAccount.employment)
    .options(joinedload(Employment.user), joinedload(Employment.organisation))
)


@dataclass(frozen=True, kw_only=True)
class Wallet:
    """One person's leave with one employer in the leave year of a day."""

    employment: Employment
    policy: Policy
    year: LeaveYear
    granted: int
    reserved: int
    taken: int
    entries: list[LeaveEntry]

    @property
    def left(self) -> int:
        """What can still be asked for, in minutes."""
        return self.granted - self.reserved - self.taken


def find_request(source_kind: str, source_id: int) -> LeaveRequest | None:
    """Return the newest request for a thing, with whose it is; None where none was made."""
    return db.session.scalars(
        select(LeaveRequest)
        .where(LeaveRequest.source_kind == source_kind, LeaveRequest.source_id == source_id)
        .options(_WHOLE)
        .order_by(LeaveRequest.id.desc())
    ).first()


def get_request(leave_request_id: int) -> LeaveRequest:
    """Return a request with whose it is (NotFoundError)."""
    request = db.session.scalars(
        select(LeaveRequest).where(LeaveRequest.id == leave_request_id).options(_WHOLE)
    ).first()
    if request is None:
        raise NotFoundError
    return request


def get_request_of(organisation_id: int, leave_request_id: int) -> LeaveRequest:
    """Return a request of this employer's staff (NotFoundError)."""
    request = get_request(leave_request_id)
    if request.employment.organisation_id != organisation_id:
        raise NotFoundError
    return request


def find_account(employment_id: int, starts_on: date) -> LeaveAccount | None:
    """Return a person's account of the leave year that starts on this day."""
    return db.session.scalars(
        select(LeaveAccount).where(
            LeaveAccount.employment_id == employment_id, LeaveAccount.starts_on == starts_on
        )
    ).first()


def list_accounts_from(organisation_id: int, day: date) -> list[LeaveAccount]:
    """Return the employer's accounts whose leave year holds the day or comes after it."""
    return list(
        db.session.scalars(
            select(LeaveAccount)
            .join(LeaveAccount.employment)
            .where(Employment.organisation_id == organisation_id, LeaveAccount.ends_before > day)
            .options(contains_eager(LeaveAccount.employment))
            .order_by(LeaveAccount.id)
        )
    )


def list_accounts_of(employment_id: int, day: date) -> list[LeaveAccount]:
    """Return a person's accounts of the leave year that holds the day and of later ones."""
    return list(
        db.session.scalars(
            select(LeaveAccount)
            .where(LeaveAccount.employment_id == employment_id, LeaveAccount.ends_before > day)
            .order_by(LeaveAccount.starts_on)
        )
    )


def list_wallets(user_id: int, today: date) -> list[Wallet]:
    """Return the person's leave of this leave year with each employer that gives some.

    A year in which nothing was asked for has no row yet: it is shown as it would begin.
    """
    employments = _list_proved(user_id)
    terms = list_terms_by_employer({each.organisation_id for each in employments})
    arranged = list_arrangements({each.id for each in employments})
    years = {
        each.id: year
        for each in employments
        if (year := leave_year(terms[each.organisation_id], today)) is not None
    }
    accounts = _list_accounts(years)
    entries = _list_entries({account.id for account in accounts.values()})
    found = []
    for each in employments:
        if each.id not in years:
            continue
        year = years[each.id]
        policy = policy_of_year(terms[each.organisation_id], year)
        account = accounts.get(each.id)
        percent = arranged[each.id].full_time_percent if each.id in arranged else 100
        found.append(
            Wallet(
                employment=each,
                policy=policy,
                year=year,
                granted=account.granted_minutes if account else allowance(policy, percent, year),
                reserved=account.reserved_minutes if account else 0,
                taken=account.taken_minutes if account else 0,
                entries=entries.get(account.id, []) if account else [],
            )
        )
    return found


def _list_proved(user_id: int) -> list[Employment]:
    return list(
        db.session.scalars(
            select(Employment)
            .where(
                Employment.user_id == user_id,
                Employment.proved_at.is_not(None),
                Employment.ended_at.is_(None),
            )
            .options(joinedload(Employment.organisation))
            .order_by(Employment.id)
        )
    )


def _list_accounts(years: dict[int, LeaveYear]) -> dict[int, LeaveAccount]:
    rows = db.session.scalars(
        select(LeaveAccount).where(LeaveAccount.employment_id.in_(sorted(years)))
    )
    return {
        row.employment_id: row
        for row in rows
        if row.starts_on == years[row.employment_id].starts_on
    }


def _list_entries(account_ids: Collection[int]) -> dict[int, list[LeaveEntry]]:
    rows = db.session.scalars(
        select(LeaveEntry)
        .where(LeaveEntry.account_id.in_(sorted(account_ids)))
        .options(joinedload(LeaveEntry.request))
        .order_by(LeaveEntry.id.desc())
        .limit(MOST_ENTRIES_SHOWN)
    )
    found: dict[int, list[LeaveEntry]] = {}
    for row in rows:
        found.setdefault(row.account_id, []).append(row)
    return found


def list_open_requests_of(user_id: int) -> list[LeaveRequest]:
    """Return the person's requests that wait or hold leave, soonest first."""
    return list(
        db.session.scalars(
            select(LeaveRequest)
            .join(LeaveRequest.account)
            .join(LeaveAccount.employment)
            .where(Employment.user_id == user_id, LeaveRequest.status.in_(sorted(OPEN_REQUESTS)))
            .options(_WHOLE)
            .order_by(LeaveRequest.starts_at, LeaveRequest.id)
        )
    )


def list_open_requests_at(employment_id: int) -> list[LeaveRequest]:
    """Return the requests of one employment that wait or hold leave."""
    return list(
        db.session.scalars(
            select(LeaveRequest)
            .join(LeaveRequest.account)
            .where(
                LeaveAccount.employment_id == employment_id,
                LeaveRequest.status.in_(sorted(OPEN_REQUESTS)),
            )
            .options(_WHOLE)
            .order_by(LeaveRequest.id)
        )
    )


def list_requests_to_decide(organisation_id: int, page: int) -> Page[LeaveRequest]:
    """Return the employer's requests: those that wait first, soonest first; then the agreed."""
    is_shown = (
        Employment.organisation_id == organisation_id,
        LeaveRequest.status.in_([RequestStatus.ASKED, RequestStatus.APPROVED]),
    )
    asked_first = (LeaveRequest.status != RequestStatus.ASKED).asc()
    rows = db.session.scalars(
        select(LeaveRequest)
        .join(LeaveRequest.account)
        .join(LeaveAccount.employment)
        .where(*is_shown)
        .options(_WHOLE)
        .order_by(asked_first, LeaveRequest.starts_at, LeaveRequest.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    counted = (
        select(func.count())
        .select_from(LeaveRequest)
        .join(LeaveRequest.account)
        .join(LeaveAccount.employment)
        .where(*is_shown)
    )
    return Page(rows, page, PER_PAGE, db.session.scalar(counted) or 0)


def list_sums_of(leave_request_id: int) -> dict[str, int]:
    """Return the minutes of a request's entries by kind."""
    rows = db.session.execute(
        select(LeaveEntry.kind, func.sum(LeaveEntry.minutes))
        .where(LeaveEntry.request_id == leave_request_id)
        .group_by(LeaveEntry.kind)
    )
    return dict.fromkeys(EntryKind, 0) | {kind: int(minutes) for kind, minutes in rows}


def find_link(token_digest: str) -> LeaveLink | None:
    """Return a link with what it is about, whatever its state."""
    return db.session.scalars(
        select(LeaveLink)
        .where(LeaveLink.token_digest == token_digest)
        .options(
            joinedload(LeaveLink.request).options(_WHOLE),
            joinedload(LeaveLink.own_day)
            .joinedload(OwnDay.employment)
            .options(joinedload(Employment.user), joinedload(Employment.organisation)),
        )
    ).first()


def list_live_links(now: datetime) -> list[LeaveLink]:
    """Return unanswered links that nobody was reminded of, the next to run out first."""
    return _list_waiting(LeaveLink.expires_at > now, LeaveLink.reminded_at.is_(None))


def list_links_run_out(now: datetime) -> list[LeaveLink]:
    """Return unanswered links that have run out, about which nobody was told."""
    return _list_waiting(LeaveLink.expires_at <= now, LeaveLink.told_at.is_(None))


def _list_waiting(*which: ColumnElement[bool]) -> list[LeaveLink]:
    """Only the newest link of a thing counts, and only while the thing waits."""
    newer = aliased(LeaveLink)
    is_newest = ~(
        select(newer.id)
        .where(
            newer.id > LeaveLink.id,
            (newer.request_id == LeaveLink.request_id) | (newer.own_day_id == LeaveLink.own_day_id),
        )
        .exists()
    )
    waits = (LeaveRequest.status == RequestStatus.ASKED) | (OwnDay.status == OwnDayStatus.AGREED)
    return list(
        db.session.scalars(
            select(LeaveLink)
            .outerjoin(LeaveRequest, LeaveRequest.id == LeaveLink.request_id)
            .outerjoin(OwnDay, OwnDay.id == LeaveLink.own_day_id)
            .where(LeaveLink.used_at.is_(None), is_newest, waits, *which)
            .order_by(LeaveLink.expires_at, LeaveLink.id)
            .limit(BATCH)
        )
    )


def list_requests_too_late(now: datetime) -> list[LeaveRequest]:
    """Return the requests that nobody has answered though their day has come."""
    return list(
        db.session.scalars(
            select(LeaveRequest)
            .where(LeaveRequest.status == RequestStatus.ASKED, LeaveRequest.starts_at <= now)
            .options(_WHOLE)
            .order_by(LeaveRequest.id)
            .limit(BATCH)
        )
    )


def find_last_link_of(leave_request_id: int) -> LeaveLink | None:
    """Return the newest link that was sent to decide a request."""
    return db.session.scalars(
        select(LeaveLink)
        .where(LeaveLink.request_id == leave_request_id)
        .order_by(LeaveLink.id.desc())
    ).first()
