"""Who pays for a DBS check. Pure: the rule's words and source are data."""

from __future__ import annotations

from enum import StrEnum

from brokerage.checks.rules.levels import Level

FREE_LEVELS = frozenset(
    {
        Level.STANDARD,
        Level.ENHANCED,
        Level.ENHANCED_CHILDREN,
        Level.ENHANCED_ADULTS,
        Level.ENHANCED_BOTH,
    }
)


class Fee(StrEnum):
    """What a check costs a volunteer."""

    NOTHING_NEEDED = "nothing-needed"
    FREE = "free"
    PAID = "paid"
    UNSETTLED = "unsettled"


FEE_SENTENCES = {
    Fee.NOTHING_NEEDED: "",
    Fee.FREE: "It is free for volunteers: unpaid but for expenses, for people other than close "
    "relatives, and not for credit on a course.",
    Fee.PAID: "There is a fee for this check. Agree with the volunteer who pays it: a basic "
    "check is never free.",
    Fee.UNSETTLED: "It is free for volunteers who are unpaid. Whether someone on paid "
    "volunteering leave counts as unpaid is not settled: ask your DBS lead before you say "
    "that it is free.",
}


def fee_of(level: str, *, may_be_paid: bool | None, is_course: bool = False) -> Fee:
    """Return what a check of this level costs someone who is, or may be, paid meanwhile."""
    if level in (Level.NONE, Level.CANNOT_TELL):
        return Fee.NOTHING_NEEDED
    if level not in FREE_LEVELS or is_course:
        return Fee.PAID
    return Fee.FREE if may_be_paid is False else Fee.UNSETTLED
