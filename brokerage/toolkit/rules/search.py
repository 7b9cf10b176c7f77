"""Finding resources by words, slips of the pen forgiven. Pure.

A word that was typed stands for those of the same stem, those it begins, and those one slip
away (two in a long word): optimal string alignment, which counts a swap of two letters as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import Stemmer
from rapidfuzz.distance import OSA

MOST_WORDS = 12
MOST_WITHOUT_SLACK = 2
LONGEST_WORD = 40
SHORTEST_PREFIX = 3
SHORTEST_FORGIVEN, LONG_WORD = 4, 8
TITLE_WEIGHT, SUMMARY_WEIGHT, BODY_WEIGHT = 6.0, 3.0, 1.0
EXACT, BEGINS, SLIP = 1.0, 0.8, 0.6
_WORD = re.compile(r"[a-z0-9]+")
_EMPTY = frozenset(
    "a an and are as at be by can do for from how i in is it me my of on or our the to us we what "
    "where who with you your".split()
)
_STEMMER = Stemmer.Stemmer("english")


def list_words(text: str) -> list[str]:
    """Return the words that carry meaning, in lower case, each once, in order."""
    written = [word[:LONGEST_WORD] for word in _WORD.findall(text.lower().replace("’", ""))]
    return [word for word in dict.fromkeys(written) if word not in _EMPTY]


def join_words(title: str, summary: str, body: str) -> str:
    """Return what is kept of a resource for being found: three lines of words and stems."""
    lines = []
    for text in (title, summary, body):
        words = list_words(text)
        lines.append(" ".join(dict.fromkeys([*words, *_STEMMER.stemWords(words)])))
    return "\n".join(lines)


def rank_resources(query: str, kept: Iterable[tuple[int, str]]) -> list[int]:
    """Return the ids that fit, the best first; ties by id. `kept`: id and kept words.

    Of three words or more one may be missing, so that more words find less and none kills.
    """
    words = list_words(query)[:MOST_WORDS]
    wanted = list(zip(words, _STEMMER.stemWords(words), strict=True))
    if not wanted:
        return []
    scores = {each: _score(wanted, line) for each, line in kept}
    return sorted((each for each in scores if scores[each]), key=lambda each: (-scores[each], each))


def _score(wanted: Sequence[tuple[str, str]], kept: str) -> float:
    lines = [line.split() for line in kept.split("\n")]
    weighed = list(zip((TITLE_WEIGHT, SUMMARY_WEIGHT, BODY_WEIGHT), lines, strict=True))
    best = [max(weight * _likeness_in(forms, line) for weight, line in weighed) for forms in wanted]
    missing = sum(not each for each in best)
    allowed = 1 if len(wanted) > MOST_WITHOUT_SLACK else 0
    return sum(best) if missing <= allowed else 0.0


def _likeness_in(forms: tuple[str, str], line: Sequence[str]) -> float:
    word, stem = forms
    if word in line or stem in line:
        return EXACT
    return max((_likeness(word, other) for other in line), default=0.0)


@lru_cache(maxsize=50_000)
def _likeness(word: str, other: str) -> float:
    if len(word) >= SHORTEST_PREFIX and other.startswith(word):
        return BEGINS
    slips = _slips_forgiven(min(len(word), len(other)))
    return SLIP if slips and OSA.distance(word, other, score_cutoff=slips) <= slips else 0.0


def _slips_forgiven(letters: int) -> int:
    if letters < SHORTEST_FORGIVEN:
        return 0
    return 1 if letters < LONG_WORD else 2


def label_of(labels: Mapping[tuple[str, str], str], scheme: str, code: str) -> str:
    """Return how a tag reads: its label, or its code in words where nobody has named it."""
    return labels.get((scheme, code)) or code.replace("-", " ").capitalize()
