"""Comments of staff and unions on a draft, and the answers to them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_COMMENT = 1500
LONGEST_ANSWER = 1500
MOST_COMMENTS = 500
OPEN_FOR = timedelta(days=90)
OVER = "This link is closed. Ask your employer for a new one."


class Commenter(StrEnum):
    """From whom a comment comes; whoever likes says no more than nothing."""

    STAFF = "staff"
    UNION = "union"
    NOT_SAID = "not-said"


COMMENTER_LABELS: Mapping[str, str] = {
    Commenter.STAFF: "Somebody who works here",
    Commenter.UNION: "A trade union",
    Commenter.NOT_SAID: "I would rather not say",
}
SAID_BY: Mapping[str, str] = {
    Commenter.STAFF: "Staff said",
    Commenter.UNION: "A union said",
    Commenter.NOT_SAID: "You said",
}


def check_open(closes_on: date | None, today: date) -> None:
    """Refuse a comment when no comments are taken."""
    if closes_on is None or closes_on < today:
        raise DomainError(OVER)


def check_room(count: int) -> None:
    """Refuse what nobody could read any more."""
    if count >= MOST_COMMENTS:
        raise DomainError("No more comments can be taken on these pledges.")
