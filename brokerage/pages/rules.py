"""How the site's own pages behave: limits on feedback, what a robot and a researcher are told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

LONGEST_DOING = 500
LONGEST_HAPPENED = 2000
FEEDBACK_MOST = 5
FEEDBACK_SPAN = timedelta(minutes=10)

# RFC 9116 asks for less than a year ahead.
SECURITY_CONTACT_LIFETIME = timedelta(days=180)


def robots_text(*, is_demonstration: bool) -> str:
    """Return robots.txt: a demonstration is kept out of search engines altogether."""
    rule = "Disallow: /" if is_demonstration else "Allow: /"
    return f"User-agent: *\n{rule}\n"


def security_text(*, email: str, feedback_url: str, own_url: str, today: date) -> str:
    """Return security.txt (RFC 9116): whom to tell about a weakness, and until when that holds."""
    expires = datetime.combine(today + SECURITY_CONTACT_LIFETIME, time(), tzinfo=UTC)
    return (
        f"Contact: mailto:{email}\n"
        f"Contact: {feedback_url}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: en\n"
        f"Canonical: {own_url}\n"
    )


def paragraphs(body: str) -> list[list[str]]:
    """Return an e-mail's text as paragraphs, each a list of its lines."""
    blocks = body.strip().split("\n\n")
    return [block.strip("\n").split("\n") for block in blocks if block.strip()]
