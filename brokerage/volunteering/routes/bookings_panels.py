"""What bookings add to the account page and to a host's page."""

from __future__ import annotations

from datetime import date

from brokerage.extensions import utcnow
from brokerage.organisations.permissions import facts_of, may_edit
from brokerage.organisations.queries.counts import find_count
from brokerage.organisations.queries.member import Organisation
from brokerage.organisations.rules import Want
from brokerage.permissions import Subject
from brokerage.volunteering.queries import bookings_lists as queries
from brokerage.volunteering.rules import bookings as rules
from brokerage.web.panels import Panel


def show_bookings_panel(subject: Subject) -> Panel:
    """The part of one's account page that shows the next bookings; two statements."""
    user_id = subject.user_id or 0
    return Panel(
        "volunteering/booking_panel.html",
        {
            "bookings": queries.list_next_bookings(user_id, utcnow()),
            "invitations": queries.count_invitations_of(user_id),
            "rules": rules,
        },
    )


def show_asks_panel(subject: Subject, organisation: Organisation, today: date) -> Panel | None:
    """The part of a host's own page that says how many asks wait; two statements."""
    if (
        not may_edit(subject, facts_of(organisation))
        or Want.HOST_VOLUNTEERS not in organisation.wants
    ):
        return None
    waiting = queries.get_waiting_asks(organisation.id)
    hours = find_count("hours-waiting", organisation.id)
    is_late = waiting.first_due is not None and waiting.first_due < today
    return Panel(
        "volunteering/ask_panel.html",
        {"organisation": organisation, "waiting": waiting, "is_late": is_late, "hours": hours},
    )
