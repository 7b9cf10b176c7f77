"""One function for each e-mail about an answer: what happened, what happens next, by when."""

from __future__ import annotations

from typing import Any

from brokerage.mail import queue_mail
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.procurement.models import Approach
from brokerage.procurement.queries.answers import list_buyer_addresses
from brokerage.procurement.rules.answers import decision_due, shown_title
from brokerage.procurement.rules.briefs import MARKET_ENGAGEMENT
from brokerage.procurement.rules.enquiries import (
    ANSWER_LABELS,
    ANSWER_REASON_LABELS,
    RESULT_REASON_LABELS,
)
from brokerage.web.links import full_url


def send_answered(approach: Approach) -> None:
    """To both: the answer as it was given, and when a decision is due."""
    _send_to_supplier(approach, "You answered: {}", "answer_kept")
    title = shown_title(approach)
    for address in list_buyer_addresses(approach.brief):
        queue_mail(
            to=address,
            subject=f"{approach.organisation.name} has answered: {title}",
            template="procurement/answer_received",
            **_facts(approach),
            link=full_url("procurement.list_answers", brief_id=approach.brief_id),
        )


def send_shortlisted(approach: Approach) -> None:
    """To the supplier: the buyer looks closer at them; it promises nothing yet."""
    _send_to_supplier(approach, "You are on a shortlist: {}", "answer_shortlisted")


def send_result(approach: Approach) -> None:
    """To the supplier: chosen, or not and why."""
    subject = "You are chosen: {}" if approach.result == "chosen" else "Not chosen: {}"
    _send_to_supplier(approach, subject, "answer_result")


def _send_to_supplier(approach: Approach, subject: str, template: str) -> None:
    link = full_url("procurement.show_approach", approach_id=approach.id)
    for address in list_member_addresses(approach.organisation_id):
        queue_mail(
            to=address,
            subject=subject.format(shown_title(approach)),
            template=f"procurement/{template}",
            **_facts(approach),
            link=link,
        )


def _facts(approach: Approach) -> dict[str, Any]:
    """Return what a mail may say: the enquiry's words or an open brief's, never a private one's."""
    return {
        "approach": approach,
        "title": shown_title(approach),
        "supplier": approach.organisation,
        "buyer": approach.brief.organisation,
        "decide_by": decision_due(approach),
        "answer": ANSWER_LABELS.get(approach.answer or "", ""),
        "reason": ANSWER_REASON_LABELS.get(approach.answer_reason or "", ""),
        "result_reason": RESULT_REASON_LABELS.get(approach.result_reason or "", ""),
        "market_engagement": MARKET_ENGAGEMENT,
    }
