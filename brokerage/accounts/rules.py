"""What an account may be: limits, lifetimes, passwords. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

LONGEST_EMAIL = 254
LONGEST_NAME = 100
LONGEST_REASON = 500
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200


class AgeBand(StrEnum):
    """The band a person declares; under 16 there is no account."""

    SIXTEEN = "16-17"
    ADULT = "18+"


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    VERIFY = "verify"
    RESET = "reset"


LINK_LIFETIME = timedelta(hours=1)
IDLE_STAFF = timedelta(minutes=30)
LONGEST_SIGN_IN = timedelta(hours=12)
RECOVERY_CODES = 10
