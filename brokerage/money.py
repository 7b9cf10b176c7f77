"""Sums of money, as people write and read them; kept in whole pence. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

PENCE_A_POUND = 100
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}
_SUM = re.compile(
    r"£? ?(?P<whole>[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?P<rest>\.[0-9]{1,2})?"
    r" ?(?P<times>[km]?)",
    re.IGNORECASE | re.ASCII,
)


def parse_pence(text: str) -> int | None:
    """Return the pence of "£12,500", "12500.50", "12k" or "1.2m"; None where it is no such sum."""
    found = _SUM.fullmatch(text)
    if found is None:
        return None
    pounds = Decimal(found["whole"].replace(",", "") + (found["rest"] or ""))
    return int(pounds * _TIMES[found["times"].lower()] * PENCE_A_POUND)


def in_pounds(pence: int) -> str:
    """Return "£12,500", with pence only where there are any, and a minus where it is owed."""
    pounds, rest = divmod(abs(pence), PENCE_A_POUND)
    sign = "−" if pence < 0 else ""
    return f"{sign}£{pounds:,}.{rest:02}" if rest else f"{sign}£{pounds:,}"
