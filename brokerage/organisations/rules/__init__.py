"""What an organisation may be and how it comes to be found. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from brokerage.errors import DomainError
from brokerage.organisations.rules.evidence import (
    EVIDENCE_LABELS as EVIDENCE_LABELS,
)
from brokerage.organisations.rules.evidence import (
    EvidenceKind as EvidenceKind,
)
from brokerage.organisations.rules.evidence import (
    is_verified as is_verified,
)
from brokerage.organisations.rules.evidence import (
    waits_for_broker as waits_for_broker,
)
from brokerage.organisations.rules.working_days import after_working_days

LONGEST_NAME = 160
LONGEST_SUMMARY = 160
SHORTEST_SUMMARY = 20
LONGEST_DESCRIPTION = 2000
SHORTEST_DESCRIPTION = 30
LONGEST_WEBSITE = 200
LONGEST_REASON = 1000
MOST_CATEGORIES = 8
MOST_CAUSES = 6
MOST_MILES = 200
INVITATION_LIFETIME = timedelta(days=2)
CONFIRM_AFTER = timedelta(days=182)
WORKING_DAYS_TO_DECIDE = 5
ONE_DAY = timedelta(days=1)
MOST_INVITATIONS_A_DAY = 20
MOST_DRAFTS_A_DAY = 10


class Kind(StrEnum):
    """What an organisation is; they are all organisations, there are no subclasses."""

    BUSINESS = "business"
    SOCIAL_ENTERPRISE = "social-enterprise"
    CHARITY = "charity"
    CO_OPERATIVE = "co-operative"
    COMMUNITY_GROUP = "community-group"
    SCHOOL = "school"
    AUTHORITY = "authority"
    ANCHOR_EMPLOYER = "anchor-employer"


KIND_LABELS: Mapping[str, str] = {
    Kind.BUSINESS: "Business",
    Kind.SOCIAL_ENTERPRISE: "Social enterprise",
    Kind.CHARITY: "Charity",
    Kind.CO_OPERATIVE: "Co-operative",
    Kind.COMMUNITY_GROUP: "Community group",
    Kind.SCHOOL: "School",
    Kind.AUTHORITY: "Council",
    Kind.ANCHOR_EMPLOYER: "Anchor employer",
}


class Status(StrEnum):
    """Where an organisation is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes-asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LISTED = "listed"
    """An unclaimed listing from an open source: in the directory only."""
    REMOVED = "removed"


STATUS_LABELS: Mapping[str, str] = {
    Status.DRAFT: "Not finished",
    Status.SUBMITTED: "Waiting for a broker",
    Status.CHANGES_ASKED: "Changes asked for",
    Status.APPROVED: "Approved",
    Status.DECLINED: "Declined",
    Status.WITHDRAWN: "Withdrawn",
    Status.LISTED: "Unclaimed listing",
    Status.REMOVED: "Removed",
}

TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.SUBMITTED: frozenset(
        {Status.APPROVED, Status.CHANGES_ASKED, Status.DECLINED, Status.WITHDRAWN}
    ),
    Status.CHANGES_ASKED: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.APPROVED: frozenset({Status.WITHDRAWN}),
    Status.DECLINED: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset({Status.DRAFT}),
    Status.LISTED: frozenset({Status.APPROVED, Status.REMOVED}),
    Status.REMOVED: frozenset(),
}
PUBLIC_STATUSES = frozenset({Status.APPROVED, Status.LISTED})
EDITABLE_STATUSES = frozenset(
    {Status.DRAFT, Status.CHANGES_ASKED, Status.DECLINED, Status.APPROVED}
)


NOT_EDITABLE: Mapping[str, str] = {
    Status.SUBMITTED: "A broker is reading this now. Wait for the answer, or withdraw it first.",
    Status.WITHDRAWN: "This is withdrawn. Open it again to change it.",
    Status.LISTED: "This listing is taken over through a broker.",
    Status.REMOVED: "This listing has been removed.",
}


