"""Registering for somebody else: reach, consent, duplicates, letters, codes. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from brokerage.errors import DomainError

LONGEST_PHONE = 30
LONGEST_ADDRESS = 300
LIKE_NAMES = 82
"""Of 100: below it two names are of different people; "Jon Smyth" and "John Smith" are above."""
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without 0, 1, I and O, which look alike in print."""
CODE_LENGTH = 12
CODE_LIFETIME = timedelta(days=28)
"""A letter takes days, and its reader may wait for somebody to help."""
LINK_LIFETIME = timedelta(days=2)
_LONDON = ZoneInfo("Europe/London")
# Not "if you get an email address", which is part of what people agree to.
_GET_AN_EMAIL = re.compile(r"\b[Yy]ou (?:both )?get an email\b(?! address)")
_NOT_DIGITS = re.compile(r"[^0-9]")
_MOST_LABEL_WORDS = 3


class Way(StrEnum):
    """How a person without e-mail is told things."""

    PHONE = "phone"
    LETTER = "letter"


WAY_LABELS: Mapping[str, str] = {Way.PHONE: "By phone", Way.LETTER: "By letter"}


class ConsentWay(StrEnum):
    """How a person agreed."""

    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in-person"


CONSENT_LABELS: Mapping[str, str] = {
    ConsentWay.PHONE: "By phone",
    ConsentWay.PAPER: "On paper, signed",
    ConsentWay.IN_PERSON: "In person",
}


class Outcome(StrEnum):
    """What became of a letter or a call."""

    POSTED = "posted"
    PHONED = "phoned"
    HANDED_OVER = "handed-over"
    NOT_NEEDED = "not-needed"


OUTCOME_LABELS: Mapping[str, str] = {
    Outcome.POSTED: "Posted",
    Outcome.PHONED: "Told by phone",
    Outcome.HANDED_OVER: "Handed over",
    Outcome.NOT_NEEDED: "Not needed any more",
}

CONSENT_WORDINGS: Mapping[str, Sequence[str]] = {
    "2026-11": (
        "We keep your name, your age band and how to reach you. We also keep what you would like "
        "to do, when and where.",
        "We use this to find you places to volunteer. When we ask a host for a place for you, "
        "the host sees your name and age band.",
        "We write to you or ring you about your places. We do not give your phone number or "
        "address to anyone else.",
        "You can see what we keep, put it right, or tell us to delete it, at any time and without "
        "giving a reason. Ring us or write to us.",
        "You can look after this yourself later, if you get an email address. Ask us for a code.",
    ),
}
"""What a person is told before they agree, by its version; an old version is never changed."""
NEWEST_WORDING = "2026-11"

SAME_DAY_ONLY = (
    "They were not registered today, so this cannot be undone. You can erase them instead"
)
BOOKED_ALREADY = "A place was asked for already, so this cannot be undone. You can erase them"
IS_OVER = "Nobody looks after this person here any more"
CODE_REFUSED = (
    "This code does not work. Check it against your letter. A code works once and for "
    "28 days: if yours is older or was used, ask for a new one"
)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How a person is reached, as it is kept; `phone_key` is the number as it is compared."""

    prefers: str
    phone: str
    phone_key: str
    address: str
    postcode: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is compared of two people: a name and how they are reached."""

    name: str
    phone_key: str = ""
    postcode: str = ""


def phone_key(phone: str) -> str:
    """Return a British number as it is compared: "+44 (0)1865 123" and "01865123" are one."""
    is_foreign = phone.strip().startswith(("+", "00")) and not _is_british(phone)
    digits = _NOT_DIGITS.sub("", phone)
    if is_foreign:
        return digits[:20]
    digits = digits.removeprefix("00")
    if _is_british(phone):
        digits = digits.removeprefix("44")
    return digits.lstrip("0")[:20]


def check_reach(*, prefers: str, phone: str, address: str, postcode: str) -> None:
    """Refuse (DomainError) what nobody could be reached by."""
    if phone and not 7 <= len(_NOT_DIGITS.sub("", phone)) <= 15:  # ITU E.164: at most 15 digits
        raise DomainError("Enter a phone number with its area code, like 01632 960 001", "phone")
    if prefers == Way.PHONE and not phone:
        raise DomainError("Enter a phone number, or select “By letter”", "phone")
    if prefers == Way.LETTER and not address:
        raise DomainError("Enter a postal address, or select “By phone”", "address")
    if address and not postcode:
        raise DomainError("Enter the postcode of the address", "postcode")


def check_consent(*, agreed: bool, given_on: date, today: date) -> None:
    """Refuse (DomainError) to keep anything of a person who has not agreed."""
    if not agreed:
        raise DomainError(
            "Tick that they agreed. If they did not, we may not keep anything about them", "agreed"
        )
    if given_on > today:
        raise DomainError("The day they agreed cannot be in the future", "given_on")
    if given_on < today - timedelta(days=365):
        raise DomainError(
            "That is more than a year ago. Tell them again, and enter the new day", "given_on"
        )


