"""One function for each e-mail about a claim."""

from __future__ import annotations

from typing import Any

from brokerage.ledger.models import Claim
from brokerage.ledger.rules.amounts import as_written
from brokerage.ledger.rules.claims import OUTCOME_LABELS
from brokerage.mail import queue_mail
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.organisations.rules import EDITING_ROLES
from brokerage.web.links import full_url


def send_made(claim: Claim) -> None:
    """To the other side: what is claimed, to be answered. To the owner: that it was sent."""
    _send(claim, claim.confirmer_id, "Please confirm: {}", "claim_to_confirm")
    if claim.confirmer_id is not None:
        _send(claim, claim.owner_id, "Your claim was sent: {}", "claim_sent")


def send_confirmed(claim: Claim) -> None:
    """To both sides: it counts."""
    for organisation_id in (claim.owner_id, claim.confirmer_id):
        _send(claim, organisation_id, "Confirmed: {}", "claim_confirmed")


def send_refused(claim: Claim, reason: str) -> None:
    """To the owner: it does not count, why, and what can be done."""
    _send(claim, claim.owner_id, "Not confirmed: {}", "claim_refused", reason=reason)


def send_withdrawn(claim: Claim) -> None:
    """To the other side: there is nothing to answer any more."""
    _send(claim, claim.confirmer_id, "Taken back: {}", "claim_withdrawn")


def send_correction(correction: Claim, claim: Claim, reason: str) -> None:
    """To the other side: what it shall be, and why."""
    facts = {"reason": reason, "before": as_written(claim.held)}
    subject = "A correction to confirm: {}"
    _send(correction, correction.confirmer_id, subject, "claim_correction", **facts)


def send_disputed(claim: Claim, reason: str) -> None:
    """To both sides: it is held back until a broker has decided."""
    for organisation_id in (claim.owner_id, claim.confirmer_id):
        _send(claim, organisation_id, "In dispute: {}", "claim_disputed", reason=reason)


def send_settled(claim: Claim, outcome: str, reason: str) -> None:
    """To both sides: what the broker decided, and why."""
    facts = {"reason": reason, "outcome": OUTCOME_LABELS[outcome]}
    for organisation_id in (claim.owner_id, claim.confirmer_id):
        _send(claim, organisation_id, "A dispute is settled: {}", "claim_settled", **facts)


def _send(
    claim: Claim, organisation_id: int | None, subject: str, template: str, **facts: Any
) -> None:
    if organisation_id is None:
        return
    what = f"{as_written(claim.stated)} {claim.measure.unit}, {claim.measure.code}"
    for address in list_member_addresses(organisation_id, EDITING_ROLES):
        queue_mail(
            to=address,
            subject=subject.format(what),
            template=f"ledger/{template}",
            claim=claim,
            what=what,
            as_written=as_written,
            link=full_url("ledger.show_claim", claim_id=claim.corrects_id or claim.id),
            **facts,
        )
