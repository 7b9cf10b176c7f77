"""One function for each e-mail about a brief among colleagues."""

from __future__ import annotations

from brokerage.accounts.models import User
from brokerage.mail import queue_mail
from brokerage.procurement.models import Brief
from brokerage.web.links import full_url


def send_shared(brief: Brief, colleague: User, shared_by: str) -> None:
    """To a colleague: there is a brief to read; what it says stays on the site."""
    queue_mail(
        to=colleague.recipient,
        subject=f"{shared_by} shares a brief with you",
        template="procurement/brief_shared",
        name=colleague.name,
        shared_by=shared_by,
        buyer=brief.organisation.name,
        link=full_url("procurement.show_brief", brief_id=brief.id),
    )
