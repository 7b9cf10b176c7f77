"""One function for each e-mail about hours: what happened, what happens next."""

from __future__ import annotations

from typing import Any

from brokerage.mail import queue_mail
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.volunteering.models import HoursEntry
from brokerage.volunteering.rules.opportunities import time_in_words
from brokerage.web.links import full_url


def send_logged(entry: HoursEntry) -> None:
    """To both: hours were logged; the host approves them or not."""
    _send_to_volunteer(entry, "You logged hours", "hours_logged")
    if entry.organisation_id is None:
        return
    for address in list_member_addresses(entry.organisation_id):
        queue_mail(
            to=address,
            subject=f"Hours to approve: {entry.user.name}",
            template="volunteering/hours_host_logged",
            entry=entry,
            time=time_in_words(entry.minutes),
            link=full_url("volunteering.list_host_hours", organisation_id=entry.organisation_id),
        )


def send_approved(entry: HoursEntry) -> None:
    """To the volunteer: these hours count."""
    _send_to_volunteer(entry, "Your hours are approved", "hours_approved")


def send_declined(entry: HoursEntry) -> None:
    """To the volunteer: these hours do not count, and why."""
    _send_to_volunteer(entry, "Your hours were not approved", "hours_declined")


def send_corrected(entry: HoursEntry, before: int) -> None:
    """To the volunteer: what counts was changed, and why."""
    _send_to_volunteer(
        entry, "Your hours were corrected", "hours_corrected", before=time_in_words(before)
    )


def send_undone(entry: HoursEntry) -> None:
    """To the volunteer: the host looks at these hours again."""
    _send_to_volunteer(entry, "Your hours are looked at again", "hours_undone")


def _send_to_volunteer(entry: HoursEntry, subject: str, template: str, **context: Any) -> None:
    queue_mail(
        to=entry.user.recipient,
        subject=f"{subject}: {entry.host_name}",
        template=f"volunteering/{template}",
        entry=entry,
        host=entry.organisation,
        time=time_in_words(entry.minutes),
        link=full_url("volunteering.list_own_hours"),
        **context,
    )
