"""One function for each e-mail about an opportunity."""

from __future__ import annotations

from datetime import date
from typing import Any

from brokerage.mail import queue_mail
from brokerage.organisations.queries.member import list_broker_addresses, list_member_addresses
from brokerage.volunteering.models import Opportunity
from brokerage.web.links import full_url


def send_received(opportunity: Opportunity, decide_by: date) -> None:
    """To the host: a broker reads it, and by when they hear."""
    _send_to_host(
        opportunity,
        f"We have “{opportunity.title}”",
        "opportunity_received",
        decide_by=decide_by,
    )


def send_waits(opportunity: Opportunity, decide_by: date) -> None:
    """To the brokers: a host's first opportunity waits."""
    for address in list_broker_addresses():
        queue_mail(
            to=address,
            subject="A volunteering opportunity waits for approval",
            template="volunteering/opportunity_waits",
            opportunity=opportunity,
            decide_by=decide_by,
            link=full_url("volunteering.list_opportunities_to_approve"),
        )


def send_approved(opportunity: Opportunity) -> None:
    """To the host: everyone can see it now."""
    _send_to_host(opportunity, f"“{opportunity.title}” is published", "opportunity_approved")


def send_changes_asked(opportunity: Opportunity) -> None:
    """To the host: what a broker would like changed."""
    _send_to_host(opportunity, f"Please change “{opportunity.title}”", "opportunity_changes_asked")


def _send_to_host(opportunity: Opportunity, subject: str, template: str, **context: Any) -> None:
    link = full_url("volunteering.show_opportunity_to_host", opportunity_id=opportunity.id)
    for address in list_member_addresses(opportunity.organisation_id):
        queue_mail(
            to=address,
            subject=subject,
            template=f"volunteering/{template}",
            opportunity=opportunity,
            link=link,
            **context,
        )
