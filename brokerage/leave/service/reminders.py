"""What the clock does: reminders, links that run out, days that come or are over, clearing up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.emails import own_days as own_day_emails
from brokerage.leave.emails import requests as emails
from brokerage.leave.models import LeaveLink, LeaveRequest, OwnDay
from brokerage.leave.queries.own_days import list_days_to_confirm
from brokerage.leave.queries.requests import (
    list_links_run_out,
    list_live_links,
    list_requests_too_late,
)
from brokerage.leave.rules.wallet import KEEP_LINKS, KEEP_WORDS, OPEN_REQUESTS, is_reminder_due
from brokerage.leave.service.links import send_link
from brokerage.leave.service.own_days import ask_contacts_of
from brokerage.leave.service.settling import release_unanswered
from brokerage.permissions import SYSTEM


@writes
def send_reminders() -> None:
    """Remind managers and contacts before their links run out: with a new link, once."""
    now = utcnow()
    for link in list_live_links(now):
        if is_reminder_due(link.expires_at, link.sent_at, now):
            _remind(link, now)


@writes
def tell_what_ran_out() -> None:
    """Tell both sides that a link has run out and what they can do."""
    now = utcnow()
    for link in list_links_run_out(now):
        link.told_at = now
        if link.request is not None and link.request.starts_at > now:
            emails.send_run_out(link.request, link.sent_to)
        elif link.own_day is not None:
            own_day_emails.send_run_out(link.own_day)
    db.session.flush()


@writes
def release_what_came_too_late() -> None:
    """Give leave back that nobody had decided about when the day came."""
    for request in list_requests_too_late(utcnow()):
        release_unanswered(request)


@writes
def ask_hosts_of_own_days() -> None:
    """Ask the contacts of own days that are over."""
    ask_contacts_of(list_days_to_confirm(utcnow()))


@writes
def clear_up() -> None:
    """Delete links that are long over, and the words and addresses of days a year ago."""
    now = utcnow()
    db.session.execute(delete(LeaveLink).where(LeaveLink.expires_at < now - KEEP_LINKS))
    old = now - KEEP_WORDS
    db.session.execute(
        update(LeaveRequest)
        .where(
            LeaveRequest.ends_at < old,
            LeaveRequest.status.not_in(sorted(OPEN_REQUESTS)),
            LeaveRequest.reason != "",
        )
        .values(reason="")
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(OwnDay)
        .where(OwnDay.ends_at < old, OwnDay.contact_email != "")
        .values(contact_email="")
        .execution_options(synchronize_session=False)
    )


def _remind(link: LeaveLink, now: datetime) -> None:
    link.reminded_at = now
    if link.request is not None:
        newer, token = send_link(link.sent_to, link.expires_at, request_id=link.request_id)
        emails.send_reminder(link.request, newer, token)
        audit.record(SYSTEM, "leave:request:remind", "leave_request", link.request_id)
        newer.reminded_at = now
    elif link.own_day is not None:
        newer, token = send_link(link.sent_to, link.expires_at, own_day_id=link.own_day_id)
        own_day_emails.send_to_contact(link.own_day, newer, token, is_reminder=True)
        audit.record(SYSTEM, "leave:own-day:remind", "own_day", link.own_day_id)
        newer.reminded_at = now
    db.session.flush()
