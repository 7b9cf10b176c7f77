"""What a role may require. The host states it; no rule decides it yet. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Requirement(StrEnum):
    """Something a volunteer needs before the first day."""

    DBS_BASIC = "dbs-basic"
    DBS_STANDARD = "dbs-standard"
    DBS_ENHANCED = "dbs-enhanced"
    DBS_ENHANCED_CHILDREN = "dbs-enhanced-children"
    DBS_ENHANCED_ADULTS = "dbs-enhanced-adults"
    DBS_ENHANCED_BOTH = "dbs-enhanced-both"
    BRIEFING = "safeguarding-briefing"
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
    Requirement.BRIEFING: "Safeguarding briefing",
    Requirement.TRAINING: "The host’s own training",
    Requirement.REFERENCES: "References",
    Requirement.INDUCTION: "An induction",
}
