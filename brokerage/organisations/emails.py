"""One function for each e-mail about an organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from brokerage.mail import queue_mail
from brokerage.organisations import rules
from brokerage.organisations.models import Invitation, Organisation
from brokerage.organisations.queries.member import list_broker_addresses, list_member_addresses
from brokerage.web.links import full_url


def send_received(organisation: Organisation, decide_by: date) -> None:
    """To its members: we have the application, and when they hear from us."""
    _send_to_members(
        organisation,
        f"We have your application for {organisation.name}",
        "application_received",
        decide_by=decide_by,
    )


def send_waits(organisation: Organisation, decide_by: date) -> None:
    """To the brokers: an application waits."""
    for address in list_broker_addresses():
        queue_mail(
            to=address,
            subject="An organisation waits for approval",
            template="organisations/application_waits",
            organisation=organisation,
            kind=rules.KIND_LABELS[organisation.kind or rules.Kind.BUSINESS].lower(),
            decide_by=decide_by,
            link=full_url("organisations.list_applications"),
        )


def send_approved(organisation: Organisation) -> None:
    """To its members: they can be found now."""
    _send_to_members(
        organisation,
        f"{organisation.name} is now in the directory",
        "application_approved",
        public_link=full_url(
            "organisations.show_organisation", organisation_slug=organisation.slug
        ),
    )


def send_changes_asked(organisation: Organisation) -> None:
    """To its members: what a broker would like changed."""
    subject = f"Please change your application for {organisation.name}"
    _send_to_members(organisation, subject, "changes_asked")


def send_declined(organisation: Organisation) -> None:
    """To its members: no, why, and what they can do."""
    subject = f"Your application for {organisation.name}"
    _send_to_members(organisation, subject, "application_declined")


def send_invitation(
    organisation: Organisation, invitation: Invitation, invited_by: str, token: str
) -> None:
    """To the address invited: who asks, to what, and the link."""
    queue_mail(
        to=invitation.email,
        subject=f"Join {organisation.name or 'an organisation'} on the brokerage",
        template="organisations/invitation",
        organisation=organisation,
        invited_by=invited_by,
        role=rules.ROLE_LABELS[invitation.role],
        email=invitation.email,
        expires_at=invitation.expires_at,
        link=full_url("organisations.show_invitation", token=token),
    )


def _send_to_members(
    organisation: Organisation, subject: str, template: str, **context: Any
) -> None:
    link = full_url("organisations.show_organisation_to_member", organisation_id=organisation.id)
    for address in list_member_addresses(organisation.id):
        queue_mail(
            to=address,
            subject=subject,
            template=f"organisations/{template}",
            organisation=organisation,
            link=link,
            **context,
        )
