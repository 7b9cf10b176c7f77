"""What a line of the catalogue must say. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from brokerage.charter.rules import (
    FROM_LEDGER,
    LONGEST_ABOUT,
    LONGEST_CODE,
    LONGEST_PLEDGE,
    LONGEST_UNIT,
    SHARES,
    EvidenceSource,
    Voice,
)
from brokerage.errors import DomainError
from brokerage.organisations.rules import EvidenceKind

SHARE_CODES = ("local", "sme", "vcse")
_CODE = re.compile(r"[a-z0-9]{1,20}(-[a-z0-9]{1,20}){0,9}", re.ASCII)
_SEPARATOR = re.compile(r"[;\s]")
_MEASURE = re.compile(r"[A-Za-z0-9.-]{1,20}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class PledgeLine:
    """A pledge as it is typed, or stands in a file."""

    code: str
    theme_code: str
    words: str
    about: str = ""
    voices: tuple[str, ...]
    source: str
    source_codes: tuple[str, ...] = ()
    unit: str


def read_codes(cell: str) -> tuple[str, ...]:
    """Return the codes in a cell: “employer; buyer”."""
    return tuple(each for each in _SEPARATOR.split(cell) if each)


def check_line(line: PledgeLine, themes: Collection[str]) -> None:
    """Refuse a line that says too little, or what nobody here understands (DomainError)."""
    if not _CODE.fullmatch(line.code) or len(line.code) > LONGEST_CODE:
        raise DomainError("The code must be small letters, figures and hyphens", "code")
    if line.theme_code not in themes:
        raise DomainError(f"The theme must be one of: {', '.join(sorted(themes))}", "theme_code")
    _check_length(line.words, LONGEST_PLEDGE, "The pledge", "words")
    _check_length(line.unit, LONGEST_UNIT, "The unit", "unit")
    if len(line.about) > LONGEST_ABOUT:
        raise DomainError(f"What counts must be {LONGEST_ABOUT} characters or less", "about")
    if not line.voices or not set(line.voices) <= set(Voice):
        raise DomainError(f"The voices must be of: {', '.join(Voice)}", "voices")
    if line.source not in set(EvidenceSource):
        raise DomainError(f"The source must be one of: {', '.join(EvidenceSource)}", "source")
    _check_codes(line)


def _check_codes(line: PledgeLine) -> None:
    codes = line.source_codes
    if line.source in FROM_LEDGER and not (codes and all(map(_MEASURE.fullmatch, codes))):
        raise DomainError("Enter the codes of the measures that are counted", "source_codes")
    if line.source == EvidenceSource.ACCREDITATION and not (
        codes and set(codes) <= set(EvidenceKind)
    ):
        raise DomainError(
            f"Enter the accreditations that count, of: {', '.join(EvidenceKind)}", "source_codes"
        )
    needs_share = line.source in SHARES and line.source != EvidenceSource.AWARD_SHARE
    if needs_share and not (len(codes) == 1 and codes[0] in SHARE_CODES):
        raise DomainError(f"Enter one of: {', '.join(SHARE_CODES)}", "source_codes")
    if line.source in SHARES and line.unit != "%":
        raise DomainError("The unit of a share is %", "unit")


def _check_length(text: str, most: int, noun: str, field: str) -> None:
    if not text.strip():
        raise DomainError(f"{noun} must not be empty", field)
    if len(text) > most:
        raise DomainError(f"{noun} must be {most} characters or less", field)
