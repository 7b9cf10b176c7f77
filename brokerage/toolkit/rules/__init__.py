"""What a resource may be, how it goes on, and when it is read again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_TITLE = 120
SHORTEST_TITLE = 5
LONGEST_SUMMARY = 300
SHORTEST_SUMMARY = 20
LONGEST_BODY = 12_000
SHORTEST_BODY = 30
LONGEST_SOURCE = 300
LONGEST_LINK = 300
LONGEST_CODE = 60
LONGEST_LABEL = 120
LONGEST_REASON = 1000
SHORTEST_REASON = 10
LONGEST_NAME = 80
MOST_PLEDGES = 20
MOST_SUGGESTIONS_A_DAY = 10
REVIEW_AFTER = timedelta(days=365)
FURTHEST_REVIEW = timedelta(days=3 * 366)
WARN_BEFORE = timedelta(days=14)
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PICTURE = re.compile(r"!\[")
_LINK = re.compile(r"https?://[^/\s]\S*", re.IGNORECASE)
NOT_AS_IT_WAS = "Someone else has changed this meanwhile. Look at it again first."


class ResourceKind(StrEnum):
    """What a resource is."""

    RESOURCE = "resource"
    CASE_STUDY = "case-study"
    SIGNPOST = "signpost"


KIND_LABELS: Mapping[str, str] = {
    ResourceKind.RESOURCE: "How to do it",
    ResourceKind.CASE_STUDY: "How others did it",
    ResourceKind.SIGNPOST: "Who can help",
}
KIND_HINTS: Mapping[str, str] = {
    ResourceKind.RESOURCE: "A guide, a checklist, words to use",
    ResourceKind.CASE_STUDY: "What one organisation did, and what came of it",
    ResourceKind.SIGNPOST: "Where else to turn to",
}


class ResourceState(StrEnum):
    """Where a resource is."""

    DRAFT = "draft"
    SUGGESTED = "suggested"
    DECLINED = "declined"
    PUBLISHED = "published"
    RETIRED = "retired"


STATE_LABELS: Mapping[str, str] = {
    ResourceState.DRAFT: "Draft",
    ResourceState.SUGGESTED: "Waiting for a broker",
    ResourceState.DECLINED: "Not taken",
    ResourceState.PUBLISHED: "Published",
    ResourceState.RETIRED: "Retired",
}
PUBLISHABLE = frozenset({ResourceState.DRAFT, ResourceState.SUGGESTED, ResourceState.RETIRED})
WITH_ITS_ORGANISATION = frozenset({ResourceState.SUGGESTED, ResourceState.DECLINED})
"""The states in which whoever suggested it may still change it."""


class Scheme(StrEnum):
    """What a resource is filed under."""

    THEME = "theme"
    PLEDGE = "pledge"
    VOICE = "voice"
    TOPIC = "topic"


VOICE_LABELS: Mapping[str, str] = {
    "employer": "As an employer",
    "buyer": "As a buyer",
    "supplier": "As a supplier",
    "levy-payer": "As a payer of the apprenticeship levy",
    "organisation": "As an organisation",
    "individual": "As an individual",
}
WEIGHTS: Mapping[str, int] = {
    Scheme.PLEDGE: 8,
    Scheme.TOPIC: 8,
    Scheme.THEME: 3,
    Scheme.VOICE: 1,
}
"""How much closer each makes a suggestion: the very pledge first, then its theme, then a voice."""


@dataclass(frozen=True, kw_only=True)
class ResourceAnswers:
    """What a form or a file says of a resource."""

    kind: str
    title: str
    summary: str
    body: str
    link: str = ""
    source: str = ""
    themes: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    pledges: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    review_by: date | None = None
    """None leaves it as it is: whoever suggests something does not say."""

    @property
    def tags(self) -> list[tuple[str, str]]:
        """What it is filed under, in one order."""
        by_scheme = {
            Scheme.THEME: self.themes,
            Scheme.VOICE: self.voices,
            Scheme.PLEDGE: self.pledges,
            Scheme.TOPIC: self.topics,
        }
        return sorted({(scheme, code) for scheme, codes in by_scheme.items() for code in codes})


@dataclass(frozen=True, kw_only=True)
class ResourceSearch:
    """What is looked for; everything may be left open."""

    text: str = ""
    kind: str = ""
    tags: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    """All of them have to fit."""


def parse_codes(typed: str) -> tuple[str, ...]:
    """Return codes written with commas, spaces or lines between them (DomainError)."""
    codes = tuple(dict.fromkeys(re.split(r"[\s,;]+", typed.lower().strip()))) if typed else ()
    codes = tuple(code for code in codes if code)
    if len(codes) > MOST_PLEDGES:
        raise DomainError(f"Give at most {MOST_PLEDGES} pledges", "pledges")
    for code in codes:
        if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
            raise DomainError(
                "Give the codes of pledges, like pay-living-wage, with commas between", "pledges"
            )
    return codes


def check_answers(answers: ResourceAnswers) -> None:
    """Refuse what the page could not show, with a reason."""
    if _PICTURE.search(answers.body):
        raise DomainError(
            "Pictures cannot be shown here: take out ![…](…), and say it in words", "body"
        )
    check_link(answers.link)
    if answers.kind == ResourceKind.SIGNPOST and not answers.link:
        raise DomainError("Say where people are sent: give the address of the page", "link")
    parse_codes(",".join(answers.pledges))


def check_link(link: str, field_name: str = "link") -> None:
    """Refuse an address that is not one of the web."""
    if link and (len(link) > LONGEST_LINK or not _LINK.fullmatch(link)):
        raise DomainError("Give a whole address that begins with https://", field_name)


def check_review_by(review_by: date | None, today: date) -> None:
    """Refuse a day for the next reading that is past, or so far off that nobody would read it."""
    if review_by is None:
        raise DomainError("Enter the day by which it is read again", "review_by")
    if review_by <= today:
        raise DomainError("The next reading must be after today", "review_by")
    if review_by > today + FURTHEST_REVIEW:
        raise DomainError("Read it again within three years", "review_by")


def check_state(state: str, allowed: Iterable[str]) -> None:
    """Refuse a step from a state that does not allow it."""
    if state not in allowed:
        raise DomainError(f"This is {STATE_LABELS[state].lower()} now, so that cannot be done.")


def is_overdue(state: str, review_by: date, today: date) -> bool:
    """Say whether people can read it although its day for being read again is past."""
    return state == ResourceState.PUBLISHED and review_by < today