class Want(StrEnum):
    """What an organisation wants here."""

    SELL = "sell"
    MAKE_OFFERS = "make-offers"
    HOST_VOLUNTEERS = "host-volunteers"
    SEND_VOLUNTEERS = "send-volunteers"
    SIGN_CHARTER = "sign-charter"


WANT_LABELS: Mapping[str, str] = {
    Want.SELL: "Sell to councils and other local buyers",
    Want.MAKE_OFFERS: "Make offers to community projects",
    Want.HOST_VOLUNTEERS: "Host volunteers",
    Want.SEND_VOLUNTEERS: "Send staff to volunteer",
    Want.SIGN_CHARTER: "Sign the charter",
}


class Role(StrEnum):
    """What a member does for an organisation."""

    OWNER = "owner"
    EDITOR = "editor"
    BUYER = "buyer"
    LINE_MANAGER = "line-manager"
    VIEWER = "viewer"


ROLE_LABELS: Mapping[str, str] = {
    Role.OWNER: "Owner: everything, including members",
    Role.EDITOR: "Editor: the profile and what is offered",
    Role.BUYER: "Buyer: what is bought",
    Role.LINE_MANAGER: "Line manager: staff volunteering",
    Role.VIEWER: "Viewer: sees, changes nothing",
}
EDITING_ROLES = frozenset({Role.OWNER, Role.EDITOR})


class Step(StrEnum):
    """The pages of the registration journey, one thing each, in order."""

    KIND = "kind"
    NAME = "name"
    REGISTRATION = "registration"
    PLACE = "place"
    DESCRIPTION = "description"
    CATEGORIES = "categories"
    REACH = "reach"
    WANTS = "wants"


STEP_LABELS: Mapping[str, str] = {
    Step.KIND: "What you are",
    Step.NAME: "Name and website",
    Step.REGISTRATION: "Registration number",
    Step.PLACE: "Where you are based",
    Step.DESCRIPTION: "What you do",
    Step.CATEGORIES: "What that is called",
    Step.REACH: "Where you work",
    Step.WANTS: "What you want here",
}


def check_editable(status: str) -> None:
    """Refuse to change what a broker is reading, or what is not there any more."""
    if status not in EDITABLE_STATUSES:
        raise DomainError(NOT_EDITABLE[status])


def previous_step(step: str) -> str | None:
    """Return the step before this one, or None for the first."""
    steps = list(Step)
    place = steps.index(Step(step))
    return steps[place - 1] if place else None


def next_step(answered: Collection[str]) -> str | None:
    """Return the first step without an answer, or None where all have one."""
    return next((step for step in Step if step not in answered), None)


def check_complete(answered: Collection[str]) -> None:
    """Refuse to hand in what is not finished, and name what is missing."""
    missing = [STEP_LABELS[step] for step in Step if step not in answered]
    if missing:
        raise DomainError(f"Some answers are missing: {', '.join(missing).lower()}.")


def check_reach(areas: Collection[str], miles: int | None, is_remote: bool) -> None:
    """Refuse an organisation that works nowhere."""
    if not areas and miles is None and not is_remote:
        raise DomainError(
            "Select a council area, say how many miles you travel, or say that you work online",
            "serves_areas",
        )


def first_sentence(description: str) -> str:
    """Return what fits on a card: the first sentence, cut at a word where it is long."""
    one_line = " ".join(description.split())
    sentence, *rest = re.split(r"(?<=[.!?])\s", one_line)
    while rest and len(sentence) < SHORTEST_SUMMARY:  # “1.” and “Hello!” say nothing yet
        sentence = f"{sentence} {rest.pop(0)}"
    if len(sentence) <= LONGEST_SUMMARY:
        return sentence
    return sentence[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0] + "…"


