"""Employment as evidence. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

LINK_LIFETIME = timedelta(days=2)


class ProvedBy(StrEnum):
    """What shows that someone works there."""

    WORK_ADDRESS = "work-address"
    EMPLOYER = "employer"
