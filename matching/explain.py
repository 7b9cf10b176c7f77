"""What comes out: matches with their parts and reasons, and why another did not match."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching import sentences
from matching.found import Finder, Found
from matching.profile import Profile, Seeker
from matching.query import Concept
from matching.segment import Mention
from matching.suggest import Meaning, Thesaurus
from matching.wording import Wording, count_of, quoted, shortened

_REASONS = 4
_FEWEST_REASONS = 2
_QUOTED_WORDS = 16


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: its name, its share of the score, and a sentence to check it by."""

    name: str
    value: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate: `score` in [0, 1] is the exact sum of the values of `parts`.

    `reasons` are for it, `missing` is what it lacks; `distance_m` is None where unknown, and the
    end of its band where the wording has bands. Somebody who browses gets no parts and a score of
    0.
    """

    id: int
    score: float
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    distance_m: float | None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The rule that kept a candidate out: absent, one of `profile.RULES`, a tag rule's, floor.

    `lacking` says, for one below the floor, which of what was asked for it has too little of.
    """

    rule: str
    sentence: str
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chance:
    """Where a candidate would stand, from 1, if it had all that one part asks for."""

    part: str
    rank: int
    rank_now: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """One page of matches out of `total`, the generation that gave it, and ways to widen it."""

    matches: tuple[Match, ...]
    total: int
    generation: int
    widen: tuple[str, ...]


class Explainer:
    """Says in sentences, for one seeker, what speaks for each candidate and what it lacks."""

    def __init__(
        self,
        seeker: Seeker,
        thesaurus: Thesaurus,
        wording: Wording,
        *,
        concepts: tuple[Concept, ...] = (),
        meanings: tuple[Meaning, ...] = (),
    ) -> None:
        self.seeker, self.thesaurus, self.wording = seeker, thesaurus, wording
        self.finder = Finder(concepts, meanings, thesaurus)

    def match(
        self,
        profile: Profile,
        mentions: Sequence[Mention],
        values: dict[str, float],
        distance_m: float | None,
        close: str,
    ) -> Match:
        """A match with its sentences. `values` are the exact part values by name, in order.

        `mentions` say where the profile has what the finder wants; `close` is the passage that
        is closest in meaning to what is looked for.
        """
        wording, found = self.wording, self.finder.find(profile, mentions)
        parts = tuple(
            Part(
                name,
                value,
                _of_text(name, value, found, close, wording)
                or self._sentence(name, profile, distance_m),
            )
            for name, value in values.items()
        )
        reasons, missing = _for_and_against(parts, wording)
        if found.source and wording.quotes and len(reasons) < _REASONS:
            reasons.insert(1, wording.quotation.format(found.quotation))
        # Whoever says much of themselves does not expect all of it in one candidate.
        if found.absent and found.own + found.lent and not self.seeker.any_suffices:
            missing.insert(0, wording.absent_words.format(quoted(found.absent)))
        if self.seeker.browses and distance_m is not None:
            reasons.append(self._sentence("place", profile, distance_m))
        missing += sentences.further_missing(profile, self.seeker, wording, self.thesaurus)
        score = math.fsum(values.values())
        padded = _padded(reasons, profile, wording)
        return Match(profile.id, score, parts, padded, tuple(missing), distance_m)

    def _sentence(self, name: str, profile: Profile, distance_m: float | None) -> str:
        """The sentence of a part that does not read the text."""
        if name == "place":
            return sentences.place_sentence(profile, self.seeker, self.wording, distance_m)
        if name in _LISTED:
            return _LISTED[name](profile, self.seeker, self.wording, self.thesaurus)
        return _OTHERS[name](profile, self.seeker, self.wording)


_LISTED = {
    "categories": sentences.categories_sentence,
    "causes": sentences.causes_sentence,
    "skills": sentences.skills_sentence,
}
_OTHERS = {"times": sentences.times_sentence, "evidence": sentences.evidence_sentence}


def _of_text(name: str, value: float, found: Found, close: str, wording: Wording) -> str:
    """The sentence of a part that reads the text; empty for the others."""
    if name == "words":
        return found.sentence(wording) if found.says_any or not value else wording.chosen_before
    if name == "order":
        said = wording.in_order if found.says_any else wording.chosen_before
        return said if value else wording.not_in_order
    if name == "meaning" and not value:
        return wording.not_close
    if name == "meaning" and not close:
        return wording.chosen_before
    if name == "meaning":
        quoting = wording.close.format(shortened(close, _QUOTED_WORDS))
        return quoting if wording.quotes else wording.close_unquoted
    return ""


def _for_and_against(parts: tuple[Part, ...], wording: Wording) -> tuple[list[str], list[str]]:
    """The sentences of parts that speak for a candidate, and of those that do not.

    Order is told among the parts only, and meaning where it has to stand in for words: the
    sentence on words and the quotation say the same better.
    """
    reasons: list[str] = []
    missing: list[str] = []
    has_words = any(part.name == "words" and part.value > 0 for part in parts)
    for part in parts:
        # Not to have said when is worth something, but no reason for anybody.
        speaks_for = part.value > 0 and part.sentence != wording.no_times
        if part.name == "order" or (part.name == "meaning" and not speaks_for):
            continue
        if part.name == "meaning" and has_words:
            continue
        (reasons if speaks_for else missing).append(part.sentence)
    return reasons, missing


def _padded(reasons: list[str], profile: Profile, wording: Wording) -> tuple[str, ...]:
    """At least two reasons where there is anything more to say, and at most four."""
    if len(reasons) < _FEWEST_REASONS:
        for sentence in _further(profile, wording):
            if len(reasons) < _FEWEST_REASONS and sentence not in reasons:
                reasons.append(sentence)
    return tuple(reasons[:_REASONS])


def _further(profile: Profile, wording: Wording) -> Iterator[str]:
    """What can be said for any candidate."""
    if any(e.is_verified for e in profile.evidence):
        yield sentences.verified_sentence(profile, wording)
    if profile.is_remote:
        yield wording.remote
    if profile.areas:
        yield f"Serves {count_of(len(profile.areas), 'area')}."
    yield wording.passes