def slug_stem(name: str) -> str:
    """Return the part of an address that a name makes: small letters, digits and hyphens."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:70].strip("-") or "organisation"


class Register(StrEnum):
    """The public register a registration number is from."""

    COMPANY = "company"
    CHARITY = "charity"
    MUTUAL = "mutual"


REGISTER_LABELS: Mapping[str, str] = {
    Register.COMPANY: "Companies House",
    Register.CHARITY: "Charity Commission",
    Register.MUTUAL: "Mutuals Public Register",
}
REGISTER_SITES: Mapping[str, str] = {
    Register.COMPANY: "find-and-update.company-information.service.gov.uk",
    Register.CHARITY: "register-of-charities.charitycommission.gov.uk",
    Register.MUTUAL: "mutuals.fca.org.uk",
}
"""Where anyone can look a number up."""
_NUMBER_PATTERNS: Mapping[str, tuple[re.Pattern[str], str]] = {
    Register.COMPANY: (
        re.compile(r"(?:\d{8}|[A-Z]{2}\d{6})"),
        "A company number has 8 digits, or 2 letters and 6 digits, like 01234567 or OC123456",
    ),
    Register.CHARITY: (
        re.compile(r"\d{6,7}(?:-\d{1,3})?"),
        "A charity number has 6 or 7 digits, like 1234567",
    ),
    Register.MUTUAL: (
        re.compile(r"(?:IP|RS|SP|CU)?\d{4,6}[A-Z]?"),
        "A mutual’s number has 4 to 6 digits, sometimes after IP, RS or SP, like RS007123",
    ),
}
LONGEST_NUMBER = 12
_HOST = re.compile(r"[\w.-]{1,190}\.[^\W\d_][\w-]{1,62}")


def clean_registration_number(register: str, number: str) -> str:
    """Return the number as the register prints it, or raise DomainError with what it looks like.

    A company number typed without its leading zeros is filled up to 8 digits.
    """
    compact = re.sub(r"[\s.]", "", number[: LONGEST_NUMBER * 2]).upper()
    if register == Register.COMPANY and compact.isdecimal() and 5 <= len(compact) < 8:
        compact = compact.zfill(8)
    pattern, sentence = _NUMBER_PATTERNS[register]
    if not pattern.fullmatch(compact) or not compact.isascii():
        raise DomainError(sentence, "registration_number")
    return compact


def clean_website(typed: str) -> str:
    """Return the address with its scheme ("" for none), or raise DomainError.

    Only http and https, a host with a dot and no user name: it becomes a link on a public page.
    """
    if not typed:
        return ""
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        is_plain = parts.scheme in {"http", "https"} and parts.port is None
    except ValueError:
        host, is_plain = "", False
    is_host = _HOST.fullmatch(host) is not None and not host.startswith(".")
    if not is_plain or not is_host or "@" in parts.netloc or " " in address:
        raise DomainError("Enter a website address, like www.example.org", "website")
    if len(address) > LONGEST_WEBSITE:
        raise DomainError(f"Website must be {LONGEST_WEBSITE} characters or fewer", "website")
    return address


def decide_by(submitted_on: date) -> date:
    """Return the day a broker has looked by."""
    return after_working_days(submitted_on, WORKING_DAYS_TO_DECIDE)


def check_transition(now: str, then: str) -> None:
    """Refuse a step that an organisation in this state cannot take."""
    if then not in TRANSITIONS[Status(now)]:
        raise DomainError(
            f"This is {STATUS_LABELS[now].lower()}, so that is not possible any more."
        )


def can_be_submitted(status: str) -> bool:
    """Say whether an application in this state can be handed in, now or once it is complete."""
    return Status.SUBMITTED in TRANSITIONS[Status(status)]


def can_be_withdrawn(status: str) -> bool:
    """Say whether there is something to take back."""
    return Status.WITHDRAWN in TRANSITIONS[Status(status)]


def is_last_owner(roles: Collection[str], role: str | None) -> bool:
    """Say whether the member with this role is the only owner among these roles."""
    return role == Role.OWNER and list(roles).count(Role.OWNER) <= 1


def check_last_owner(roles: Collection[str], leaving: str) -> None:
    """Refuse to let the last owner go: someone must be able to let people in."""
    if is_last_owner(roles, leaving):
        raise DomainError("Make someone else an owner first: an organisation needs one.")


def is_confirmation_due(last_confirmed_on: date | None, today: date) -> bool:
    """Say whether it is time to ask “still right?” (every six months)."""
    return last_confirmed_on is None or today - last_confirmed_on >= CONFIRM_AFTER
