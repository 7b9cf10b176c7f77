"""The life of an import, and who may be asked about a name. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.organisations.rules import Kind, Status

LONGEST_TITLE = 80
LONGEST_REASON = 300
ROWS_A_CHUNK = 2_000
SILENCE = timedelta(minutes=5)
"""After it, a worker that was not heard of is taken to have stopped."""
KEEP_UPLOAD = timedelta(days=7)
"""How long a file that nobody imports is kept."""
UPLOAD_MEGABYTES = 40
MOST_WAITING = 5
SYSTEM_TITLE = "Spend file"


class ImportStatus(StrEnum):
    """Where an import is on its way."""

    READ = "read"
    WAITING = "waiting"
    WORKING = "working"
    PUBLISHED = "published"
    NOTHING_NEW = "nothing-new"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


STATUS_LABELS: Mapping[str, str] = {
    ImportStatus.READ: "To be checked",
    ImportStatus.WAITING: "Waiting",
    ImportStatus.WORKING: "Being imported",
    ImportStatus.PUBLISHED: "Published",
    ImportStatus.NOTHING_NEW: "Nothing new in it",
    ImportStatus.FAILED: "Failed",
    ImportStatus.WITHDRAWN: "Withdrawn",
}


class Match(StrEnum):
    """How a supplier came by its organisation, or why it has none."""

    AUTOMATIC = "automatic"
    CONFIRMED = "confirmed"
    ASKED = "asked"
    NONE = "none"


def check_readable(status: str) -> None:
    """Refuse to change or begin an import that is under way or over."""
    if status not in {ImportStatus.READ, ImportStatus.FAILED}:
        raise DomainError("This import has begun already.")


def check_withdrawable(status: str) -> None:
    """Refuse to withdraw what is not published."""
    if status != ImportStatus.PUBLISHED:
        raise DomainError("Only an import that is published can be withdrawn.")


_VCSE_KINDS = frozenset({Kind.CHARITY, Kind.SOCIAL_ENTERPRISE, Kind.COMMUNITY_GROUP})
_PUBLIC_KINDS = frozenset({Kind.AUTHORITY, Kind.SCHOOL})
_BRANCHING_KINDS = _VCSE_KINDS | {Kind.CO_OPERATIVE}


def has_branches(kind: str | None) -> bool:
    """Say whether branches of such a body are often bodies of their own."""
    return kind in _BRANCHING_KINDS


def is_vcse(kind: str | None, is_social_enterprise: bool, status: str) -> bool | None:
    """Return whether a body is a VCSE by what it says it is; None where it said nothing.

    An unclaimed listing's kind is guessed from its name, so that a “business” says nothing.
    """
    if is_social_enterprise or kind in _VCSE_KINDS:
        return True
    if kind in _PUBLIC_KINDS or (kind == Kind.BUSINESS and status == Status.APPROVED):
        return False
    return None


def is_sme(kind: str | None, by_figures: bool | None) -> bool | None:
    """Return whether a body is an SME, by its figures if they were seen; no council is one."""
    return False if kind == Kind.AUTHORITY else by_figures
