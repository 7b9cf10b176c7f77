"""The weekly list."""

from __future__ import annotations

from collections.abc import Sequence

from brokerage.accounts.models import User
from brokerage.digests.rules import Section, count_entries
from brokerage.mail import Extras, queue_mail
from brokerage.web.filters import plural
from brokerage.web.links import full_url


def send_list(user: User, sections: Sequence[Section], token: str) -> None:
    """To one who asked for it: what fits them, and how to pause or end it."""
    end_link = full_url("digests.leave_digest", token=token)
    found = plural(count_entries(sections), "way to help", "ways to help")
    queue_mail(
        to=user.recipient,
        subject=f"This week: {found} that may suit you",
        template="digests/weekly",
        extras=Extras(unsubscribe_url=end_link),
        name=user.name,
        sections=sections,
        end_link=end_link,
        settings_link=full_url("digests.show_digest"),
    )
