"""What is kept of a person's leave: for their copy of it, and forgotten when they go.

The privacy feature calls these by registration, once it is there.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from brokerage import audit
from brokerage.extensions import db, writes
from brokerage.leave.models import (
    Employment,
    LeaveAccount,
    LeaveArrangement,
    LeaveEntry,
    LeaveLink,
    LeaveRequest,
    OwnDay,
)
from brokerage.leave.service.settling import release_all_at
from brokerage.permissions import Subject

_OF_EMPLOYMENT = (LeaveArrangement, LeaveAccount, OwnDay)


def export_leave(user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return every row about the person, by table, without the digests of links."""
    ids = list(db.session.scalars(select(Employment.id).where(Employment.user_id == user_id)))
    accounts = select(LeaveAccount.id).where(LeaveAccount.employment_id.in_(ids))
    found = {
        "employments": _rows(select(Employment).where(Employment.id.in_(ids))),
        "leave_requests": _rows(select(LeaveRequest).where(LeaveRequest.account_id.in_(accounts))),
        "leave_entries": _rows(select(LeaveEntry).where(LeaveEntry.account_id.in_(accounts))),
    }
    for model in _OF_EMPLOYMENT:
        chosen = select(model).where(model.employment_id.in_(ids))
        found[str(model.__tablename__)] = _rows(chosen)
    return found


@writes
def erase_leave(actor: Subject, user_id: int) -> None:
    """Forget what names or describes the person's days; the sums stay, without words.

    Requests keep their minutes and dates for the employer's totals; whose they are goes with
    the user's own row.
    """
    ids = list(db.session.scalars(select(Employment.id).where(Employment.user_id == user_id)))
    for employment_id in ids:
        release_all_at(actor, employment_id)
    requests = (
        select(LeaveRequest.id)
        .join(LeaveRequest.account)
        .where(LeaveAccount.employment_id.in_(ids))
    )
    days = select(OwnDay.id).where(OwnDay.employment_id.in_(ids))
    gone = LeaveLink.request_id.in_(requests) | LeaveLink.own_day_id.in_(days)
    db.session.execute(delete(LeaveLink).where(gone).execution_options(synchronize_session=False))
    db.session.execute(
        update(LeaveRequest)
        .where(LeaveRequest.id.in_(requests))
        .values(reason="", shares_host=False)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(OwnDay)
        .where(OwnDay.employment_id.in_(ids))
        .values(what="", place="", contact_email="")
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(Employment)
        .where(Employment.id.in_(ids))
        .values(work_email=None)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    audit.record(actor, "leave:person:erase", "user", user_id)


def _rows(query: Any) -> list[dict[str, Any]]:
    hidden = {"token_digest", "token_expires_at"}
    return [
        {
            column.key: getattr(row, column.key)
            for column in row.__table__.columns
            if column.key not in hidden
        }
        for row in db.session.scalars(query)
    ]
