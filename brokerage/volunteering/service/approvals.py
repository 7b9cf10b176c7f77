"""A broker's decisions on opportunities."""

from __future__ import annotations

from brokerage.extensions import writes
from brokerage.permissions import Subject
from brokerage.volunteering.emails import opportunities as emails
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.rules import opportunities as rules
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from brokerage.volunteering.service.opportunities import check_complete, move, note_published


@writes
def approve_opportunity(actor: Subject, opportunity: Opportunity) -> None:
    """Publish a host's first opportunity; never one of the broker's own organisation."""
    host = opportunity.organisation
    rules.check_status(opportunity.status, OpportunityStatus.SUBMITTED)
    rules.check_decider(actor.role_in(host.id))
    rules.check_host(host.status, host.wants)
    check_complete(opportunity)
    move(actor, opportunity, OpportunityStatus.PUBLISHED, "approve")
    note_published(opportunity)
    emails.send_approved(opportunity)


@writes
def ask_for_opportunity_changes(actor: Subject, opportunity: Opportunity, reason: str) -> None:
    """Send it back to the host with what should be different."""
    rules.check_decider(actor.role_in(opportunity.organisation_id))
    move(
        actor,
        opportunity,
        OpportunityStatus.CHANGES_ASKED,
        "ask-for-changes",
        reason=reason,
    )
    opportunity.decision_reason = reason
    emails.send_changes_asked(opportunity)
