"""What a person's check is and how long it counts; who may know of it; when it is forgotten."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from brokerage.checks.rules import DBS_REQUIREMENTS, REQUIREMENT_LABELS, Requirement
from brokerage.checks.rules.levels import LEVEL_OF, Level, covers
from brokerage.errors import DomainError

WARN_DAYS: tuple[int, ...] = (60, 30, 7)
"""How many days before a check is to be renewed its holder is told, once each."""
KEEP_MONTHS = 6
"""How long what is not needed any more is kept at most."""
MOST_TOLD_DAYS = 400
OLDEST_CHECK = date(2002, 3, 1)
"""The first criminal records certificates for volunteers."""
LONGEST_RENEWAL_YEARS = 10
BRIEFING_MONTHS = 24
"""The briefing's own interval; an authority's row says where another one holds."""

DBS = "dbs"


class Kind(StrEnum):
    """What a check is of. A DBS check has a level beside."""

    DBS = "dbs"
    BRIEFING = Requirement.BRIEFING.value
    CHILDREN_2 = Requirement.CHILDREN_2.value
    CHILDREN_3 = Requirement.CHILDREN_3.value
    ADULTS_2 = Requirement.ADULTS_2.value
    ADULTS_3 = Requirement.ADULTS_3.value
    CODE_OF_CONDUCT = Requirement.CODE_OF_CONDUCT.value
    TRAINING = Requirement.TRAINING.value
    REFERENCES = Requirement.REFERENCES.value
    INDUCTION = Requirement.INDUCTION.value


OWN_KINDS: frozenset[str] = frozenset(
    {Kind.TRAINING.value, Kind.INDUCTION.value, Kind.CODE_OF_CONDUCT.value}
)
"""What each host does its own way: another host's counts for nothing here."""
KIND_LABELS: Mapping[str, str] = {
    Kind.DBS: "DBS check",
    **{each.value: REQUIREMENT_LABELS[each.value] for each in Kind if each != Kind.DBS},
}


class DbsLevel(StrEnum):
    """The levels a certificate can have."""

    BASIC = Level.BASIC.value
    STANDARD = Level.STANDARD.value
    ENHANCED = Level.ENHANCED.value
    ENHANCED_CHILDREN = Level.ENHANCED_CHILDREN.value
    ENHANCED_ADULTS = Level.ENHANCED_ADULTS.value
    ENHANCED_BOTH = Level.ENHANCED_BOTH.value


class Workforce(StrEnum):
    """For work with whom a certificate was made out."""

    CHILD = "child"
    ADULT = "adult"
    BOTH = "both"
    OTHER = "other"


WORKFORCE_LABELS: Mapping[str, str] = {
    Workforce.CHILD: "Child workforce",
    Workforce.ADULT: "Adult workforce",
    Workforce.BOTH: "Child and adult workforce",
    Workforce.OTHER: "Other workforce",
}


class Standing(StrEnum):
    """Why a need is not met: expired is not the same as never held."""

    NEVER_HELD = "never-held"
    EXPIRED = "expired"
    NO_CONSENT = "no-consent"
    """Held, but the host may not know: the holder has not agreed, or takes it back."""
    NOT_ACCEPTED = "not-accepted"
    """The host may see it and has not accepted it yet."""
    ASK_LEAD = "ask-lead"
    """No rule covers the role: the host has to ask its DBS lead."""


VOLUNTEER_SENTENCES: Mapping[str, str] = {
    Standing.NEVER_HELD: "You have not got it here yet. The host helps you to get it.",
    Standing.EXPIRED: "Yours was due for renewal. It has to be done again.",
    Standing.NO_CONSENT: "You have it. Agree that this host may see it.",
    Standing.NOT_ACCEPTED: "You have it. The host has not accepted it yet.",
    Standing.ASK_LEAD: "The host has to find out which check this role needs.",
}
HOST_SENTENCES: Mapping[str, str] = {
    Standing.NEVER_HELD: "Not seen yet",
    Standing.EXPIRED: "Due for renewal",
    Standing.NO_CONSENT: "Not seen yet",
    Standing.NOT_ACCEPTED: "You have not accepted it yet",
    Standing.ASK_LEAD: "Ask your DBS lead which check this role needs",
}
"""What a host reads: it is never told what someone has but does not share."""


@dataclass(frozen=True, kw_only=True)
class MissingCheck:
    """One thing a session needs and a person has not got, or the host has not accepted."""

    requirement: str
    label: str
    standing: Standing
    renew_on: date | None = None
    """When the one they had was to be renewed, where it is expired."""

    @property
    def to_volunteer(self) -> str:
        """What the volunteer is told."""
        return VOLUNTEER_SENTENCES[self.standing]

    @property
    def to_host(self) -> str:
        """What the host is told."""
        return HOST_SENTENCES[self.standing]


@dataclass(frozen=True, kw_only=True)
class HeldCheck:
    """What is known of one check, as the rules look at it."""

    kind: str
    level: str | None
    renew_on: date | None
    is_accepted: bool
    """By the host that asks."""

    def counts_on(self, day: date) -> bool:
        """Whether it counts on a day; the day it is to be renewed on still does."""
        return self.renew_on is None or day <= self.renew_on

    def meets(self, requirement: str) -> bool:
        """Whether it is what a requirement asks for, or more."""
        if requirement in DBS_REQUIREMENTS:
            return self.kind == DBS and covers(self.level or Level.NONE, LEVEL_OF[requirement])
        is_of_another = self.kind in OWN_KINDS and not self.is_accepted
        return self.kind == requirement and not is_of_another


