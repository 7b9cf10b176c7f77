"""One function for each e-mail about who works for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from brokerage.leave.models import Employment, WorkDomain
from brokerage.leave.permissions import CONFIRMING_ROLES
from brokerage.mail import queue_mail
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.member import list_broker_addresses, list_member_addresses
from brokerage.organisations.rules import Role
from brokerage.web.links import full_url


def send_link(
    work_email: str, organisation: Organisation, token: str, expires_at: datetime
) -> None:
    """To the work address: the link. It may be a stranger's, so nobody is named."""
    queue_mail(
        to=work_email,
        subject="Show that you work there",
        template="leave/link",
        organisation=organisation,
        expires_at=expires_at,
        link=full_url("leave.confirm_employment", token=token),
    )


def send_waits(organisation: Organisation, name: str) -> None:
    """To the employer's owners and line managers: somebody says they work for you."""
    for address in list_member_addresses(organisation.id, CONFIRMING_ROLES):
        queue_mail(
            to=address,
            subject=f"{name} says they work for {organisation.name}",
            template="leave/waits",
            name=name,
            organisation=organisation,
            link=full_url("leave.list_staff", organisation_id=organisation.id),
        )


def send_accepted(employment: Employment) -> None:
    """To the person: your employer says yes."""
    _send_to_person(
        employment, f"{employment.organisation.name} confirms that you work there", "accepted"
    )


def send_rejected(employment: Employment, reason: str) -> None:
    """To the person: your employer says no, and why."""
    _send_to_person(
        employment,
        f"{employment.organisation.name} did not confirm that you work there",
        "rejected",
        reason=reason,
    )


def send_ended(employment: Employment, reason: str) -> None:
    """To the person: your employer says that you have left, and why it thinks so."""
    _send_to_person(
        employment,
        f"{employment.organisation.name} says that you no longer work there",
        "ended",
        reason=reason,
    )


def send_domain_waits(organisation: Organisation, domain: str) -> None:
    """To the brokers: an employer stated a domain of work addresses."""
    for address in list_broker_addresses():
        queue_mail(
            to=address,
            subject="Work addresses wait to be confirmed",
            template="leave/domain_waits",
            organisation=organisation,
            domain=domain,
            link=full_url("leave.list_work_domains_to_confirm"),
        )


def send_domain_accepted(work_domain: WorkDomain) -> None:
    """To the employer's owners: from now on these addresses show who works there."""
    _send_to_owners(
        work_domain, f"{work_domain.domain} is confirmed as your work address", "domain_accepted"
    )


def send_domain_rejected(work_domain: WorkDomain, reason: str) -> None:
    """To the employer's owners: no, and why."""
    _send_to_owners(
        work_domain,
        f"We could not confirm {work_domain.domain} as your work address",
        "domain_rejected",
        reason=reason,
    )


def _send_to_person(employment: Employment, subject: str, template: str, **context: Any) -> None:
    queue_mail(
        to=employment.user.recipient,
        subject=subject,
        template=f"leave/{template}",
        organisation=employment.organisation,
        link=full_url("leave.list_employments"),
        **context,
    )


def _send_to_owners(work_domain: WorkDomain, subject: str, template: str, **context: Any) -> None:
    link = full_url("leave.list_staff", organisation_id=work_domain.organisation_id)
    for address in list_member_addresses(work_domain.organisation_id, {Role.OWNER}):
        queue_mail(
            to=address,
            subject=subject,
            template=f"leave/{template}",
            organisation=work_domain.organisation,
            domain=work_domain.domain,
            link=link,
            **context,
        )
