"""One function for each e-mail about checks."""

from __future__ import annotations

from typing import Any

from brokerage.checks.models import Check
from brokerage.checks.rules.kinds import KIND_LABELS
from brokerage.checks.rules.levels import LEVEL_LABELS
from brokerage.mail import queue_mail
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.web.links import full_url


def send_recorded(check: Check, organisation: Organisation) -> None:
    """To the holder: a host noted a check of yours."""
    _send_to_holder(
        check, f"{organisation.name} has recorded a check of yours", "recorded", organisation
    )


def send_accepted(check: Check, organisation: Organisation) -> None:
    """To the holder: a host takes your check as good."""
    _send_to_holder(
        check, f"{organisation.name} accepts a check of yours", "accepted", organisation
    )


def send_rejected(check: Check, organisation: Organisation) -> None:
    """To the holder: a host does not take your check as good any more."""
    _send_to_holder(
        check, f"{organisation.name} no longer accepts a check of yours", "rejected", organisation
    )


def send_renewal(check: Check, days: int) -> None:
    """To the holder: a check is to be renewed soon."""
    what = what_it_is(check)
    when = "today" if days == 0 else f"in {days} day{'' if days == 1 else 's'}"
    queue_mail(
        to=check.user.recipient,
        subject=f"To renew {when}: {what}",
        template="checks/renewal",
        what=what,
        when=when,
        renew_on=check.renew_on,
        link=full_url("checks.list_own_checks"),
    )


def send_shared(organisation: Organisation, name: str) -> None:
    """To the host's owners and editors: someone lets you see their checks."""
    for address in list_member_addresses(organisation.id):
        queue_mail(
            to=address,
            subject=f"{name} lets you see their checks",
            template="checks/shared",
            name=name,
            organisation=organisation,
            link=full_url("checks.list_people", organisation_id=organisation.id),
        )


def what_it_is(check: Check) -> str:
    """Return a check in words: “Enhanced DBS check”, “Safeguarding briefing”."""
    return LEVEL_LABELS[check.level] if check.level else KIND_LABELS[check.kind]


def _send_to_holder(check: Check, subject: str, template: str, organisation: Organisation) -> None:
    context: dict[str, Any] = {
        "what": what_it_is(check),
        "organisation": organisation,
        "host": organisation,
        "renew_on": check.renew_on,
        "link": full_url("checks.list_own_checks"),
    }
    queue_mail(to=check.user.recipient, subject=subject, template=f"checks/{template}", **context)
