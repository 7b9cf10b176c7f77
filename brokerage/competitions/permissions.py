"""What may be done with competitions, on plain facts.

A broker or an administrator as such reads none of it: each side is its organisation's alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.organisations.rules import EDITING_ROLES
from brokerage.permissions import Permission, Subject, signed_in
from brokerage.procurement.permissions import BUYING_ROLES


@dataclass(frozen=True, kw_only=True)
class SideFacts:
    """Whose side of a competition it is: the buyer's, or one invited supplier's."""

    organisation_id: int


def side_facts(row: Any) -> SideFacts:
    """Return what a permission looks at, from a competition or an invitation."""
    return SideFacts(organisation_id=row.organisation_id)


def runs(subject: Subject, facts: SideFacts) -> bool:
    """Owners and buyers of the organisation that buys."""
    return subject.role_in(facts.organisation_id) in BUYING_ROLES


def competes(subject: Subject, facts: SideFacts) -> bool:
    """Owners and editors of the invited supplier."""
    return subject.role_in(facts.organisation_id) in EDITING_ROLES


RUN = "competitions:competition:run"
COMPETE = "competitions:invitation:answer"

PERMISSIONS = (
    Permission(RUN, signed_in, runs),
    Permission(COMPETE, signed_in, competes),
)
