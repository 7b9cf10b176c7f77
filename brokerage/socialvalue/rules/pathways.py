"""Ways into work: offers with safeguards, and referrals that name nobody. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_SAFEGUARDS = 800
MOST_PLACES = 200
FURTHEST = timedelta(days=2 * 365)
SHORTEST_REFERENCE = 6
LONGEST_REFERENCE = 20
LEAST_DIGITS = 3
MOST_REFERRALS_A_DAY = 50


class PathwayKind(StrEnum):
    """What is offered; also the kind under which a placement is counted."""

    WORK_EXPERIENCE = "work-experience"
    PLACEMENT = "placement"
    APPRENTICESHIP = "apprenticeship"
    JOB = "job"


PATHWAY_LABELS: Mapping[str, str] = {
    PathwayKind.WORK_EXPERIENCE: "Work experience",
    PathwayKind.PLACEMENT: "Work placement",
    PathwayKind.APPRENTICESHIP: "Apprenticeship",
    PathwayKind.JOB: "Job",
}


class Audience(StrEnum):
    """Whom an offer is planned with. It describes the offer, never a person."""

    YOUNG = "young-people"
    OVER_50 = "over-50s"
    REFUGEES = "refugees"
    PRISON_LEAVERS = "prison-leavers"


AUDIENCE_LABELS: Mapping[str, str] = {
    Audience.YOUNG: "Young people, by referral",
    Audience.OVER_50: "People over 50",
    Audience.REFUGEES: "Refugees",
    Audience.PRISON_LEAVERS: "People leaving prison",
}


class Safeguard(StrEnum):
    """What keeps people safe, as the employer says; a broker looks at it."""

    INSURED = "insured"
    LEAD = "lead"
    ASSESSED = "assessed"
    CHECKED = "checked"


SAFEGUARD_LABELS: Mapping[str, str] = {
    Safeguard.INSURED: "Our employers’ liability insurance covers them",
    Safeguard.LEAD: "We have a safeguarding lead, and whoever comes is told who that is",
    Safeguard.ASSESSED: "We have assessed the risks of this work, for young people too",
    Safeguard.CHECKED: "Who supervises them has the check that the rules ask for, and no other",
}


class PathwayStatus(StrEnum):
    """Where an offer of a way into work stands."""

    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes-asked"
    OPEN = "open"
    CLOSED = "closed"


PATHWAY_STATUS_LABELS: Mapping[str, str] = {
    PathwayStatus.SUBMITTED: "Waiting for a broker",
    PathwayStatus.CHANGES_ASKED: "Changes asked for",
    PathwayStatus.OPEN: "Open",
    PathwayStatus.CLOSED: "Closed",
}


class ReferralStatus(StrEnum):
    """Where a referral stands."""

    REFERRED = "referred"
    STARTED = "started"
    COMPLETED = "completed"
    """One side has said so; the other has to confirm it."""
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


REFERRAL_LABELS: Mapping[str, str] = {
    ReferralStatus.REFERRED: "Referred, waiting for an answer",
    ReferralStatus.STARTED: "Place given",
    ReferralStatus.COMPLETED: "Said to be completed",
    ReferralStatus.CONFIRMED: "Confirmed by both",
    ReferralStatus.DECLINED: "Declined",
    ReferralStatus.WITHDRAWN: "Withdrawn",
}
TAKES_A_PLACE = frozenset(
    {ReferralStatus.STARTED, ReferralStatus.COMPLETED, ReferralStatus.CONFIRMED}
)
_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9-]{4,18}[A-Z0-9]")
_RUN_OF_LETTERS = re.compile(r"[A-Z]{5}")
_INSURANCE_NUMBER = re.compile(r"[A-Z]{2}-?\d{2}-?\d{2}-?\d{2}-?[A-D]")
_DATE = re.compile(r"(19|20)\d{2}-?[01]\d-?[0-3]\d|[0-3]\d-?[01]\d-?(19|20)\d{2}")
REFERENCE_HINT = (
    "6 to 20 letters, digits and hyphens, with 3 digits or more and no word, like R7K-2291"
)
NAMES_NOBODY = (
    "This site never asks or keeps who somebody is or what they have been through. Their referral "
    "partner knows them, and gives a reference that means nothing to anybody else."
)


def clean_reference(said: str) -> str:
    """Return a reference as it is kept; refuse one that could tell who somebody is."""
    reference = said.strip().upper()
    is_shaped = bool(_REFERENCE.fullmatch(reference))
    has_digits = sum(each.isdigit() for each in reference) >= LEAST_DIGITS
    if not is_shaped or not has_digits or _RUN_OF_LETTERS.search(reference):
        raise DomainError(f"Enter a reference of {REFERENCE_HINT}", "reference")
    if _INSURANCE_NUMBER.fullmatch(reference) or _DATE.search(reference):
        raise DomainError(
            "This looks like a National Insurance number or a birthday: it must mean nothing to "
            "anybody but you",
            "reference",
        )
    return reference


def check_pathway_days(from_on: date, until_on: date, today: date) -> None:
    """Refuse days that are over, too far off or the wrong way round."""
    if not today <= until_on <= today + FURTHEST:
        raise DomainError("The last day must be today or in the next 2 years", "until_on")
    if from_on > until_on:
        raise DomainError("The first day must not be after the last", "from_on")


def check_safeguards(audiences: Collection[str], safeguards: Collection[str]) -> None:
    """Refuse an offer without what keeps people safe; with young people, all of it is needed."""
    if Safeguard.INSURED not in safeguards:
        raise DomainError("Employers’ liability insurance has to cover them", "safeguards")
    if Audience.YOUNG in audiences and not set(Safeguard) <= set(safeguards):
        raise DomainError(
            "With young people all four are needed. Which check a supervisor needs depends on the "
            "role: the rules on checks say it, and you must not ask for more",
            "safeguards",
        )


def check_referral(status: str, *wanted: str) -> None:
    """Refuse what does not fit the state of a referral."""
    if status not in wanted:
        said = REFERRAL_LABELS[status].lower()
        raise DomainError(f"This referral stands at “{said}”, so that cannot be done now.")