def find_missing(
    needs: Collection[str], held: Collection[HeldCheck], *, has_consent: bool, on_day: date
) -> list[MissingCheck]:
    """Return what of these requirements is not met on a day, in the order of `Requirement`."""
    missing = []
    for need in Requirement:
        if need not in needs:
            continue
        standing, renew_on = _standing(need, held, has_consent=has_consent, on_day=on_day)
        if standing is not None:
            missing.append(
                MissingCheck(
                    requirement=str(need),
                    label=REQUIREMENT_LABELS[need],
                    standing=standing,
                    renew_on=renew_on,
                )
            )
    return missing


def _standing(
    need: str, held: Collection[HeldCheck], *, has_consent: bool, on_day: date
) -> tuple[Standing | None, date | None]:
    if need == Requirement.DBS_UNKNOWN:
        return Standing.ASK_LEAD, None
    fitting = [check for check in held if check.meets(need)]
    if not fitting:
        return Standing.NEVER_HELD, None
    valid = [check for check in fitting if check.counts_on(on_day)]
    if not valid:
        return Standing.EXPIRED, max(check.renew_on for check in fitting if check.renew_on)
    if not has_consent:
        return Standing.NO_CONSENT, None
    return (None if any(check.is_accepted for check in valid) else Standing.NOT_ACCEPTED), None


@dataclass(frozen=True, kw_only=True)
class CheckAnswers:
    """What someone notes who has seen a check."""

    kind: str
    level: str | None
    workforce: str | None
    issued_on: date
    seen_on: date
    renew_on: date | None


def check_answers(answers: CheckAnswers, today: date) -> None:
    """Refuse a check that cannot be so (DomainError on the field)."""
    is_dbs = answers.kind == Kind.DBS
    if is_dbs and answers.level is None:
        raise DomainError("Select the level of the DBS check", "level")
    if is_dbs and answers.workforce is None:
        raise DomainError("Select which workforce it was made out for", "workforce")
    if answers.issued_on < OLDEST_CHECK:
        raise DomainError(f"Enter a date after {OLDEST_CHECK.year}", "issued_on")
    if answers.issued_on > today:
        raise DomainError("The day it was issued must be today or in the past", "issued_on")
    if answers.seen_on > today:
        raise DomainError("The day you saw it must be today or in the past", "seen_on")
    if answers.seen_on < answers.issued_on:
        raise DomainError("You cannot have seen it before it was issued", "seen_on")
    _check_renewal(answers)


def _check_renewal(answers: CheckAnswers) -> None:
    if answers.renew_on is None:
        return
    if answers.renew_on <= answers.issued_on:
        raise DomainError("It must be renewed after it was issued", "renew_on")
    if answers.renew_on > months_later(answers.issued_on, 12 * LONGEST_RENEWAL_YEARS):
        raise DomainError(
            f"Enter a date within {LONGEST_RENEWAL_YEARS} years of the day it was issued",
            "renew_on",
        )


def renewal_of(kind: str, issued_on: date, months: int | None) -> date | None:
    """Return when a check is to be renewed where its recorder named no day.

    A certificate has no legal expiry: without an interval in a rule there is none.
    """
    if months is None and kind == Kind.BRIEFING:
        months = BRIEFING_MONTHS
    return None if months is None else months_later(issued_on, months)


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def due_warning(renew_on: date, today: date, sent: Collection[int]) -> int | None:
    """Return which warning (of `WARN_DAYS`) is due today, if one is.

    Of several that have come due only the nearest is sent, and none once the day is past.
    """
    left = (renew_on - today).days
    if left < 0:
        return None
    due = min((days for days in WARN_DAYS if left <= days), default=None)
    return due if due is not None and due not in sent else None


def is_to_be_forgotten(
    *,
    seen_on: date,
    renew_on: date | None,
    consents_end: Iterable[date | None],
    today: date,
) -> bool:
    """Say whether a check has not been needed for six months.

    It is needed while it counts and while one host it was accepted by may see it.
    `consents_end`: for each host that accepted it, the day the holder took the consent back,
    or None while it stands.
    """
    ends = list(consents_end)
    unshared_since = None if None in ends else max((end for end in ends if end), default=seen_on)
    since = [
        day
        for day in (renew_on if renew_on and renew_on < today else None, unshared_since)
        if day is not None
    ]
    return any(months_later(max(day, seen_on), KEEP_MONTHS) < today for day in since)


def oldest_told_day(today: date) -> date:
    """Return the earliest day that is kept of those a volunteer told."""
    return today - timedelta(days=183)


def check_told_day(day: date, today: date) -> None:
    """Refuse a day that counts for nothing (DomainError on the field)."""
    if day < oldest_told_day(today):
        raise DomainError("Enter a day in the last 6 months", "day")
    if day > today + timedelta(days=MOST_TOLD_DAYS):
        raise DomainError("Enter a day within the next year", "day")
