"""How buyers see a supplier: what may be told it of the searches it was in. Pure.

A supplier is told sums, never what one search was for. Only briefs that were open to every
supplier and are closed count, each once, by its last search that showed the supplier. They count
in whole threes: a page read before and after they moved on differs by three briefs or more at
once, so that no difference of two pages tells of one brief (the attack by differences of totals:
Denning, Denning and Schwartz, "The tracker", ACM TODS 4(1), 1979). What is named stands on the
supplier's own page and counted in two searches or more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

STEP = 3
"""How many more closed searches it takes until the figures move on."""
MOST_SEARCHES = 33 * STEP
"""The newest that count: what was long ago says little about the profile of today."""
LEAST_NAMED = 2
"""In how many searches something counted before it is named."""
MOST_NAMED = 8
OFTEN = 1 / 3
"""From which share of the searches on a gap is worth a hint."""


class Band(StrEnum):
    """Where in a list a supplier stood: a band, so that no list can be put together again."""

    FIRST = "first"
    NEXT = "next"
    LATER = "later"


BAND_LABELS: Mapping[str, str] = {
    Band.FIRST: "Among the first 5",
    Band.NEXT: "From 6 to 20",
    Band.LATER: "Lower down",
}
PART_LABELS: Mapping[str, str] = {
    "words": "What you say you do",
    "categories": "What you sell",
    "place": "How near you are",
    "evidence": "What you can show",
}
_LAST_OF_BAND = ((5, Band.FIRST), (20, Band.NEXT))


@dataclass(frozen=True, kw_only=True)
class Showing:
    """One search that showed the supplier, without anything of what was looked for."""

    rank: int
    parts: Mapping[str, bool]
    """By each part that was looked at, whether it counted for the supplier."""
    categories: Collection[str] = ()
    evidence: Collection[str] = ()
    lacking: Collection[str] = ()
    """Kinds of evidence that would have counted and were not verified."""
    words: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Tally:
    """In how many searches something counted, of how many that looked at it."""

    name: str
    counted: int
    searches: int

    @property
    def is_often_lacking(self) -> bool:
        """Whether it was missing often enough for a hint."""
        return self.searches - self.counted >= max(LEAST_NAMED, OFTEN * self.searches)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What a supplier is told, over all searches that count."""

    searches: int
    bands: Sequence[Tally]
    parts: Sequence[Tally]
    categories: Sequence[Tally]
    words: Sequence[Tally]
    evidence: Sequence[Tally]
    lacking: Sequence[Tally]


class Place(StrEnum):
    """Where a supplier can do something about it."""

    DESCRIPTION = "description"
    CATEGORIES = "categories"
    EVIDENCE = "evidence"


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What would help, and where to do it."""

    sentence: str
    place: Place


ALWAYS_HELPS = (
    Advice(
        sentence="Say what you do in the words that a customer would use.",
        place=Place.DESCRIPTION,
    ),
    Advice(sentence="Select every kind of work that you do.", place=Place.CATEGORIES),
    Advice(
        sentence="Add what you can show, such as the Oxford Living Wage: it counts once a broker "
        "has seen it.",
        place=Place.EVIDENCE,
    ),
)


def find_window(closed: int) -> tuple[int, int]:
    """Return how many of so many closed searches, oldest first, are passed over and then count.

    (0, 0) below three. The newest one or two wait until a third has closed.
    """
    whole = closed - closed % STEP
    return max(0, whole - MOST_SEARCHES), min(whole, MOST_SEARCHES)


def band_of(rank: int) -> Band:
    """Return the band of a place in a list, from 1."""
    return next((band for last, band in _LAST_OF_BAND if rank <= last), Band.LATER)


def summarise(showings: Sequence[Showing]) -> Picture | None:
    """Return the sums over these searches; None for too few, or a number not in whole threes."""
    searches = len(showings)
    if not searches or searches % STEP:
        return None
    bands = Counter(band_of(each.rank) for each in showings)
    return Picture(
        searches=searches,
        bands=[Tally(name=band, counted=bands[band], searches=searches) for band in Band],
        parts=_parts_of(showings),
        categories=_named((each.categories for each in showings), searches),
        words=_named((each.words for each in showings), searches),
        evidence=_named((each.evidence for each in showings), searches),
        lacking=_named((each.lacking for each in showings), searches),
    )


def list_advice(
    picture: Picture, labels: Mapping[str, str], said: Collection[str]
) -> tuple[Advice, ...]:
    """Return what would help most; nothing where nothing was missing often.

    `labels` of kinds of evidence; `said` are the kinds that the supplier says it has.
    """
    found = [
        Advice(sentence=_on_evidence(labels[each.name], each.name in said), place=Place.EVIDENCE)
        for each in picture.lacking
        if each.name in labels
    ]
    lacking = {each.name for each in picture.parts if each.is_often_lacking}
    if "evidence" in lacking and not found:
        found.append(ALWAYS_HELPS[2])
    if "categories" in lacking:
        sentence = "See whether a kind of work that you do is not selected yet."
        found.append(Advice(sentence=sentence, place=Place.CATEGORIES))
    if "words" in lacking:
        sentence = "Say more of what you do, in the words that a customer would use."
        found.append(Advice(sentence=sentence, place=Place.DESCRIPTION))
    return tuple(found)


def _on_evidence(label: str, is_said: bool) -> str:
    if is_said:
        return f"You say “{label}”, but no broker has verified it. See what is missing."
    return f"If “{label}” is true of you, add it: it would have counted."


def _parts_of(showings: Sequence[Showing]) -> list[Tally]:
    """Count each part that three searches or more looked at, in the order they first did."""
    names = dict.fromkeys(name for each in showings for name in each.parts)
    looked = {name: [e.parts[name] for e in showings if name in e.parts] for name in names}
    return [
        Tally(name=name, counted=sum(found), searches=len(found))
        for name, found in looked.items()
        if len(found) >= STEP
    ]


def _named(lists: Iterable[Collection[str]], searches: int) -> list[Tally]:
    """Count what is named in several searches, the most frequent first."""
    counts = Counter(name for names in lists for name in set(names))
    often = sorted(
        ((name, count) for name, count in counts.items() if count >= LEAST_NAMED),
        key=lambda pair: (-pair[1], pair[0]),
    )
    return [Tally(name=name, counted=n, searches=searches) for name, n in often[:MOST_NAMED]]
