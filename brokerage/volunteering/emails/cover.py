"""One function for each e-mail about stepping in, and about dates short of people."""

from __future__ import annotations

from typing import Any

from brokerage.accounts.models import User
from brokerage.mail import queue_mail
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.scheduling.models import Session, SessionPlan
from brokerage.volunteering.models import Opportunity
from brokerage.web.links import full_url


def send_cover_ask(opportunity: Opportunity, session: Session, person: User) -> None:
    """To someone who may be asked: can they step in, and how to be asked no more."""
    queue_mail(
        to=person.recipient,
        subject=f"Can you step in? {opportunity.title}",
        template="volunteering/cover_ask",
        person=person,
        opportunity=opportunity,
        host=opportunity.organisation,
        session=session,
        link=full_url("volunteering.ask_for_place", opportunity_id=opportunity.id),
        stop_link=full_url("volunteering.show_cover"),
    )


def send_late(opportunity: Opportunity, session: Session) -> None:
    """To the host: someone withdrew late; others can be asked."""
    link = full_url(
        "volunteering.ask_for_cover", opportunity_id=opportunity.id, session_id=session.id
    )
    _send_to_host(opportunity, session, "Late withdrawal: {}", "cover_host_late", link=link)


def send_short(opportunity: Opportunity, session: Session, plan: SessionPlan) -> None:
    """To the host: too few people; it decides."""
    link = full_url(
        "volunteering.decide_session", opportunity_id=opportunity.id, session_id=session.id
    )
    _send_to_host(
        opportunity, session, "Too few people: {}", "session_host_short", link=link, plan=plan
    )


def _send_to_host(
    opportunity: Opportunity, session: Session, subject: str, template: str, **context: Any
) -> None:
    for address in list_member_addresses(opportunity.organisation_id):
        queue_mail(
            to=address,
            subject=subject.format(opportunity.title),
            template=f"volunteering/{template}",
            opportunity=opportunity,
            host=opportunity.organisation,
            session=session,
            **context,
        )
