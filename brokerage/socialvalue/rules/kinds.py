"""What can be asked for and given, and what is written about it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from brokerage.organisations.rules import Kind as OrganisationKind
from brokerage.organisations.rules import Status

LONGEST_TITLE = 100
SHORTEST_TITLE = 5
LONGEST_WHY = 1500
SHORTEST_WHY = 40
LONGEST_WHAT = 120
LONGEST_UNIT = 40
LONGEST_PLACE = 120
LONGEST_CONTACT = 300
LONGEST_DETAIL = 800
LONGEST_REASON = 500
SHORTEST_REASON = 5
LONGEST_ALT_TEXT = 200
MOST_NEEDS = 12
MOST_PICTURES = 4
MOST_AMOUNT = 1_000_000


class NeedKind(StrEnum):
    """What a community body can ask for."""

    GOODS = "goods"
    EQUIPMENT = "equipment"
    MATERIALS = "materials"
    SKILLS = "skills"
    TIME = "time"
    SPACE = "space"
    TRANSPORT = "transport"
    PLACEMENT = "placement"
    APPRENTICESHIP = "apprenticeship"
    MONEY = "money"


KIND_LABELS: Mapping[str, str] = {
    NeedKind.GOODS: "Goods",
    NeedKind.EQUIPMENT: "Equipment",
    NeedKind.MATERIALS: "Materials",
    NeedKind.SKILLS: "Skills and advice",
    NeedKind.TIME: "Time of volunteers",
    NeedKind.SPACE: "Space",
    NeedKind.TRANSPORT: "Transport",
    NeedKind.PLACEMENT: "Work placements",
    NeedKind.APPRENTICESHIP: "Apprenticeships",
    NeedKind.MONEY: "Money",
}
FIXED_UNITS: Mapping[str, str] = {
    NeedKind.SKILLS: "hours",
    NeedKind.TIME: "hours",
    NeedKind.PLACEMENT: "placements",
    NeedKind.APPRENTICESHIP: "apprenticeships",
    NeedKind.MONEY: "pounds",
}
"""The unit of a kind that is only ever counted in one."""
SUGGESTED_UNITS: Mapping[str, str] = {
    NeedKind.SPACE: "days",
    NeedKind.TRANSPORT: "days",
}
MONEY_NOTE = (
    "No money passes through this site. A business says how much it pledges, pays you itself, and "
    "you confirm here what you received."
)
ASKING_KINDS = frozenset(
    {
        OrganisationKind.CHARITY,
        OrganisationKind.COMMUNITY_GROUP,
        OrganisationKind.SCHOOL,
        OrganisationKind.SOCIAL_ENTERPRISE,
        OrganisationKind.CO_OPERATIVE,
    }
)
"""Who can be a community body that asks."""


def unit_for(kind: str, said: str) -> str:
    """Return the unit of a need: fixed by its kind, or as its writer says."""
    return FIXED_UNITS.get(kind) or said or SUGGESTED_UNITS.get(kind, "")


def may_ask(status: str, kind: str | None) -> bool:
    """Say whether an organisation may ask: an approved community body."""
    return status == Status.APPROVED and kind in ASKING_KINDS


def may_give(status: str) -> bool:
    """Say whether an organisation may offer: any that a broker has approved."""
    return status == Status.APPROVED
