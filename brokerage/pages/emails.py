"""The mail that pages sends."""

from __future__ import annotations

from brokerage.mail import queue_mail
from brokerage.web.layout import area


def send_feedback_to_us(*, doing: str, happened: str, email: str) -> None:
    """Hand someone's feedback to the people who run the site."""
    queue_mail(
        to=area()["feedback_email"],
        subject="Feedback about the site",
        template="pages/feedback_to_us",
        doing=doing,
        happened=happened,
        email=email,
    )
