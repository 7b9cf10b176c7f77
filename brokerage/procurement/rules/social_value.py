"""What stands behind each social value: what a broker can verify, what can only be said. Pure.

Verified evidence scores. What an organisation only says of itself never does: a page may show
it, marked as said. A value without evidence that we can verify orders nothing, and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from brokerage.organisations.rules import EvidenceKind, Kind, Want
from brokerage.procurement.rules.briefs import SocialValue

EVIDENCE_WEIGHT = 0.25
"""Of the evidence asked for, beside 0.6 for words and 0.5 for categories: a little under a fifth
of a council's score, near the 20% that Oxford City Council gives social value in its awards."""


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What shows that an organisation keeps to one social value."""

    verified_by: tuple[EvidenceKind, ...] = ()
    """Kinds of evidence that a broker has looked at: each counts in the order."""
    said_by: frozenset[str] = frozenset()
    """Tags of what an organisation says of itself: shown as said, never counted."""
    sentence: str


SIGNS: Mapping[str, Signs] = {
    SocialValue.LIVING_WAGE: Signs(
        verified_by=(EvidenceKind.OXFORD_LIVING_WAGE,),
        sentence="Counts where a broker has seen that it is an Oxford Living Wage employer.",
    ),
    SocialValue.LOCAL_JOBS: Signs(
        sentence="We cannot verify this yet, so it counts for nothing in the order. Ask suppliers.",
    ),
    SocialValue.SOCIAL_PURPOSE: Signs(
        verified_by=(EvidenceKind.SOCIAL_ENTERPRISE,),
        said_by=frozenset({"is:social-enterprise", f"kind:{Kind.CHARITY}"}),
        sentence="Counts where a broker has seen proof that it is a social enterprise.",
    ),
    SocialValue.INCLUSIVE: Signs(
        verified_by=(EvidenceKind.DISABILITY_CONFIDENT,),
        sentence="Counts where a broker has seen that it is Disability Confident.",
    ),
    SocialValue.COMMUNITY: Signs(
        said_by=frozenset({f"wants:{Want.MAKE_OFFERS}", f"wants:{Want.SEND_VOLUNTEERS}"}),
        sentence="Suppliers can say this, but we cannot verify it yet: it counts for nothing in "
        "the order.",
    ),
    SocialValue.ENVIRONMENT: Signs(
        sentence="We cannot verify this yet, so it counts for nothing in the order. Ask suppliers.",
    ),
}


def wanted_evidence(values: Collection[str]) -> tuple[str, ...]:
    """Return the kinds of evidence that count for these social values, in their fixed order."""
    return tuple(
        kind for value in SocialValue if value in values for kind in SIGNS[value].verified_by
    )


def only_said(
    values: Collection[str], tags: Collection[str], verified: Collection[str]
) -> tuple[str, ...]:
    """Return those of the values that an organisation says of itself and nobody has verified.

    `tags` are its own, `verified` the kinds of its evidence that are verified today.
    """
    return tuple(
        value
        for value in SocialValue
        if value in values
        and SIGNS[value].said_by & set(tags)
        and not set(SIGNS[value].verified_by) & set(verified)
    )


def unverifiable(values: Collection[str]) -> tuple[str, ...]:
    """Return those of the values for which there is no evidence that a broker can verify."""
    return tuple(v for v in SocialValue if v in values and not SIGNS[v].verified_by)
