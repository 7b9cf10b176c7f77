"""How leave and its terms read on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brokerage.extensions import utcnow
from brokerage.leave.queries.policies import list_terms
from brokerage.leave.rules.policies import OUTCOME_LABELS, Policy, as_amount, policy_on
from brokerage.leave.rules.wallet import MANAGER_LABELS, RequestStatus, local_day
from brokerage.web.forms import PostForm

if TYPE_CHECKING:
    from brokerage.leave.models import LeaveRequest
CLOSED = "This cannot be answered any more. Nothing was changed"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def amount_of(minutes: int, policy: Policy | None) -> str:
    """Return an amount in the unit of these terms."""
    if policy is None:
        return as_amount(minutes, is_in_days=False, minutes_a_day=60)
    return as_amount(minutes, is_in_days=policy.is_in_days, minutes_a_day=policy.minutes_a_day)


def describe(policy: Policy) -> list[dict[str, object]]:
    """Return the terms as rows of a summary list."""
    rounding = "half a day" if policy.takes_half_days else "a day"
    share = f"Yes, rounded up to {rounding if policy.is_in_days else '15 minutes'}"
    rows: list[tuple[str, str]] = [
        ("Leave a year, full time", amount_of(policy.allowance_minutes, policy)),
        ("A full working day", as_amount(policy.minutes_a_day, is_in_days=False, minutes_a_day=60)),
        ("The leave year starts on", f"{policy.year_day} {_MONTHS[policy.year_month - 1]}"),
        ("A share for part time", share if policy.is_pro_rata else "No, the same for all"),
        ("Half days", "Yes" if policy.is_in_days and policy.takes_half_days else "No"),
        ("A manager has to agree", "Yes" if policy.needs_approval else "No"),
        ("Outside your own area", "Yes" if policy.counts_outside else "No"),
        ("From home or online", "Yes" if policy.counts_remote else "No"),
        ("Notice", _working_days(policy.notice_working_days)),
        ("Late is", f"less than {_working_days(policy.late_working_days)} before"),
        ("Someone calls off late", OUTCOME_LABELS[policy.late_cancellation]),
        ("Someone does not turn up", OUTCOME_LABELS[policy.no_show]),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def month_of(written: str) -> str:
    """Return "April 2026" for "2026-04"."""
    year, _, month = written.partition("-")
    return f"{_MONTHS[int(month) - 1]} {year}"


def closed_form() -> PostForm:
    """Return the form of a page where nothing is to answer; a late answer gets a sentence."""
    form = PostForm()
    if form.is_submitted():
        form.form_errors.append(CLOSED)
    return form


def _working_days(number: int) -> str:
    return f"{number} working day{'' if number == 1 else 's'}"


def shown_to_manager(request: LeaveRequest) -> dict[str, object]:
    """Return what a manager sees: never the host's name unless the volunteer shares it."""
    employment, now = request.employment, utcnow()
    terms = list_terms(employment.organisation_id)
    policy = policy_on(terms, local_day(request.starts_at))
    return {
        "leave_request": request,
        "person": employment.user,
        "organisation": employment.organisation,
        "amount": amount_of(request.minutes, policy),
        "left": amount_of(request.account.left_minutes, policy),
        "host_name": request.host_name if request.shares_host else "",
        "is_open": request.status == RequestStatus.ASKED and request.starts_at > now,
        "can_change": request.status == RequestStatus.APPROVED and request.starts_at > now,
        "label": MANAGER_LABELS[request.status],
        "now": now,
    }
