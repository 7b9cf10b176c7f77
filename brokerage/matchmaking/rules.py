"""Categories and the words that lead to them; what a recorded ranking is known by. Pure."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from brokerage.errors import DomainError

LONGEST_CODE = 60
LONGEST_LABEL = 300
LONGEST_GROUP_LABEL = 80
LONGEST_WORDS = 5_000
WORD_SEPARATOR = ";"


class Scheme(StrEnum):
    """The lists that categories are from."""

    CPV = "cpv"
    """What is bought and sold: the Common Procurement Vocabulary of 2008."""
    CAUSE = "cause"
    SKILL = "skill"


class Source(StrEnum):
    """Where a category came from."""

    SEED = "seed"
    LOADED = "loaded"


# How many digits of a CPV code say something: the rest are zeros (Regulation (EC) 213/2008).
CPV_LEVELS: Mapping[int, str] = {2: "division", 3: "group", 4: "class", 5: "category"}
FINEST_CPV_LEVEL = "sub-category"

_CPV_CODE = re.compile(r"([0-9]{8})(?:-[0-9])?")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def clean_code(scheme: str, written: str) -> str:
    """Return a code as it is kept, or raise DomainError with what one looks like.

    A CPV code loses its check digit. Causes and skills are lower-case words and hyphens.
    """
    if len(written) <= LONGEST_CODE:
        if scheme != Scheme.CPV and _SLUG.fullmatch(written):
            return written
        matched = _CPV_CODE.fullmatch(written)
        if scheme == Scheme.CPV and matched:
            return matched[1]
    if scheme == Scheme.CPV:
        raise DomainError("the code does not have 8 digits, like 45210000")
    raise DomainError("the code is not lower-case words with hyphens, like arts-and-music")


def code_of_label(label: str) -> str:
    """Return a code for a list that has labels only: "Arts & music" gives "arts-music"."""
    return "-".join(re.findall(r"[a-z0-9]+", label.casefold()))[:LONGEST_CODE].strip("-")


def cpv_level(code: str) -> str:
    """Return the level of a CPV code, told by where its zeros begin."""
    significant = max(len(code.rstrip("0")), 2)
    return CPV_LEVELS.get(significant, FINEST_CPV_LEVEL)


def join_words(*lists: str) -> str:
    """Return lists of words, each separated by semicolons, as one without repetition."""
    words: dict[str, str] = {}
    for word in WORD_SEPARATOR.join(lists).split(WORD_SEPARATOR):
        if word.strip():
            words.setdefault(word.strip().casefold(), word.strip())
    return WORD_SEPARATOR.join(words.values())


class DecisionVerb(StrEnum):
    """What became of a candidate of a ranking."""

    SHOWN = "shown"
    SHORTLISTED = "shortlisted"
    ENQUIRED = "enquired"
    ANSWERED = "answered"
    DECLINED = "declined"
    CHOSEN = "chosen"


def digest_of(content: Any) -> str:
    """Return the SHA-256 of plain JSON in its one canonical form."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def generation_of(digests: Iterable[str]) -> str:
    """Return what names exactly these versions in this order."""
    return hashlib.sha256("".join(digests).encode("ascii")).hexdigest()


def pack_ids(ids: Sequence[int]) -> bytes:
    """Return ids as 64-bit little-endian numbers, compressed."""
    return zlib.compress(struct.pack(f"<{len(ids)}q", *ids))


def unpack_ids(packed: bytes) -> tuple[int, ...]:
    """Return the ids that were packed."""
    raw = zlib.decompress(packed)
    return struct.unpack(f"<{len(raw) // 8}q", raw)
