"""What a charter, a sign-up and a pledge may be. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_CODE = 40
LONGEST_THEME = 80
LONGEST_PLEDGE = 200
LONGEST_ABOUT = 600
LONGEST_UNIT = 60
LONGEST_POST = 100
LONGEST_POLICY = 160
LONGEST_NOTE = 2000
LONGEST_REASON = 1000
LONGEST_NAME = 80
MOST_PLEDGES = 60
RESIDENT = "A resident"
"""As which a person is shown who gives no name."""
MOST_VALUE = Decimal(1_000_000_000)


class Voice(StrEnum):
    """As what somebody speaks in a pledge."""

    EMPLOYER = "employer"
    BUYER = "buyer"
    SUPPLIER = "supplier"
    LEVY_PAYER = "levy-payer"
    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"


VOICE_LABELS: Mapping[str, str] = {
    Voice.EMPLOYER: "As an employer",
    Voice.BUYER: "As a buyer",
    Voice.SUPPLIER: "As a supplier",
    Voice.LEVY_PAYER: "As a payer of the apprenticeship levy",
    Voice.ORGANISATION: "As an organisation",
    Voice.INDIVIDUAL: "As an individual",
}


class EvidenceSource(StrEnum):
    """Where the figure of a pledge comes from."""

    VOLUNTEERING_HOURS = "volunteering-hours"
    MENTORING = "mentoring"
    AGREEMENTS = "agreements"
    SPEND_SHARE = "spend-share"
    AWARD_SHARE = "award-share"
    SUPPLY_CHAIN = "supply-chain"
    ACCREDITATION = "accreditation"
    OWN_RECORD = "own-record"


SOURCE_LABELS: Mapping[str, str] = {
    EvidenceSource.VOLUNTEERING_HOURS: "Volunteering hours that both sides have confirmed",
    EvidenceSource.MENTORING: "Mentoring hours that both sides have confirmed",
    EvidenceSource.AGREEMENTS: "Agreements with community projects that both sides have confirmed",
    EvidenceSource.SPEND_SHARE: "The local share of published spend",
    EvidenceSource.AWARD_SHARE: "The share of contracts in which social value was weighed",
    EvidenceSource.SUPPLY_CHAIN: "Spend returns that the buyer has confirmed",
    EvidenceSource.ACCREDITATION: "An accreditation that a broker has seen, until it runs out",
    EvidenceSource.OWN_RECORD: "The signatory’s own record, which a broker looks at",
}
FROM_LEDGER = frozenset(
    {EvidenceSource.VOLUNTEERING_HOURS, EvidenceSource.MENTORING, EvidenceSource.AGREEMENTS}
)
SHARES = frozenset(
    {EvidenceSource.SPEND_SHARE, EvidenceSource.AWARD_SHARE, EvidenceSource.SUPPLY_CHAIN}
)
"""Per cent of something: never added up over signatories."""


class TermStatus(StrEnum):
    """Where a sign-up is on its way, from a draft to the end of its twelve months."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes-asked"
    APPROVED = "approved"
    ENDED = "ended"
    LEFT = "left"
    WITHDRAWN = "withdrawn"


STATUS_LABELS: Mapping[str, str] = {
    TermStatus.DRAFT: "Not finished",
    TermStatus.SUBMITTED: "Waiting for a broker",
    TermStatus.CHANGES_ASKED: "Changes asked for",
    TermStatus.APPROVED: "Signed",
    TermStatus.ENDED: "Ended after 12 months",
    TermStatus.LEFT: "Left the charter",
    TermStatus.WITHDRAWN: "Taken back before it was signed",
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    TermStatus.DRAFT: frozenset({TermStatus.SUBMITTED, TermStatus.WITHDRAWN}),
    TermStatus.SUBMITTED: frozenset(
        {TermStatus.APPROVED, TermStatus.CHANGES_ASKED, TermStatus.WITHDRAWN}
    ),
    TermStatus.CHANGES_ASKED: frozenset({TermStatus.SUBMITTED, TermStatus.WITHDRAWN}),
    TermStatus.APPROVED: frozenset({TermStatus.ENDED, TermStatus.LEFT}),
    TermStatus.ENDED: frozenset(),
    TermStatus.LEFT: frozenset(),
    TermStatus.WITHDRAWN: frozenset(),
}
WRITABLE = frozenset({TermStatus.DRAFT, TermStatus.CHANGES_ASKED})
"""The signatory still writes it."""
PUBLISHED = frozenset({TermStatus.APPROVED, TermStatus.ENDED})
NOT_WRITABLE = "This sign-up cannot be changed now. It is: {}."


def check_transition(now: str, then: str) -> None:
    """Refuse a step that a sign-up in this state cannot take."""
    if then not in TRANSITIONS[now]:
        raise DomainError(NOT_WRITABLE.format(STATUS_LABELS[now].lower()))


def check_writable(status: str) -> None:
    """Refuse to change what a broker reads, or what is signed."""
    if status not in WRITABLE:
        raise DomainError(NOT_WRITABLE.format(STATUS_LABELS[status].lower()))


def list_allowed_voices(*, is_person: bool) -> tuple[Voice, ...]:
    """Return in which voices somebody can speak."""
    if is_person:
        return (Voice.INDIVIDUAL,)
    return tuple(voice for voice in Voice if voice != Voice.INDIVIDUAL)


def check_voices(voices: Collection[str], *, is_person: bool) -> None:
    """Refuse a sign-up without a voice, or with one that is not theirs."""
    if not voices:
        raise DomainError("Select at least one voice", "voices")
    if not set(voices) <= set(list_allowed_voices(is_person=is_person)):
        raise DomainError("Select the voices that are yours", "voices")


def check_voice(voice: str, spoken: Collection[str], offered: Collection[str]) -> None:
    """Refuse a pledge in a voice that the signatory, or the pledge, does not have."""
    if voice not in spoken or (offered and voice not in offered):
        raise DomainError("Select one of the voices in which you sign", "voice")


def check_post(post: str) -> None:
    """Refuse what looks like a person: a lead is a post, so that it outlives whoever holds it."""
    if "@" in post:
        raise DomainError("Enter a post, like “head of procurement”, not an address", "lead_post")


def check_reason(reason: str, field: str = "reason") -> None:
    """Refuse a decision without a word why."""
    if not reason.strip():
        raise DomainError("Say why", field)


def as_written(value: Decimal | None) -> str:
    """Return a figure as a page shows it: no noughts after the point that say nothing."""
    if value is None:
        return "not known"
    whole = value.quantize(Decimal("0.01"))
    text = f"{whole:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(value: Decimal | None, unit: str) -> str:
    """Return a figure with its unit."""
    if value is None:
        return "not known"
    return f"{as_written(value)}%" if unit == "%" else f"{as_written(value)} {unit}"