def is_like(one: Known, other: Known) -> bool:
    """Say whether two may be the same person, forgiving typing.

    The names must be alike (in any order of their words), and the phone number or the postcode
    the same but for one slip: a digit wrong, missing, doubled or swapped with its neighbour.
    """
    names = fuzz.token_sort_ratio(one.name.casefold(), other.name.casefold())
    if names < LIKE_NAMES:
        return False
    return _is_near(one.phone_key, other.phone_key) or _is_near(
        one.postcode.replace(" ", ""), other.postcode.replace(" ", "")
    )


def check_may_remove(*, registered_at: datetime, now: datetime, has_bookings: bool) -> None:
    """Refuse (DomainError) to undo a registration of another day, or one that led on."""
    if registered_at.astimezone(_LONDON).date() != now.astimezone(_LONDON).date():
        raise DomainError(SAME_DAY_ONLY)
    if has_bookings:
        raise DomainError(BOOKED_ALREADY)


def check_active(is_active: bool) -> None:
    """Refuse (DomainError) to act for somebody who acts for themselves, or is erased."""
    if not is_active:
        raise DomainError(IS_OVER)


def check_outcome(outcome: str | None) -> None:
    """Refuse (DomainError) to mark a letter twice: the first mark would be lost."""
    if outcome is not None:
        label = OUTCOME_LABELS[outcome].lower()
        raise DomainError(f"Somebody marked this already: {label}. Undo that first")


def letter_of(body: str, base_url: str) -> str:
    """Return an e-mail's text as a letter says it: without addresses of pages.

    A sentence that ended with a colon before its link ends with a full stop; a mere label
    ("Your booking:") goes with its link.
    """
    kept: list[str] = []
    for line in body.splitlines():
        if base_url not in line:
            kept.append(line)
        elif kept:
            before = kept.pop().rstrip()
            if before.endswith(":"):
                before = _without_colon(before)
            kept.append(before)
    text = "\n".join(kept)
    text = _GET_AN_EMAIL.sub(_say_how, text)
    for said, instead in _IN_A_LETTER:
        text = text.replace(said, instead)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


# Whole phrases of our own templates: what a host wrote, or what was agreed to, stays as it is.
_IN_A_LETTER = (
    (" Where it stands, or to withdraw.", " You can withdraw at any time."),
    ("If you cannot come, withdraw as early as you can", "If you cannot come, tell us early"),
    ("See where your ask stands, or withdraw it.", "You can take your ask back at any time."),
    ("Your booking, and other roles that may suit you.", "We can look for other roles for you."),
    ("it does not, you can withdraw.", "it does not, tell us."),
    ("Your certificate, to print or to show.", "Ask us for a certificate on paper."),
    ("Your hours, and a certificate to print or to show.", "Ask us for a certificate on paper."),
    ("Log the hours you gave.", "Tell us the hours you gave."),
    ("or log them again with the right time.", "or tell us the right time."),
    ("for your place, your checks say so.", "for your place, ask us."),
    (" You can see what is kept, and delete it.", " Ask us what is kept, or to delete it."),
    (" What is missing stands among your checks.", " Ask us what is missing."),
    ("change your volunteer profile, so that hosts see no card of you.", "tell us."),
    ("You can see and withdraw it here.", "You can take it back at any time."),
    ("You can send them a new link here.", "We can ask them again for you."),
    (" Where you work, as we know it.", ""),
    (
        "Talk to them, and send a new link, to them or to someone else there.",
        "Talk to them. We can ask them again, or someone else there.",
    ),
    (", or show it another way, with a link to your work address.", "."),
)


def write_code(letters: Sequence[str]) -> str:
    """Return a code as it is printed: "ABCD-EFGH-JKLM"."""
    code = "".join(letters)
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def tidy_code(typed: str) -> str:
    """Return a code as it is compared, however it was typed; what can't be one stays wrong."""
    return "".join(each for each in typed.upper() if each.isalnum())


def _is_british(phone: str) -> bool:
    start = phone.strip().replace(" ", "")
    return start.startswith(("+44", "0044"))


def _is_near(one: str, other: str) -> bool:
    return bool(one and other) and OSA.distance(one, other, score_cutoff=1) <= 1


def _say_how(found: re.Match[str]) -> str:
    we = "We" if found[0].startswith("Y") else "we"
    return f"{we} write to you or ring you"


def _without_colon(line: str) -> str:
    sentence, _, label = line.removesuffix(":").rpartition(". ")
    if len(label.split()) <= _MOST_LABEL_WORDS:
        return f"{sentence}." if sentence else ""
    return f"{line.removesuffix(':')}."
