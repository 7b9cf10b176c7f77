"""Categories and the words that lead to them; what a recorded ranking is known by. Pure."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
    TOPIC = "topic"
    """What mentoring is about."""


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


MOST_ACCEPTED_READ = 30
"""Choices of one candidate that are read, the newest: some say the same, or are private."""


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


def passages_digest(encoder: str, passages: Iterable[str]) -> str:
    """Return what the sentence vectors of these passages by this encoder are known by."""
    return hashlib.sha256("\0".join((encoder, *passages)).encode("utf-8")).hexdigest()


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


class WeightsStatus(StrEnum):
    """What became of weights that were learned."""

    JUDGED = "judged"
    IN_FORCE = "in-force"
    RETIRED = "retired"


WEIGHTS_STATUS_LABELS: Mapping[str, str] = {
    WeightsStatus.JUDGED: "Not used",
    WeightsStatus.IN_FORCE: "Used now",
    WeightsStatus.RETIRED: "Used before",
}
VERDICTS: Mapping[str, str] = {
    "adopt": "Those who were chosen would have stood higher, and no group would be seen much less.",
    "too-few": "Too little has been decided since to judge these weights.",
    "no-gain": "It is not sure that these weights are better, so they cannot be used.",
    "exposure-falls": "Those who were chosen would have stood higher, but one group would be seen "
    "much less, so these weights cannot be used.",
}


class FlagReason(StrEnum):
    """Why a broker should look at a profile."""

    COPY = "copy"
    REPEATS = "repeats"


BAND_LABELS: Mapping[str, str] = {
    "strong": "Strong match",
    "good": "Good match",
    "possible": "Possible match",
}
"""The bands of `matching.bands` as pages call them."""

SURENESS: Mapping[str, str] = {"high": "Very likely", "medium": "Likely", "low": "Perhaps"}
"""How sure a suggested category is, by the bands of `matching.categorise`."""

PART_LABELS: Mapping[str, str] = {
    "words": "What they say they do",
    "order": "Words side by side",
    "meaning": "Closeness in meaning",
    "categories": "What they sell",
    "causes": "Causes they work for",
    "skills": "Skills",
    "times": "Times",
    "place": "How near they are",
    "evidence": "Verified evidence",
}
"""The parts of a score as pages call them."""

LOWEST_RATIO = 0.5
HIGHEST_RATIO = 2.0
"""How far learned weights may go from the published ones."""
MOST_FALL = 0.1
"""The share of its exposure that no group may lose by learned weights."""


def weights_in_use(
    published: Mapping[str, float], learned: Mapping[str, float]
) -> dict[str, float]:
    """Return what parts weigh: as learned, within the bounds around what is published.

    A part that is published with 0 weighs 0 whatever was learned, and one that nothing was
    learned about weighs what is published.
    """
    return {
        name: min(max(learned.get(name, weight), LOWEST_RATIO * weight), HIGHEST_RATIO * weight)
        for name, weight in published.items()
    }


def check_adoptable(status: str, card: Mapping[str, Any], in_use: Mapping[str, float]) -> None:
    """Refuse weights that were not judged better than those in use, or that are used already."""
    if card["verdict"] != "adopt":
        raise DomainError("These weights were not judged better, so they cannot be used.")
    if status == WeightsStatus.IN_FORCE:
        raise DomainError("These weights are used already.")
    if card["weights_before"] != in_use:
        raise DomainError("These weights were judged against others than are used now.")


def check_in_force(status: str) -> None:
    """Refuse to take back weights that are not used."""
    if status != WeightsStatus.IN_FORCE:
        raise DomainError("These weights are not used, so there is nothing to take back.")


@dataclass(frozen=True, kw_only=True)
class WeightRow:
    """One part on the page: its points of 100, published and in use."""

    label: str
    published: float
    in_use: float


def weight_rows(published: Mapping[str, float], in_use: Mapping[str, float]) -> list[WeightRow]:
    """Return the parts that weigh anything, each as its share of 100 were all of them asked for."""
    totals = sum(published.values()) or 1.0, sum(in_use.values()) or 1.0
    return [
        WeightRow(
            label=PART_LABELS.get(name, name),
            published=100 * weight / totals[0],
            in_use=100 * in_use[name] / totals[1],
        )
        for name, weight in published.items()
        if weight
    ]


def days_of(card: Mapping[str, Any]) -> str:
    """Return from when to when decisions were learned from, in words."""
    first, last = card["first_day"], card["last_day"]
    if first is None or last is None:
        return "No day yet"
    spoken = [f"{day.day} {day:%B %Y}" for day in map(date.fromisoformat, (first, last))]
    return f"{spoken[0]} to {spoken[1]}"


def pinned_of(
    pinned: Mapping[str, float] | None,
    weights: Mapping[str, float],
    published: Mapping[str, float],
) -> dict[str, float]:
    """Return the weights that a recorded search set itself.

    Where nobody noted which, the ranking is older than learned weights: what was not as published
    was set by the search.
    """
    if pinned is not None:
        return dict(pinned)
    return {name: w for name, w in weights.items() if w != published.get(name)}


def values_of_parts(
    parts: Iterable[tuple[str, float]], weights: Mapping[str, float]
) -> dict[str, float]:
    """Return the value of each part, 0 to 1, from its share of a score and what parts weighed.

    A share is value × weight / the weights of all parts that were asked for.
    """
    shares = dict(parts)
    total = sum(weights.get(name, 0.0) for name in shares)
    return {
        name: min(1.0, max(0.0, share * total / weights[name]))
        for name, share in shares.items()
        if weights.get(name)
    }
