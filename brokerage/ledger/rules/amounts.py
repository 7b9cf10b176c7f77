"""Amounts that add up exactly. Pure.

They are held as whole 300ths of a unit: then a minute of an hour and a penny of a pound are
both whole numbers, and no sum of thousands of them gains or loses anything.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

PARTS = 300
MOST = Decimal(10_000_000_000)
_CLOSE = Decimal("0.000001")
_SHOWN = Decimal("0.01")


def to_parts(amount: Decimal) -> int:
    """Return an amount as whole parts; one that is neither pence nor minutes is a ValueError."""
    exact = Decimal(amount) * PARTS
    parts = exact.to_integral_value(ROUND_HALF_UP)
    if abs(exact - parts) > _CLOSE or abs(amount) > MOST:
        raise ValueError(f"{amount} is not made of whole pence or minutes, or is too big.")
    return int(parts)


def from_parts(parts: int) -> Decimal:
    """Return the amount that these parts are."""
    return Decimal(parts) / PARTS


def exact(amount: Decimal) -> Decimal:
    """Return an amount that was reckoned with as it is held: without the last digit's noise."""
    return from_parts(to_parts(amount))


def hours_of(minutes: int) -> Decimal:
    """Return minutes as hours."""
    return Decimal(minutes) / 60


def rounded(amount: Decimal) -> Decimal:
    """Return what is shown of an amount: two places."""
    return amount.quantize(_SHOWN, ROUND_HALF_UP)


def as_written(amount: Decimal) -> str:
    """Return "1,200" or "12.5": without places that say nothing."""
    written = f"{rounded(amount):,.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
