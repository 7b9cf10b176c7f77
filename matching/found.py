"""Where a profile has the words of a query, said in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matching.profile import Profile
from matching.query import FEW_WORDS, Concept
from matching.segment import Mention
from matching.suggest import Meaning, Thesaurus, skill_key
from matching.text import quote, word_at, word_terms, words
from matching.wording import Wording, quoted

_SENTENCES = 2  # on the words of a query: with so many, what it means is not told besides
_AROUND = 6  # words quoted on either side of the first word found


@dataclass(frozen=True, slots=True)
class Found:
    """Own, near, lent and absent words, and a sentence on what the query means.

    `source` is the text that has the first of the words, and where it begins.
    """

    own: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    lent: tuple[str, ...]
    absent: tuple[str, ...]
    source: tuple[str, int] | None
    meant: str

    @property
    def quotation(self) -> str:
        """The words around the first one found; empty where only a name has any."""
        return quote(*self.source, around=_AROUND) if self.source else ""

    @property
    def says_any(self) -> bool:
        """Whether the profile itself says any of it, in its own words or by its lists."""
        return bool(self.own or self.near or self.lent or self.meant)

    def sentence(self, wording: Wording) -> str:
        """What of the query a profile has."""
        sentences = []
        if self.own and wording.quotes:
            sentences.append(wording.mentions.format(quoted(self.own)))
        if self.near and wording.quotes:
            sentences.append(wording.mentions_near.format(*self.near[0]))
        if (self.own or self.near) and not wording.quotes:
            sentences.append(wording.mentions_unquoted)
        if self.lent:
            sentences.append(wording.words_lent.format(quoted(self.lent)))
        if self.meant and wording.quotes and len(sentences) < _SENTENCES:
            sentences.append(self.meant)
        return " ".join(sentences) or (
            wording.mentions_unquoted if self.meant else wording.no_words
        )


class Finder:
    """Looks in one profile after the other for each word of a query.

    It looks for the word itself, for one like it, and in what a profile's lists lend; `wanted`
    are the terms that serve, each for its concept.
    """

    def __init__(
        self, concepts: tuple[Concept, ...], meanings: tuple[Meaning, ...], thesaurus: Thesaurus
    ) -> None:
        self._concepts, self._meanings, self._thesaurus = concepts, meanings, thesaurus
        served = {c: (*c.alternatives, *c.stand_ins) for c in concepts}
        wanted = {t: c for c in reversed(concepts) for t, _ in reversed(served[c])}
        self.wanted = wanted | {c.term: c for c in concepts}
        self._lent: dict[str, frozenset[Concept]] = {}

    def find(self, profile: Profile, mentions: Sequence[Mention]) -> Found:
        """The words of the query that this profile has; `mentions` are those of `wanted`."""
        concepts = self._concepts
        own: dict[Concept, str] = {}
        near: dict[Concept, str] = {}
        said: dict[bool, tuple[str, int]] = {}
        texts = (profile.name, *profile.fields.values())
        for field, start, term in mentions:
            concept, text = self.wanted[term], texts[field]
            is_own = term == concept.term
            heard = own if is_own else near
            if concept not in heard:
                heard[concept] = word_at(text, start)
            if text != profile.name:
                said.setdefault(is_own, (text, start))
        rest = [c for c in concepts if c not in own and c not in near]
        # In a long text, a word that nobody has tells no candidate from another.
        is_short = len(concepts) <= FEW_WORDS
        served = self._served_by_lists(profile) if rest else frozenset()
        lent = [c for c in rest if c in served]
        only_near = tuple((near[c], c.word) for c in concepts if c in near and c not in own)
        says_enough = bool(own) + bool(only_near) + bool(lent) >= _SENTENCES
        return Found(
            tuple(dict.fromkeys(own[c] for c in concepts if c in own)),
            only_near,
            tuple(c.word for c in lent),
            tuple(c.word for c in rest if c not in served and (is_short or c.alternatives)),
            said.get(True) or said.get(False),
            "" if says_enough else _meaning_sentence(profile, self._meanings, self._thesaurus),
        )

    def _served_by_lists(self, profile: Profile) -> frozenset[Concept]:
        """The concepts that the words of a profile's categories, causes and skills serve for."""
        return frozenset().union(*map(self._served_by, _listed_codes(profile)))

    def _served_by(self, code: str) -> frozenset[Concept]:
        if code not in self._lent:
            spoken = _spoken_by_list(self._thesaurus.words_of(code))
            self._lent[code] = frozenset(
                c for c in self._concepts if any(term in spoken for term, _ in c.alternatives)
            )
        return self._lent[code]


def lent_words(profile: Profile, thesaurus: Thesaurus) -> list[str]:
    """The words that come with each of a profile's categories, causes and skills."""
    return [thesaurus.words_of(code) for code in _listed_codes(profile)]


def _listed_codes(profile: Profile) -> tuple[str, ...]:
    return (*profile.categories, *profile.causes, *map(skill_key, profile.skills))


def _spoken(text: str) -> dict[str, str]:
    """The terms of a text, each with the first word that it has for it."""
    said: dict[str, str] = {}
    for word in words(text):
        for term in word_terms(word):
            said.setdefault(term, word)
    return said


# The lists lend the same few texts to a great many profiles.
_spoken_by_list = lru_cache(maxsize=2_000)(_spoken)


def _meaning_sentence(profile: Profile, meanings: tuple[Meaning, ...], thesaurus: Thesaurus) -> str:
    """Name the phrase of the profile that stands for what the query means, if it has one."""
    if not meanings:
        return ""
    said: dict[str, str] = {}
    for text in reversed(lent_words(profile, thesaurus)):
        said |= _spoken_by_list(text)
    for text in reversed((profile.name, *profile.fields.values())):
        said |= _spoken(text)
    for meaning in meanings:
        for phrase in meaning.phrases:
            if all(term in said for term in phrase):
                spoken = " ".join(said[term] for term in phrase)
                return f"Has “{spoken}”, which fits “{meaning.label}”."
    return ""
