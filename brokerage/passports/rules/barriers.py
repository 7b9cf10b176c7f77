"""What keeps small and new suppliers from being used, as advice: never a place in a list. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from brokerage.organisations.rules.evidence import EvidenceKind
from brokerage.passports.rules import whole_months

MONTHS_OF_ACCOUNTS = 24
"""Below it, a credit check has little to go on."""


@dataclass(frozen=True, kw_only=True)
class BarrierFacts:
    """What of a supplier is looked at."""

    first_year_starts_on: date | None
    """Of the oldest figures it has given."""
    is_company: bool
    people: int | None
    verified: Collection[str]
    """Kinds of its evidence that a broker has seen and that hold today."""


@dataclass(frozen=True, kw_only=True)
class Barrier:
    """Something buyers may stumble over, and what helps."""

    title: str
    advice: str


def list_barriers(facts: BarrierFacts, today: date) -> tuple[Barrier, ...]:
    """Return what may be in the way today, and what to do about it."""
    found = []
    if _has_short_accounts(facts, today):
        found.append(
            Barrier(
                title="Credit checks",
                advice="Some buyers run a credit check, and new or small suppliers can fail it "
                "because there is little to read. File your accounts in time, and offer the buyer "
                "your bank’s reference, management accounts or payment in stages. Ask before you "
                "bid which check is used."
                if facts.is_company
                else "Some buyers run a credit check made for companies. Say early that you are "
                "not one, and offer a bank reference or your accounts instead.",
            )
        )
    if EvidenceKind.INSURANCE not in facts.verified:
        found.append(
            Barrier(
                title="Public liability insurance",
                advice="Most buyers ask for it before work begins. No broker has seen yours that "
                "holds today. You need not buy more than a contract asks for: offer to raise your "
                "cover if you win.",
            )
        )
    if (facts.people or 0) > 1 and EvidenceKind.EMPLOYERS_LIABILITY not in facts.verified:
        found.append(
            Barrier(
                title="Employers’ liability insurance",
                advice="If you employ anybody, the law asks for it and buyers want to see it. Add "
                "your certificate to what you can show.",
            )
        )
    return tuple(found)


def _has_short_accounts(facts: BarrierFacts, today: date) -> bool:
    first = facts.first_year_starts_on
    return not facts.is_company or first is None or whole_months(first, today) < MONTHS_OF_ACCOUNTS
