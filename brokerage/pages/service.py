"""What the site's own pages write."""

from __future__ import annotations

from brokerage import audit
from brokerage.extensions import writes
from brokerage.pages import emails
from brokerage.permissions import Subject


@writes
def send_feedback(subject: Subject, *, doing: str, happened: str, email: str) -> None:
    """Mail feedback to the people who run the site.

    The audit log keeps that it was sent, not what it says: it may hold private things.
    """
    emails.send_feedback_to_us(doing=doing, happened=happened, email=email)
    audit.record(subject, "pages:feedback:send", "feedback", None)
