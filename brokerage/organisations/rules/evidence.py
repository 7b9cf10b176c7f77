"""What an organisation can show beyond its own words, and how long it counts. Pure.

Said by the organisation → seen by a broker → expired. Only what a broker has seen, and only
until its last day, is ever called verified or scores.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from brokerage.errors import DomainError

WARN_DAYS = (60, 30, 7)
"""How many days before evidence runs out its organisation is written to."""
EXPIRED = 0
"""Stands in the list of warnings for the mail that says it has run out."""
LONGEST_ISSUER = 120
LONGEST_REFERENCE = 120
LONGEST_LINK = 200


class EvidenceKind(StrEnum):
    """What can be shown for an organisation beyond its own words."""

    REGISTRATION = "registration"
    OXFORD_LIVING_WAGE = "oxford-living-wage"
    DISABILITY_CONFIDENT = "disability-confident"
    ARMED_FORCES_COVENANT = "armed-forces-covenant"
    CYBER_ESSENTIALS = "cyber-essentials"
    ISO_9001 = "iso-9001"
    ISO_14001 = "iso-14001"
    ISO_27001 = "iso-27001"
    OTHER_ACCREDITATION = "other-accreditation"
    SOCIAL_ENTERPRISE = "social-enterprise-mark"
    GOVERNING_DOCUMENT = "governing-document"
    INSURANCE = "insurance"
    EMPLOYERS_LIABILITY = "employers-liability"
    PROFESSIONAL_INDEMNITY = "professional-indemnity"
    MODERN_SLAVERY = "policy-modern-slavery"
    EQUALITY = "policy-equality"
    SAFEGUARDING = "policy-safeguarding"
    ENVIRONMENT = "policy-environment"


EVIDENCE_LABELS: Mapping[str, str] = {
    EvidenceKind.REGISTRATION: "On a public register",
    EvidenceKind.OXFORD_LIVING_WAGE: "Oxford Living Wage employer",
    EvidenceKind.DISABILITY_CONFIDENT: "Disability Confident",
    EvidenceKind.ARMED_FORCES_COVENANT: "Armed Forces Covenant",
    EvidenceKind.CYBER_ESSENTIALS: "Cyber Essentials",
    EvidenceKind.ISO_9001: "ISO 9001 (quality)",
    EvidenceKind.ISO_14001: "ISO 14001 (environment)",
    EvidenceKind.ISO_27001: "ISO 27001 (information security)",
    EvidenceKind.OTHER_ACCREDITATION: "Another accreditation",
    EvidenceKind.SOCIAL_ENTERPRISE: "Social enterprise",
    EvidenceKind.GOVERNING_DOCUMENT: "Rules that keep surplus for the purpose",
    EvidenceKind.INSURANCE: "Public liability insurance",
    EvidenceKind.EMPLOYERS_LIABILITY: "Employers’ liability insurance",
    EvidenceKind.PROFESSIONAL_INDEMNITY: "Professional indemnity insurance",
    EvidenceKind.MODERN_SLAVERY: "Modern slavery policy",
    EvidenceKind.EQUALITY: "Equality policy",
    EvidenceKind.SAFEGUARDING: "Safeguarding policy",
    EvidenceKind.ENVIRONMENT: "Environment policy",
}
INSURANCES = frozenset(
    {
        EvidenceKind.INSURANCE,
        EvidenceKind.EMPLOYERS_LIABILITY,
        EvidenceKind.PROFESSIONAL_INDEMNITY,
    }
)
POLICIES = frozenset(
    {
        EvidenceKind.MODERN_SLAVERY,
        EvidenceKind.EQUALITY,
        EvidenceKind.SAFEGUARDING,
        EvidenceKind.ENVIRONMENT,
    }
)
NEVER_RANKED = INSURANCES | POLICIES
"""Small firms lack these first and can get them for a contract: advice, never a place in a list."""


@dataclass(frozen=True, kw_only=True)
class EvidenceDetails:
    """What a document says of itself, as the organisation tells it; all of it optional."""

    issuer: str = ""
    reference: str = ""
    link: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


NO_DETAILS = EvidenceDetails()


def is_verified(verified_on: date | None, expires_on: date | None, today: date) -> bool:
    """Say whether evidence counts as verified today; expired is not verified."""
    return verified_on is not None and (expires_on is None or expires_on >= today)


def waits_for_broker(
    verified_on: date | None, expires_on: date | None, refused_on: date | None, today: date
) -> bool:
    """Say whether a broker has still to look at evidence; what has expired is looked at again."""
    return refused_on is None and not is_verified(verified_on, expires_on, today)


def check_details(details: EvidenceDetails, today: date) -> None:
    """Refuse dates that cannot be, each at its field."""
    issued_on, expires_on = details.issued_on, details.expires_on
    if issued_on is not None and issued_on > today:
        raise DomainError("The day it was issued cannot be in the future", "issued_on")
    if expires_on is not None and expires_on < today:
        raise DomainError("It has run out. Add the new one when you have it", "expires_on")
    if issued_on is not None and expires_on is not None and expires_on <= issued_on:
        raise DomainError("It must end after it was issued", "expires_on")


def check_end_date(kind: str, expires_on: date | None) -> None:
    """Refuse to verify insurance for ever."""
    if kind in INSURANCES and expires_on is None:
        raise DomainError("Enter the last day it holds: insurance always ends", "expires_on")


def due_warning(expires_on: date, today: date, sent: Collection[int]) -> int | None:
    """Return which warning is to be sent now, in days before the end; None for none.

    Each is sent once; one that was missed is not sent late beside the next. `EXPIRED` once the
    last day is over.
    """
    left = (expires_on - today).days
    due = EXPIRED if left < 0 else min((days for days in WARN_DAYS if left <= days), default=None)
    return None if due in sent else due
