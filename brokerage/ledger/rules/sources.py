"""What can be claimed: one source for each real thing. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.organisations.rules import Kind

LONGEST_ABOUT = 160
LONGEST_UNIT = 60
LONGEST_REFERENCE = 40
CLAIMED_ALREADY = "Claims stand on more than that. Correct or withdraw them first."
COUNTED_ELSEWHERE = "These hours are counted from elsewhere already. They count once."
REFERENCE_TAKEN = "This reference is counted already. A person counts once."
_RUN_OF_LETTERS = re.compile(r"[A-Za-z]{5}", re.ASCII)
_REFERENCE = re.compile(r"[A-Za-z0-9/-]{4,40}", re.ASCII)
_LEAST_DIGITS = 3


class SourceKind(StrEnum):
    """What kind of thing a source is."""

    BOOKING_HOURS = "booking-hours"
    MENTORING_HOURS = "mentoring-hours"
    AGREEMENT = "agreement"
    SPEND_RETURN = "spend-return"
    AWARD_SPEND = "award-spend"
    HIRE = "hire"


SOURCE_LABELS: Mapping[str, str] = {
    SourceKind.BOOKING_HOURS: "Volunteering hours",
    SourceKind.MENTORING_HOURS: "Mentoring",
    SourceKind.AGREEMENT: "Agreement with a project",
    SourceKind.SPEND_RETURN: "Spend return",
    SourceKind.AWARD_SPEND: "Spend with a supplier",
    SourceKind.HIRE: "Hire",
}
OVER_TIME = frozenset({SourceKind.AWARD_SPEND, SourceKind.HIRE})
"""What goes on from its day on: a claim says when."""
GIVEN_BY_PEOPLE = frozenset({SourceKind.BOOKING_HOURS, SourceKind.MENTORING_HOURS})
"""Here the other side can be a person, who has said so where the hours were noted."""


class Circumstance(StrEnum):
    """What a measure asks of a source besides its kind and unit."""

    VCSE = "vcse"
    OTHER = "other"
    LOCAL = "local"
    SMALL_LOCAL = "small-local"


SPENDING = frozenset({SourceKind.SPEND_RETURN, SourceKind.AWARD_SPEND})
VCSE_KINDS = frozenset({Kind.CHARITY, Kind.COMMUNITY_GROUP, Kind.SOCIAL_ENTERPRISE})


def list_circumstances(
    kind: str, receiver_kind: str | None, *, is_social_enterprise: bool
) -> tuple[Circumstance, ...]:
    """Return what holds of a source, the first one where nobody chooses.

    Pounds: whether local and to small firms is the return's to say, and is in its amount.
    All else: whether it was given to a charity, a community group or a social enterprise;
    hours that do not say to whom may be either.
    """
    if kind in SPENDING:
        return Circumstance.LOCAL, Circumstance.SMALL_LOCAL
    if receiver_kind is None and kind in GIVEN_BY_PEOPLE:
        return Circumstance.OTHER, Circumstance.VCSE
    return (circumstance_of(receiver_kind, is_social_enterprise=is_social_enterprise),)


def circumstance_of(receiver_kind: str | None, *, is_social_enterprise: bool) -> Circumstance:
    """Return whether something was given to a charity, a community group or an enterprise."""
    is_vcse = receiver_kind in VCSE_KINDS or is_social_enterprise
    return Circumstance.VCSE if is_vcse else Circumstance.OTHER


def check_source(kind: str, amount: Decimal, reference: str | None) -> None:
    """Refuse an amount below nothing, and a reference that could tell who someone is."""
    if amount < 0:
        raise DomainError("An amount cannot be below nothing", "amount")
    if (kind == SourceKind.HIRE) != (reference is not None):
        raise DomainError("A hire needs its partner’s reference, and nothing else has one")
    if reference is not None:
        check_reference(reference)


def check_reference(reference: str) -> None:
    """Refuse what may hold a name: a partner's reference is a number with a few letters."""
    digits = sum(each.isdigit() for each in reference)
    is_opaque = digits >= _LEAST_DIGITS and not _RUN_OF_LETTERS.search(reference)
    if not (_REFERENCE.fullmatch(reference) and is_opaque):
        raise DomainError(
            "Enter the partner’s reference, like EP-2026-0041. Never a name", "partner_reference"
        )


def check_day(kind: str, source_on: date, happened_on: date, today: date) -> None:
    """Refuse a day on which a source cannot have happened; a hire counts for twelve months."""
    if kind not in OVER_TIME:
        if happened_on != source_on:
            raise DomainError("This happened on another day", "happened_on")
        return
    if not source_on <= happened_on <= today:
        raise DomainError("Enter a day since it began, not in the future", "happened_on")
    if kind == SourceKind.HIRE and happened_on >= _a_year_later(source_on):
        raise DomainError("A hire counts in its first 12 months only", "happened_on")


def _a_year_later(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 3, 1) if is_leap_day else day.replace(year=day.year + 1)
