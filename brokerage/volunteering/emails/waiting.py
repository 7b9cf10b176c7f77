"""One function for each e-mail about a waiting list."""

from __future__ import annotations

from typing import Any

from brokerage.mail import Recipient, queue_mail
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.scheduling.models import WaitingEntry
from brokerage.volunteering.models import Opportunity
from brokerage.web.links import full_url


def send_joined(opportunity: Opportunity, entry: WaitingEntry) -> None:
    """To both: somebody stands on the list."""
    _send_to_volunteer(opportunity, entry, "You are on the waiting list: {}", "waiting_joined")
    _send_to_host(opportunity, entry, "Someone waits for a place: {}", "joined the waiting list")


def send_offered(opportunity: Opportunity, entry: WaitingEntry, token: str) -> None:
    """To both: a place is held, until when, and the link that answers without signing in."""
    _send_to_volunteer(
        opportunity,
        entry,
        "A place is free for you: {}",
        "waiting_offered",
        answer_link=full_url("volunteering.answer_waiting_offer", token=token),
    )
    _send_to_host(
        opportunity, entry, "A free place is offered: {}", "is offered a place that became free"
    )


def send_left(opportunity: Opportunity, entry: WaitingEntry) -> None:
    """To both: somebody waits no longer."""
    _send_to_volunteer(opportunity, entry, "You left the waiting list: {}", "waiting_left")
    _send_to_host(opportunity, entry, "Someone waits no longer: {}", "left the waiting list")


def send_lapsed(opportunity: Opportunity, entry: WaitingEntry) -> None:
    """To both: the offer ran out."""
    _send_to_volunteer(opportunity, entry, "The offer ran out: {}", "waiting_lapsed")
    _send_to_host(
        opportunity, entry, "An offered place was not taken: {}", "did not answer in time"
    )


def send_removed(opportunity: Opportunity, entry: WaitingEntry, reason: str) -> None:
    """To both: the host took somebody off the list, and why."""
    subject = "You are off the waiting list: {}"
    _send_to_volunteer(opportunity, entry, subject, "waiting_removed", reason=reason)
    _send_to_host(opportunity, entry, "Taken off the list: {}", "was taken off the waiting list")


def send_over(opportunity: Opportunity, entry: WaitingEntry) -> None:
    """To the volunteer: it has begun, and no place became free."""
    _send_to_volunteer(opportunity, entry, "No place became free: {}", "waiting_over")


def send_closed(opportunity: Opportunity, entry: WaitingEntry, reason: str) -> None:
    """To the volunteer: what they waited for was called off."""
    _send_to_volunteer(opportunity, entry, "Called off: {}", "waiting_closed", reason=reason)


def _send_to_volunteer(
    opportunity: Opportunity, entry: WaitingEntry, subject: str, template: str, **context: Any
) -> None:
    link = full_url("volunteering.list_bookings")
    _send(entry.user.recipient, opportunity, entry, subject, template, link=link, **context)


def _send_to_host(
    opportunity: Opportunity, entry: WaitingEntry, subject: str, happened: str
) -> None:
    link = full_url("volunteering.list_waiting", opportunity_id=opportunity.id)
    for address in list_member_addresses(opportunity.organisation_id):
        _send(
            address,
            opportunity,
            entry,
            subject,
            "waiting_host",
            happened=happened,
            link=link,
        )


def _send(
    address: Recipient,
    opportunity: Opportunity,
    entry: WaitingEntry,
    subject: str,
    template: str,
    **context: Any,
) -> None:
    queue_mail(
        to=address,
        subject=subject.format(opportunity.title),
        template=f"volunteering/{template}",
        entry=entry,
        person=entry.user,
        opportunity=opportunity,
        session=entry.session,
        host=opportunity.organisation,
        **context,
    )
