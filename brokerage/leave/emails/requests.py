"""One function for each e-mail about leave: what happened, what happens next, by when."""

from __future__ import annotations

from typing import Any

from brokerage.leave.models import LeaveLink, LeaveRequest
from brokerage.leave.permissions import CONFIRMING_ROLES
from brokerage.leave.queries.policies import find_manager_address, list_terms
from brokerage.leave.queries.requests import find_last_link_of
from brokerage.leave.rules.policies import Outcome, as_amount, policy_on
from brokerage.leave.rules.wallet import WHY_LABELS, RequestStatus, local_day
from brokerage.mail import Recipient, queue_mail
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.web.filters import on_date
from brokerage.web.links import full_url


def send_asked(request: LeaveRequest) -> None:
    """To the person: the leave is set aside, and who answers next."""
    _send_to_person(request, "Leave reserved: {}", "leave_asked")


def send_asked_by_link(request: LeaveRequest, link: LeaveLink, token: str) -> None:
    """To the manager: a link that decides, without an account."""
    _send_link(request, link, token, "Volunteering leave for {}: yes or no?", "leave_link")


def send_reminder(request: LeaveRequest, link: LeaveLink, token: str) -> None:
    """To the manager: a new link before the one they have runs out."""
    subject = "Reminder: volunteering leave for {}, yes or no?"
    _send_link(request, link, token, subject, "leave_reminder")


def send_asked_to_members(request: LeaveRequest) -> None:
    """To those who may decide signed in: there is a request."""
    _send_to_members(request, "Volunteering leave for {}: yes or no?", "leave_members")


def send_run_out(request: LeaveRequest, address: str) -> None:
    """To both: the link has run out and nobody has decided."""
    _send_to_person(request, "No answer about your leave: {}", "leave_run_out")
    _send(address, request, f"The link has run out: {request.employment.user.name}", "leave_over")
    _send_to_members(request, "Volunteering leave for {} waits", "leave_members")


def send_decided(request: LeaveRequest, link: LeaveLink | None) -> None:
    """To both: the answer, and what it means."""
    is_yes = request.status == RequestStatus.APPROVED
    subject = "Your manager agrees: {}" if is_yes else "Your manager said no: {}"
    _send_to_person(request, subject, "leave_decided", is_yes=is_yes)
    name = request.employment.user.name
    told = f"You agreed to leave for {name}" if is_yes else f"You said no to leave for {name}"
    for address in _managers_of(request, link):
        _send(address, request, told, "leave_decided_copy", is_yes=is_yes)


def send_released(request: LeaveRequest, *, was_agreed: bool) -> None:
    """To both: the leave is not needed any more, and whether it went back."""
    outcome = Outcome.TAKE if request.status == RequestStatus.TAKEN else Outcome.GIVE_BACK
    context = {
        "is_taken": outcome == Outcome.TAKE,
        "why": WHY_LABELS[request.why or ""],
        "was_agreed": was_agreed,
    }
    _send_to_person(request, "About your leave: {}", "leave_released", **context)
    name = request.employment.user.name
    for address in _managers_of(request, None):
        subject = f"Leave not needed any more: {name}"
        _send(address, request, subject, "leave_released_copy", **context)


def _managers_of(request: LeaveRequest, link: LeaveLink | None) -> list[str]:
    """Return whom to tell: whoever had a link, else the manager of today, else the members."""
    last = link or find_last_link_of(request.id)
    if last is not None:
        return [last.sent_to]
    address = find_manager_address(request.employment)
    return [address] if address else _member_addresses(request)


def _member_addresses(request: LeaveRequest) -> list[str]:
    """Whose leave it is does not decide about it, so they are not asked."""
    own = request.employment.user.email
    found = list_member_addresses(request.employment.organisation_id, CONFIRMING_ROLES)
    return [address for address in found if address != own] or found


def _send_link(
    request: LeaveRequest, link: LeaveLink, token: str, subject: str, template: str
) -> None:
    _send(
        link.sent_to,
        request,
        subject.format(request.employment.user.name),
        template,
        decide_link=full_url("leave.decide_by_link", token=token),
        expires_at=link.expires_at,
    )


def _send_to_members(request: LeaveRequest, subject: str, template: str) -> None:
    link = full_url("leave.list_requests", organisation_id=request.employment.organisation_id)
    for address in _member_addresses(request):
        _send(address, request, subject.format(request.employment.user.name), template, link=link)


def _send_to_person(request: LeaveRequest, subject: str, template: str, **context: Any) -> None:
    _send(
        request.employment.user.recipient,
        request,
        subject.format(on_date(request.starts_at)),
        template,
        link=full_url("leave.show_wallet"),
        **context,
    )


def _send(
    to: Recipient, request: LeaveRequest, subject: str, template: str, **context: Any
) -> None:
    employment, account = request.employment, request.account
    policy = policy_on(list_terms(employment.organisation_id), local_day(request.starts_at))
    frame = (policy.is_in_days, policy.minutes_a_day) if policy else (False, 60)
    queue_mail(
        to=to,
        subject=subject,
        template=f"leave/{template}",
        request=request,
        person=employment.user,
        organisation=employment.organisation,
        amount=as_amount(request.minutes, is_in_days=frame[0], minutes_a_day=frame[1]),
        left=as_amount(account.left_minutes, is_in_days=frame[0], minutes_a_day=frame[1]),
        **context,
    )
