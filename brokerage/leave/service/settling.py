"""What becomes of leave once it is known what came of the thing it was for."""

from __future__ import annotations

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.emails import requests as emails
from brokerage.leave.models import LeaveRequest
from brokerage.leave.queries.policies import list_terms
from brokerage.leave.queries.requests import find_request, list_open_requests_at, list_sums_of
from brokerage.leave.rules import wallet as rules
from brokerage.leave.rules.policies import Outcome, cost_of, policy_on
from brokerage.leave.rules.wallet import OPEN_REQUESTS, EntryKind, RequestStatus, Why
from brokerage.leave.service.accounts import lock, post_entry, take_what_is_left
from brokerage.leave.service.requests import (
    KIND,
    facts_kept,
    give_back,
    held_minutes,
    move_request,
)
from brokerage.permissions import SYSTEM, Subject

CLOSED = frozenset({RequestStatus.DECLINED, RequestStatus.WITHDRAWN})


@writes
def release_leave(
    actor: Subject, source_kind: str, source_id: int, why: Why
) -> LeaveRequest | None:
    """The thing does not happen, or the person was not there; return the request, if any.

    The employer's policy says whether a late no and a no-show cost the leave all the same;
    all else gives it back. Nothing happens where there is no leave to settle, so a higher
    feature may call this for every booking. Records `leave:request:release` or `…:take`.
    """
    request = _find_settleable(source_kind, source_id)
    if request is None:
        return None
    if request.status == RequestStatus.RELEASED:
        return request
    return _release(actor, request, why)


@writes
def take_leave(
    actor: Subject, source_kind: str, source_id: int, worked_minutes: int | None = None
) -> LeaveRequest | None:
    """The person was there: the leave is taken; return the request, if any.

    With `worked_minutes`, what these cost is taken and the rest given back; called again, it
    puts that right, as far as leave is left. Leave that nobody agreed to is given back.
    """
    request = _find_settleable(source_kind, source_id)
    if request is None:
        return None
    if request.status == RequestStatus.ASKED:
        return _release(actor, request, Why.NO_ANSWER)
    if request.status == RequestStatus.RELEASED and request.why != Why.NO_SHOW:
        return None
    _take(request, _cost(request, worked_minutes))
    audit.record(actor, "leave:request:take", KIND, request.id, after=facts_kept(request))
    return request


@writes
def withdraw_request(actor: Subject, request: LeaveRequest) -> None:
    """The person does not need the leave any more; the policy says whether that is too late."""
    rules.check_request_move(request.status, RequestStatus.WITHDRAWN)
    _release(actor, request, Why.WITHDRAWN)


@writes
def release_all_at(actor: Subject, employment_id: int) -> None:
    """The employment has ended: what was asked for there ends with it."""
    for request in list_open_requests_at(employment_id):
        _release(actor, request, Why.CALLED_OFF)


@writes
def release_unanswered(request: LeaveRequest) -> None:
    """The day has come and nobody has decided."""
    _release(SYSTEM, request, Why.NO_ANSWER)


def _find_settleable(source_kind: str, source_id: int) -> LeaveRequest | None:
    request = find_request(source_kind, source_id)
    if request is None:
        return None
    # Its entries are summed below: nobody else may settle it in between.
    lock(request)
    return None if request.status in CLOSED else request


def _release(actor: Subject, request: LeaveRequest, why: Why) -> LeaveRequest:
    was_agreed = request.status != RequestStatus.ASKED
    outcome = _outcome(request, why, was_agreed=was_agreed)
    if outcome == Outcome.TAKE:
        _lose(request, why)
        verb = "take"
    else:
        _free(request, why)
        verb = "withdraw" if request.status == RequestStatus.WITHDRAWN else "release"
    audit.record(actor, f"leave:request:{verb}", KIND, request.id, after=facts_kept(request))
    emails.send_released(request, was_agreed=was_agreed)
    return request


def _outcome(request: LeaveRequest, why: Why, *, was_agreed: bool) -> Outcome:
    day = rules.local_day(request.starts_at)
    policy = policy_on(list_terms(request.employment.organisation_id), day)
    if policy is None:
        return Outcome.GIVE_BACK
    today = rules.local_day(utcnow())
    return rules.outcome_of(policy, why, was_agreed=was_agreed, day=day, today=today)


def _lose(request: LeaveRequest, why: Why) -> None:
    """Count the leave as used though nobody volunteered."""
    with db.session.begin_nested():
        if request.status in OPEN_REQUESTS:
            move_request(request, RequestStatus.TAKEN, why=why)
            post_entry(request.account, EntryKind.TAKEN, held_minutes(request), request.id)
        else:
            request.why = why
            db.session.flush()


def _free(request: LeaveRequest, why: Why) -> None:
    is_own = why == Why.WITHDRAWN and request.status in OPEN_REQUESTS
    with db.session.begin_nested():
        was_open = request.status in OPEN_REQUESTS
        then = RequestStatus.WITHDRAWN if is_own else RequestStatus.RELEASED
        move_request(request, then, why=why)
        if was_open:
            give_back(request)
        else:
            _refund(request, taken_minutes(request))


def _take(request: LeaveRequest, cost: int) -> None:
    with db.session.begin_nested():
        if request.status in OPEN_REQUESTS:
            move_request(request, RequestStatus.TAKEN, why=None)
            post_entry(
                request.account, EntryKind.TAKEN, min(cost, held_minutes(request)), request.id
            )
            give_back(request)
            return
        if request.status == RequestStatus.RELEASED:
            move_request(request, RequestStatus.TAKEN, why=None)
        request.why = None
        db.session.flush()
        had = taken_minutes(request)
        if cost > had:
            take_what_is_left(request.account, cost - had, request.id)
        else:
            _refund(request, had - cost)


def _refund(request: LeaveRequest, minutes: int) -> None:
    if minutes:
        post_entry(request.account, EntryKind.REFUNDED, minutes, request.id)


def taken_minutes(request: LeaveRequest) -> int:
    """Return what a request has taken, less what was given back after it."""
    sums = list_sums_of(request.id)
    return sums[EntryKind.TAKEN] - sums[EntryKind.REFUNDED]


def _cost(request: LeaveRequest, worked_minutes: int | None) -> int:
    day = rules.local_day(request.starts_at)
    policy = policy_on(list_terms(request.employment.organisation_id), day)
    if worked_minutes is None or policy is None:
        return request.minutes
    return min(request.minutes, cost_of(policy, worked_minutes))
