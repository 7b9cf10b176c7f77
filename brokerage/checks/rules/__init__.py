"""What may have to be in place before a volunteer's first day. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum


class Requirement(StrEnum):
    """Something a volunteer needs before the first day."""

    DBS_BASIC = "dbs-basic"
    DBS_STANDARD = "dbs-standard"
    DBS_ENHANCED = "dbs-enhanced"
    DBS_ENHANCED_CHILDREN = "dbs-enhanced-children"
    DBS_ENHANCED_ADULTS = "dbs-enhanced-adults"
    DBS_ENHANCED_BOTH = "dbs-enhanced-both"
    DBS_UNKNOWN = "dbs-unknown"
    """No rule covers the role: a person who knows has to say."""
    BRIEFING = "safeguarding-briefing"
    CHILDREN_2 = "children-level-2"
    CHILDREN_3 = "children-level-3"
    ADULTS_2 = "adults-level-2"
    ADULTS_3 = "adults-level-3"
    CODE_OF_CONDUCT = "code-of-conduct"
    TRAINING = "training"
    REFERENCES = "references"
    INDUCTION = "induction"


REQUIREMENT_LABELS: Mapping[str, str] = {
    Requirement.DBS_BASIC: "Basic DBS check",
    Requirement.DBS_STANDARD: "Standard DBS check",
    Requirement.DBS_ENHANCED: "Enhanced DBS check",
    Requirement.DBS_ENHANCED_CHILDREN: "Enhanced DBS check with the children’s barred list",
    Requirement.DBS_ENHANCED_ADULTS: "Enhanced DBS check with the adults’ barred list",
    Requirement.DBS_ENHANCED_BOTH: "Enhanced DBS check with both barred lists",
    Requirement.DBS_UNKNOWN: "Perhaps a DBS check: the host has to ask its DBS lead",
    Requirement.BRIEFING: "Safeguarding briefing",
    Requirement.CHILDREN_2: "Children’s safeguarding training, level 2",
    Requirement.CHILDREN_3: "Children’s safeguarding training, level 3",
    Requirement.ADULTS_2: "Adults’ safeguarding training, level 2",
    Requirement.ADULTS_3: "Adults’ safeguarding training, level 3",
    Requirement.CODE_OF_CONDUCT: "Code of conduct, read and agreed",
    Requirement.TRAINING: "The host’s own training",
    Requirement.REFERENCES: "References",
    Requirement.INDUCTION: "An induction",
}
DBS_REQUIREMENTS: frozenset[str] = frozenset(
    each for each in Requirement if each.startswith("dbs-")
)
HOST_CHOICES: tuple[str, ...] = (
    Requirement.DBS_BASIC,
    *(each for each in Requirement if each not in DBS_REQUIREMENTS),
)
"""What a host may tick. Any other DBS check comes from the rules on the role's facts."""


def without_dbs(requirements: Collection[str]) -> list[str]:
    """Return the requirements that are not a DBS check, in the order of the list of them all."""
    return [each for each in Requirement if each in requirements and each not in DBS_REQUIREMENTS]
