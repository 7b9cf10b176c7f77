"""One function for each e-mail about a passport."""

from __future__ import annotations

from datetime import date
from typing import Any

from brokerage.mail import queue_mail
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.member import list_broker_addresses, list_member_addresses
from brokerage.passports.models import CorrectionRequest
from brokerage.web.links import full_url


def send_not_verified(organisation: Organisation, what: str, reason: str) -> None:
    """To its members: what a broker could not verify, and why."""
    _send_to_members(
        organisation,
        f"We could not verify {what} of {organisation.name}",
        "not_verified",
        "passports.show_passport",
        what=what,
        reason=reason,
    )


def send_runs_out(organisation: Organisation, what: str, expires_on: date, today: date) -> None:
    """To its members: proof that a broker has seen runs out, or has, and what to do."""
    has_run_out = expires_on < today
    _send_to_members(
        organisation,
        f"The proof of {what} {'has run out' if has_run_out else 'runs out soon'}",
        "runs_out",
        "passports.show_passport",
        what=what,
        expires_on=expires_on,
        has_run_out=has_run_out,
    )


def send_correction_asked(
    organisation: Organisation, request: CorrectionRequest, answer_by: date
) -> None:
    """To the brokers: a supplier says that something is wrong; to its members: we have it."""
    for address in list_broker_addresses():
        queue_mail(
            to=address,
            subject="A supplier asks for a correction",
            template="passports/correction_waits",
            organisation=organisation,
            answer_by=answer_by,
            link=full_url("passports.answer_correction", correction_id=request.id),
        )
    _send_to_members(
        organisation,
        "We have your request for correction",
        "correction_received",
        "passports.ask_for_correction",
        answer_by=answer_by,
    )


def send_correction_answered(organisation: Organisation, request: CorrectionRequest) -> None:
    """To its members: the broker's answer."""
    _send_to_members(
        organisation,
        "Your request for correction is answered",
        "correction_answered",
        "passports.ask_for_correction",
        answer=request.answer,
    )


def send_still_right(organisation: Organisation) -> None:
    """To its members: half a year has gone by; one click says that all is still right."""
    _send_to_members(
        organisation,
        f"Is the page of {organisation.name} still right?",
        "still_right",
        "passports.show_still_right",
        confirmed_on=organisation.last_confirmed_on,
    )


def _send_to_members(
    organisation: Organisation, subject: str, template: str, endpoint: str, **context: Any
) -> None:
    for address in list_member_addresses(organisation.id):
        queue_mail(
            to=address,
            subject=subject,
            template=f"passports/{template}",
            organisation=organisation,
            link=full_url(endpoint, organisation_id=organisation.id),
            **context,
        )
