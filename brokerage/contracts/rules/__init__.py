"""What a contract, a commitment and a community employment plan may be. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_TITLE = 160
LONGEST_NAME = 160
LONGEST_REASON = 500
LONGEST_REFERENCE = 60
LONGEST_ABOUT = 2000
MOST_POUNDS = Decimal(1_000_000_000)
MOST_QUANTITY = Decimal(100_000_000)
LARGE_PENCE = 100_000_00
"""The size at which the count of contracts with social value weighting is split."""
LONGEST_CONTRACT = timedelta(days=50 * 366)


class ProcuredBy(StrEnum):
    """How a contract came about; a direct in-house award is never counted as a competition."""

    COMPETITION = "competition"
    DIRECT_IN_HOUSE = "direct-in-house"
    OTHER = "other"


PROCURED_LABELS: Mapping[str, str] = {
    ProcuredBy.COMPETITION: "After a competition",
    ProcuredBy.DIRECT_IN_HOUSE: "Direct award in-house, to a company the buyer owns",
    ProcuredBy.OTHER: "Another way (quotes, a framework, a direct award)",
}


class Reservation(StrEnum):
    """Whom a competition was reserved for."""

    UK = "uk"
    LOCAL_AREA = "local-area"
    SME = "sme"
    VCSE = "vcse"


RESERVATION_LABELS: Mapping[str, str] = {
    Reservation.UK: "Suppliers in the United Kingdom",
    Reservation.LOCAL_AREA: "Suppliers in the local area",
    Reservation.SME: "Small and medium-sized businesses (SMEs)",
    Reservation.VCSE: "Voluntary, community and social enterprises (VCSEs)",
}


class Show(StrEnum):
    """What a register is narrowed to."""

    WEIGHTED_LARGE = "weighted-large"
    WEIGHTED_SMALL = "weighted-small"
    RESERVED = "reserved"
    IN_HOUSE = "in-house"


SHOW_LABELS: Mapping[str, str] = {
    Show.WEIGHTED_LARGE: "Social value weighted, £100,000 and above",
    Show.WEIGHTED_SMALL: "Social value weighted, below £100,000",
    Show.RESERVED: "Reserved",
    Show.IN_HOUSE: "Direct awards in-house",
}


def check_contract(
    *, starts_on: date, ends_on: date, procured_by: str, reserved_for: Collection[str]
) -> None:
    """Refuse days in the wrong order, and a reservation where there was no competition."""
    check_days(starts_on, ends_on)
    if reserved_for and procured_by == ProcuredBy.DIRECT_IN_HOUSE:
        raise DomainError(
            "A direct award in-house is no competition, so it cannot be reserved", "reserved_for"
        )


def check_days(starts_on: date, ends_on: date, field: str = "ends_on") -> None:
    """Refuse an end before the start, or one too far away to be meant."""
    if ends_on < starts_on:
        raise DomainError("The last day must be on or after the first", field)
    if ends_on > starts_on + LONGEST_CONTRACT:
        raise DomainError("The last day must be within 50 years of the first", field)


def check_reason(reason: str) -> None:
    """Refuse a correction without a word why."""
    if not reason.strip():
        raise DomainError("Say why it is corrected", "reason")


def find_changes(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, tuple[object, object]]:
    """Return what differs, by name: (as it was, as it is now)."""
    return {name: (before[name], after[name]) for name in after if before[name] != after[name]}
