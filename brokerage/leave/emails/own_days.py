"""One function for each e-mail about a day that someone found themselves."""

from __future__ import annotations

from brokerage.leave.models import LeaveLink, OwnDay
from brokerage.leave.rules.own_days import OwnDayStatus
from brokerage.mail import queue_mail
from brokerage.web.links import full_url


def send_to_contact(own_day: OwnDay, link: LeaveLink, token: str, *, is_reminder: bool) -> None:
    """To the host's contact: was this person there, and how long?"""
    start = "Reminder: did" if is_reminder else "Did"
    queue_mail(
        to=link.sent_to,
        subject=f"{start} {own_day.employment.user.name} volunteer with you?",
        template="leave/own_day_confirm",
        own_day=own_day,
        person=own_day.employment.user,
        expires_at=link.expires_at,
        confirm_link=full_url("leave.confirm_own_day", token=token),
    )


def send_asked_contact(own_day: OwnDay) -> None:
    """To the person: the host has been asked."""
    _send_to_person(own_day, "We have asked your host to confirm your day", "own_day_asked")


def send_answered(own_day: OwnDay, link: LeaveLink, token: str) -> None:
    """To both: what the host's contact said, and how it can be put right."""
    is_confirmed = own_day.status == OwnDayStatus.CONFIRMED
    subject = "Your hours are confirmed" if is_confirmed else "Your host says you were not there"
    _send_to_person(own_day, f"{subject}: {own_day.host_name}", "own_day_answered")
    queue_mail(
        to=link.sent_to,
        subject=f"Thank you for your answer about {own_day.employment.user.name}",
        template="leave/own_day_thanks",
        own_day=own_day,
        person=own_day.employment.user,
        is_confirmed=is_confirmed,
        confirm_link=full_url("leave.confirm_own_day", token=token),
    )


def send_taken_back(own_day: OwnDay) -> None:
    """To the person: the contact takes the answer back and will give another."""
    _send_to_person(own_day, "Your host is changing its answer", "own_day_taken_back")


def send_run_out(own_day: OwnDay) -> None:
    """To the person: the contact has not answered; what they can do."""
    _send_to_person(own_day, "Your host has not confirmed your day yet", "own_day_run_out")


def _send_to_person(own_day: OwnDay, subject: str, template: str) -> None:
    queue_mail(
        to=own_day.employment.user.recipient,
        subject=subject,
        template=f"leave/{template}",
        own_day=own_day,
        is_confirmed=own_day.status == OwnDayStatus.CONFIRMED,
        link=full_url("leave.show_own_day", own_day_id=own_day.id),
    )
