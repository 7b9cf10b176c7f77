"""Mail about new planned purchases: when it goes out, and what somebody wants of it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SENT_FROM = time(8)
EVERY = timedelta(minutes=10)
MOST_A_RUN = 200
MOST_SHOWN = 12
MOST_WISHES = 20
ONE_CLICK = "One-Click"
"""What a mail reader posts under `List-Unsubscribe` (RFC 8058)."""


def day_of(now: datetime) -> date:
    """Return the day in England: one mail goes out on each."""
    return now.astimezone(LONDON).date()


def is_time(now: datetime) -> bool:
    """Say whether today's mail may go out."""
    return now.astimezone(LONDON).time() >= SENT_FROM


def is_wanted(wish: tuple[int, str], buyer_id: int, codes: Collection[str]) -> bool:
    """Say whether a purchase is one that somebody asked to hear of.

    A wish is a buyer's id, 0 for all, and a CPV division, "" for all.
    """
    wanted_buyer, division = wish
    is_buyer = wanted_buyer in (0, buyer_id)
    return is_buyer and (not division or any(code[:2] == division[:2] for code in codes))


def digest_of_token(token: str) -> str:
    """Return what is kept of the link that ends these mails."""
    return hashlib.sha256(token.encode()).hexdigest()
