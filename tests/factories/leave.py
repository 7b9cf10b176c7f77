"""Leave as tests need it: terms, teams, accounts, requests, own days, links."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from brokerage.extensions import db, utcnow
from brokerage.leave.models import (
    Employment,
    LeaveAccount,
    LeaveArrangement,
    LeaveEntry,
    LeaveLink,
    LeavePolicy,
    LeaveRequest,
    LeaveTeam,
    OwnDay,
)
from brokerage.leave.rules.wallet import LONDON
from brokerage.leave.service.tokens import digest_of
from brokerage.organisations.models import Organisation

A_DAY = 444
_numbers = count(1)


def make_policy(organisation: Organisation, **fields: Any) -> LeavePolicy:
    """Add terms of three days a year of 7 hours 24 minutes, from two years ago, flushed."""
    terms = {
        "organisation_id": organisation.id,
        "from_on": date(utcnow().year - 2, 4, 1),
        "allowance_minutes": 3 * A_DAY,
        "minutes_a_day": A_DAY,
        "is_in_days": True,
        "takes_half_days": True,
        "year_month": 4,
        "year_day": 1,
        "is_pro_rata": True,
        "needs_approval": True,
        "counts_outside": True,
        "counts_remote": True,
        "notice_working_days": 0,
        "late_working_days": 2,
        "no_show": "take",
        "late_cancellation": "take",
        "published_at": utcnow(),
    }
    return _add(LeavePolicy(**terms | fields))


def make_team(organisation: Organisation, **fields: Any) -> LeaveTeam:
    """Add a team, flushed."""
    name = f"Team {next(_numbers)}"
    return _add(LeaveTeam(**{"organisation_id": organisation.id, "name": name} | fields))


def make_arrangement(employment: Employment, **fields: Any) -> LeaveArrangement:
    """Add what the employer says of one person's leave, flushed."""
    return _add(LeaveArrangement(employment_id=employment.id, **fields))


def make_account(employment: Employment, *, days: int = 3, **fields: Any) -> LeaveAccount:
    """Add the account of this leave year (from April) with so many days granted, flushed."""
    today = utcnow().date()
    start = date(today.year if today.month > 3 else today.year - 1, 4, 1)
    account = _add(
        LeaveAccount(
            **{
                "employment_id": employment.id,
                "starts_on": start,
                "ends_before": start.replace(year=start.year + 1),
                "granted_minutes": days * A_DAY,
            }
            | fields
        )
    )
    _enter(account, None, "granted", days * A_DAY)
    return account


def make_request(
    account: LeaveAccount, *, days_ahead: int = 14, minutes: int = A_DAY, **fields: Any
) -> LeaveRequest:
    """Add a request for a day that is set aside, flushed."""
    starts_at = on_day(days_ahead)
    request = _add(
        LeaveRequest(
            **{
                "account_id": account.id,
                "source_kind": "booking",
                "source_id": next(_numbers) + 100_000,
                "status": "asked",
                "minutes": minutes,
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(hours=7),
                "host_name": "Wychmere Food Bank",
                "asked_at": utcnow(),
                "changed_at": utcnow(),
            }
            | fields
        )
    )
    account.reserved_minutes += minutes
    _enter(account, request, "reserved", minutes)
    return request


def make_own_day(employment: Employment, *, days_ahead: int = 14, **fields: Any) -> OwnDay:
    """Add a day with a host of their own, from 10:00 to 13:00, flushed."""
    starts_at = on_day(days_ahead)
    return _add(
        OwnDay(
            **{
                "employment_id": employment.id,
                "status": "asked",
                "host_name": "Wychmere Scouts",
                "what": "Paint the hut",
                "place": "Wychmere",
                "is_outside": False,
                "is_remote": False,
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(hours=3),
                "contact_email": "leader@scouts.example",
                "created_at": utcnow(),
                "changed_at": utcnow(),
            }
            | fields
        )
    )


def make_leave_link(
    token: str,
    *,
    request: LeaveRequest | None = None,
    own_day: OwnDay | None = None,
    **fields: Any,
) -> LeaveLink:
    """Add a link with this token that works for a week, flushed."""
    link = {
        "token_digest": digest_of(token),
        "request_id": request.id if request else None,
        "own_day_id": own_day.id if own_day else None,
        "sent_to": "manager@council.example",
        "sent_at": utcnow(),
        "expires_at": utcnow() + timedelta(days=7),
    }
    return _add(LeaveLink(**link | fields))


def on_day(days_ahead: int) -> datetime:
    """Return ten in the morning in England, so many days from now."""
    day = (utcnow() + timedelta(days=days_ahead)).date()
    return datetime.combine(day, time(10), tzinfo=LONDON)


def _enter(account: LeaveAccount, request: LeaveRequest | None, kind: str, minutes: int) -> None:
    entry = LeaveEntry(
        account_id=account.id,
        request_id=request.id if request else None,
        kind=kind,
        minutes=minutes,
        made_at=utcnow(),
    )
    _add(entry)


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
