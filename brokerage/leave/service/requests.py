"""Asking for leave, deciding about it, and taking the ask back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.emails import requests as emails
from brokerage.leave.models import Employment, LeaveLink, LeaveRequest
from brokerage.leave.queries.policies import find_manager_address, list_terms
from brokerage.leave.queries.requests import list_sums_of
from brokerage.leave.rules import policies as policy_rules
from brokerage.leave.rules import wallet as rules
from brokerage.leave.rules.policies import Policy
from brokerage.leave.rules.wallet import EntryKind, Occasion, RequestStatus
from brokerage.leave.service.accounts import NO_POLICY, open_account, post_entry
from brokerage.leave.service.links import close_link, send_link
from brokerage.permissions import Subject

KIND = "leave_request"
NOT_PROVED = "It is not shown yet that you work there, so you have no leave there."
ASKED_ALREADY = "You have asked for leave for this already."
QUICKER = "Someone else was quicker: this has changed in the meantime."
BEGUN = "The day has come, so the answer stays as it is."


@writes
def ask_for_leave(
    actor: Subject, source_kind: str, source_id: int, employment: Employment, occasion: Occasion
) -> LeaveRequest:
    """Set leave aside for a thing that is done in work time, and ask the manager.

    Raises DomainError where the employer gives no leave for it, too little is left, or leave
    has been asked for already. Records `leave:request:ask`; the state is "not-needed" where
    the employer wants no manager to agree.
    """
    policy = _find_policy(employment, occasion)
    worked = policy_rules.minutes_between(occasion.starts_at, occasion.ends_at)
    now = utcnow()
    wish = policy_rules.Wish(
        day=occasion.day,
        worked_minutes=worked,
        is_outside=occasion.is_outside,
        is_remote=occasion.is_remote,
    )
    policy_rules.check_wish(policy, wish, rules.local_day(now))
    request = LeaveRequest(
        source_kind=source_kind,
        source_id=source_id,
        status=RequestStatus.ASKED if policy.needs_approval else RequestStatus.NOT_NEEDED,
        minutes=policy_rules.cost_of(policy, worked),
        starts_at=occasion.starts_at,
        ends_at=occasion.ends_at,
        host_organisation_id=occasion.host_organisation_id,
        host_name=occasion.host_name,
        shares_host=occasion.shares_host,
        asked_at=now,
        changed_at=now,
    )
    _reserve(employment, occasion, request)
    audit.record(actor, "leave:request:ask", KIND, request.id, after=facts_kept(request))
    emails.send_asked(request)
    if request.status == RequestStatus.ASKED:
        tell_manager(request)
    return request


@writes
def tell_manager(request: LeaveRequest) -> None:
    """Send the manager a link; without a known address, the members who may decide sign in."""
    address = find_manager_address(request.employment)
    if address is None:
        emails.send_asked_to_members(request)
        return
    link, token = send_link(
        address, rules.decide_by(request.starts_at, utcnow()), request_id=request.id
    )
    emails.send_asked_by_link(request, link, token)


@writes
def send_request_again(actor: Subject, request: LeaveRequest) -> None:
    """Ask the manager once more, as the person whose leave it is wishes."""
    if request.status != RequestStatus.ASKED:
        rules.check_request_move(request.status, RequestStatus.APPROVED)
    if request.starts_at <= utcnow():
        raise DomainError("The day has come, so nobody can be asked any more.")
    audit.record(actor, "leave:request:send-again", KIND, request.id)
    tell_manager(request)


@writes
def approve_request(actor: Subject, request: LeaveRequest, link: LeaveLink | None = None) -> None:
    """The manager agrees, signed in or by a link; the leave stays set aside."""
    _decide(actor, request, RequestStatus.APPROVED, link)
    _record_decision(actor, request, "approve", link)
    emails.send_decided(request, link)


@writes
def decline_request(
    actor: Subject, request: LeaveRequest, reason: str, link: LeaveLink | None = None
) -> None:
    """The manager says no and why, or takes a yes back before the day; the leave goes back."""
    with db.session.begin_nested():
        _decide(actor, request, RequestStatus.DECLINED, link, reason=reason)
        give_back(request)
    _record_decision(actor, request, "decline", link)
    emails.send_decided(request, link)


def _find_policy(employment: Employment, occasion: Occasion) -> Policy:
    """Return the terms of the day; without a proved employment there are none (DomainError)."""
    if not employment.is_proved:
        raise DomainError(NOT_PROVED)
    policy = policy_rules.policy_on(list_terms(employment.organisation_id), occasion.day)
    if policy is None:
        raise DomainError(NO_POLICY)
    return policy


def _reserve(employment: Employment, occasion: Occasion, request: LeaveRequest) -> None:
    account = open_account(employment, occasion.day)
    request.account = account
    try:
        with db.session.begin_nested():
            db.session.add(request)
            db.session.flush()
            post_entry(account, EntryKind.RESERVED, request.minutes, request.id)
    except IntegrityError as error:
        raise DomainError(ASKED_ALREADY) from error
    db.session.refresh(request)


def _decide(
    actor: Subject, request: LeaveRequest, then: RequestStatus, link: LeaveLink | None, **more: Any
) -> None:
    now, employment = utcnow(), request.employment
    role = actor.role_in(employment.organisation_id) if link is None else None
    rules.check_decider(is_own=actor.user_id == employment.user_id, role=role)
    rules.check_request_move(request.status, then)
    if request.starts_at <= now:
        raise DomainError(BEGUN)
    if link is not None:
        close_link(link, now)
    by = actor.user_id if link is None else None
    move_request(request, then, decided_at=now, decided_by_id=by, **more)


def _record_decision(
    actor: Subject, request: LeaveRequest, verb: str, link: LeaveLink | None
) -> None:
    how = {"by_link": link.id} if link is not None else {}
    audit.record(actor, f"leave:request:{verb}", KIND, request.id, after=facts_kept(request) | how)


@writes
def move_request(request: LeaveRequest, then: RequestStatus, **values: Any) -> None:
    """Take the step on the live row, so that two people cannot take two different ones."""
    before = request.status
    rules.check_request_move(before, then)
    moved = db.session.execute(
        update(LeaveRequest)
        .where(LeaveRequest.id == request.id, LeaveRequest.status == before)
        .values(status=then, changed_at=utcnow(), **values)
        .returning(LeaveRequest.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        raise DomainError(QUICKER)
    db.session.refresh(request)


@writes
def give_back(request: LeaveRequest) -> None:
    """Give back whatever is still set aside for a request."""
    held = held_minutes(request)
    if held:
        post_entry(request.account, EntryKind.GIVEN_BACK, held, request.id)


def held_minutes(request: LeaveRequest) -> int:
    """Return what is set aside for a request and neither taken nor given back."""
    sums = list_sums_of(request.id)
    return sums[EntryKind.RESERVED] - sums[EntryKind.GIVEN_BACK] - sums[EntryKind.TAKEN]


def facts_kept(request: LeaveRequest) -> dict[str, Any]:
    """Return what the log keeps, and what a subscriber needs to find its own row."""
    return {
        "status": request.status,
        "source_kind": request.source_kind,
        "source_id": request.source_id,
        "minutes": request.minutes,
        "why": request.why,
    }
