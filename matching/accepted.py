"""Texts that a profile was accepted for, as passages of its own: what others chose it for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from matching.decisions import ACCEPTING
from matching.text import Analyser, bounded

MOST_PASSAGES = 10
MOST_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class AskedText:
    """What somebody asked for, and what became of one profile that it was shown.

    A private text is used only where its author said that it may be (`may_be_used`).
    """

    profile_id: int
    text: str
    outcome: str
    day: date
    is_private: bool
    may_be_used: bool = False


def accepted_passages(
    asked: Iterable[AskedText], *, most: int = MOST_PASSAGES, most_chars: int = MOST_CHARS
) -> dict[int, tuple[str, ...]]:
    """The texts that may enrich each profile's index entry, by its id, the newest first.

    Only those it was accepted or chosen for count, never a private one that may not be used; at
    most `most` a profile, cut at `most_chars` characters, and of texts with the same terms in the
    same order the newest. Raises ValueError for limits below 1.
    """
    if min(most, most_chars) < 1:
        raise ValueError("A profile keeps at least one passage of at least one character.")
    analyse = Analyser()
    passages: defaultdict[int, dict[tuple[str, ...], str]] = defaultdict(dict)
    usable = [each for each in asked if _may_enrich(each)]
    for each in sorted(usable, key=lambda a: (-a.day.toordinal(), a.profile_id, a.text)):
        text = bounded(each.text)[:most_chars].strip()
        terms = tuple(analyse(text))
        kept = passages[each.profile_id]
        if terms and len(kept) < most:
            kept.setdefault(terms, text)
    return {profile: tuple(kept.values()) for profile, kept in sorted(passages.items()) if kept}


def _may_enrich(asked: AskedText) -> bool:
    return asked.outcome in ACCEPTING and (asked.may_be_used or not asked.is_private)
