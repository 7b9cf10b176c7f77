"""One function for each e-mail about an enquiry: the same words to every supplier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from brokerage.mail import queue_mail
from brokerage.procurement.models import Approach, Enquiry
from brokerage.procurement.queries.answers import list_buyer_addresses, list_supplier_addresses
from brokerage.procurement.rules.briefs import MARKET_ENGAGEMENT
from brokerage.web.links import full_url


def send_enquiry(enquiry: Enquiry, approaches: Sequence[Approach]) -> None:
    """To each supplier's owners and editors: the text, and by when an answer helps."""
    addresses = defaultdict(list)
    for organisation_id, email in list_supplier_addresses(
        [each.organisation_id for each in approaches]
    ):
        addresses[organisation_id].append(email)
    for approach in approaches:
        link = full_url("procurement.answer_approach", approach_id=approach.id)
        for address in addresses[approach.organisation_id]:
            queue_mail(
                to=address,
                subject=f"{enquiry.brief.organisation.name} asks: {enquiry.title}",
                template="procurement/enquiry",
                **_facts(enquiry),
                supplier=approach.organisation,
                link=link,
            )


def send_enquiry_copy(enquiry: Enquiry, reached: int) -> None:
    """To the buyers of the brief: what was sent, to how many, and what comes back by when."""
    for address in list_buyer_addresses(enquiry.brief):
        queue_mail(
            to=address,
            subject=f"Your enquiry is sent: {enquiry.title}",
            template="procurement/enquiry_copy",
            **_facts(enquiry),
            reached=reached,
            link=full_url("procurement.list_answers", brief_id=enquiry.brief_id),
        )


def send_reminder(approach: Approach, enquiry: Enquiry, *, is_last_day: bool) -> None:
    """To the supplier's owners and editors: an answer is missing, and by when it helps."""
    link = full_url("procurement.answer_approach", approach_id=approach.id)
    for _, address in list_supplier_addresses([approach.organisation_id]):
        queue_mail(
            to=address,
            subject=f"Please answer {enquiry.brief.organisation.name}: {enquiry.title}",
            template="procurement/enquiry_reminder",
            **_facts(enquiry),
            supplier=approach.organisation,
            is_last_day=is_last_day,
            link=link,
        )


def _facts(enquiry: Enquiry) -> dict[str, Any]:
    return {
        "enquiry": enquiry,
        "buyer": enquiry.brief.organisation,
        "market_engagement": MARKET_ENGAGEMENT,
    }
