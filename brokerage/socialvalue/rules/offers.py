"""Offers, the talk about them, agreements and how they are confirmed. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.socialvalue.rules.projects import show_amount

LONGEST_MESSAGE = 1500
LONGEST_THANKS = 800
LONGEST_STORY = 2000
SHORTEST_STORY = 60
MOST_MESSAGES_A_DAY = 100
MOST_OFFERS_A_DAY = 50
ANSWER_DAYS = 5
"""After so many days without an answer the side that is waited for is reminded."""
REMIND_BEFORE = timedelta(days=3)
FURTHEST = timedelta(days=2 * 365)
BACK_DAYS = timedelta(days=366)


class Side(StrEnum):
    """The two sides of an offer."""

    GIVER = "giver"
    RECEIVER = "receiver"


OTHER_SIDE: Mapping[str, str] = {Side.GIVER: Side.RECEIVER, Side.RECEIVER: Side.GIVER}


class OfferStatus(StrEnum):
    """Where an offer stands."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OFFER_LABELS: Mapping[str, str] = {
    OfferStatus.OPEN: "Being talked about",
    OfferStatus.AGREED: "Agreed",
    OfferStatus.DECLINED: "Declined",
    OfferStatus.WITHDRAWN: "Withdrawn",
}


class AgreementStatus(StrEnum):
    """Where an agreement stands."""

    AGREED = "agreed"
    DELIVERED = "delivered"
    """One side has said what came; the other has to confirm it."""
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    CANCELLED = "cancelled"


AGREEMENT_LABELS: Mapping[str, str] = {
    AgreementStatus.AGREED: "Agreed, to be delivered",
    AgreementStatus.DELIVERED: "Said to be delivered",
    AgreementStatus.CONFIRMED: "Confirmed by both",
    AgreementStatus.DISPUTED: "With the broker",
    AgreementStatus.CANCELLED: "Cancelled",
}


class StoryStatus(StrEnum):
    """Where a story stands: both sides, and then a broker, say yes before anyone reads it."""

    WAITING_OTHER = "waiting-other"
    WAITING_BROKER = "waiting-broker"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STORY_LABELS: Mapping[str, str] = {
    StoryStatus.WAITING_OTHER: "Waiting for the other side’s yes",
    StoryStatus.WAITING_BROKER: "Waiting for a broker",
    StoryStatus.PUBLISHED: "Published",
    StoryStatus.REFUSED: "Not published",
    StoryStatus.WITHDRAWN: "Withdrawn",
}
_EMAIL = re.compile(
    r"[\w.+-]{1,64}(@| ?\(at\) ?| at )[\w-]{1,63}(\.| dot )[a-z]{2,10}", re.IGNORECASE
)
_LINK = re.compile(r"(https?:|www\.)", re.IGNORECASE)
_PHONE = re.compile(r"\+?\d([ ().-]{0,2}\d){9,13}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
ADDRESSES_LATER = (
    "Leave out email addresses, phone numbers, links and postcodes for now: each side sees the "
    "other’s once you have both agreed"
)
LEFT_OUT = "There is not that much left to agree on: {} of it."


def check_no_address(text: str, field: str) -> None:
    """Refuse to give an address away before both have agreed."""
    said = text[:LONGEST_MESSAGE]
    if any(each.search(said) for each in (_EMAIL, _LINK, _PHONE, _POSTCODE)):
        raise DomainError(ADDRESSES_LATER, field)


def check_by(by_on: date, today: date) -> None:
    """Refuse a day of delivery that is over or too far off."""
    if not today <= by_on <= today + FURTHEST:
        raise DomainError("The day must be today or in the next 2 years", "by_on")


def check_left(amount: Decimal, left: Decimal) -> None:
    """Refuse to agree on more than is still needed."""
    if amount > left:
        raise DomainError(too_much(left), "amount")


def too_much(left: Decimal) -> str:
    """Say how much is left where more was wanted."""
    if left <= 0:
        return "All of this is agreed with others already."
    return f"Only {show_amount(left)} of this is still needed"


def check_delivered(amount: Decimal, agreed: Decimal, on: date, today: date) -> None:
    """Refuse more than was agreed, and a day to come."""
    if amount > agreed:
        raise DomainError(f"You agreed on {show_amount(agreed)}, so enter no more", "amount")
    if not today - BACK_DAYS <= on <= today:
        raise DomainError("The day must be today or in the last year", "on")


def check_awaits(awaits: str, side: str) -> None:
    """Refuse to accept one's own terms."""
    if awaits != side:
        raise DomainError("These are your own terms: it is for the other side to agree.")


def check_open(status: str) -> None:
    """Refuse to go on with an offer that is over."""
    if status != OfferStatus.OPEN:
        raise DomainError(f"This offer is {OFFER_LABELS[status].lower()}, so that cannot be done.")


def check_agreement(status: str, *wanted: str) -> None:
    """Refuse what does not fit the state of an agreement."""
    if status not in wanted:
        said = AGREEMENT_LABELS[status]
        raise DomainError(f"This agreement stands at “{said}”, so that cannot be done now.")


def is_unanswered(since: date, today: date) -> bool:
    """Say whether somebody has been waiting for too long."""
    return (today - since).days >= ANSWER_DAYS


def mark_of(amount: Decimal, terms: str, by_on: date) -> str:
    """Return a short mark of terms: what was read is what is agreed to."""
    said = f"{amount.normalize():f}|{by_on.isoformat()}|{terms}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]
