"""Where a profile has the words of a query, said in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from matching.profile import Profile
from matching.query import FEW_WORDS, Concept
from matching.suggest import Meaning, Thesaurus, skill_key
from matching.text import quote, word_terms, words
from matching.wording import Wording, quoted

_SENTENCES = 2  # on the words of a query: with so many, what it means is not told besides
_AROUND = 6  # words quoted on either side of the first word found


@dataclass(frozen=True, slots=True)
class Found:
    """Own, near, lent and absent words, a quotation, and a sentence on what the query means."""

    own: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    lent: tuple[str, ...]
    absent: tuple[str, ...]
    quotation: str
    meant: str

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


def find_words(
    profile: Profile,
    concepts: tuple[Concept, ...],
    meanings: tuple[Meaning, ...],
    thesaurus: Thesaurus,
) -> Found:
    """Look for each word of a query, as itself, as one like it, and in what its lists lend."""
    served = {c: (*c.alternatives, *c.stand_ins) for c in concepts}
    wanted = {t: c for c in reversed(concepts) for t, _ in reversed(served[c])}
    wanted |= {c.term: c for c in concepts}
    own: dict[Concept, str] = {}
    near: dict[Concept, str] = {}
    said: dict[bool, tuple[str, int]] = {}
    for text in dict.fromkeys((profile.name, *profile.fields.values())) if concepts else ():
        for place, word, term in _hits(text, wanted):
            concept = wanted[term]
            is_own = term == concept.term
            (own if is_own else near).setdefault(concept, word)
            if text != profile.name:
                said.setdefault(is_own, (text, place))
    rest = [c for c in concepts if c not in own and c not in near]
    # In a long text, a word that nobody has tells no candidate from another.
    is_short = len(concepts) <= FEW_WORDS
    lent = _lent(profile, rest, thesaurus) if rest else []
    source = said.get(True) or said.get(False)
    only_near = tuple((near[c], c.word) for c in concepts if c in near and c not in own)
    says_enough = bool(own) + bool(only_near) + bool(lent) >= _SENTENCES
    return Found(
        tuple(dict.fromkeys(own[c] for c in concepts if c in own)),
        only_near,
        tuple(c.word for c in lent),
        tuple(c.word for c in rest if c not in lent and (is_short or c.alternatives)),
        quote(*source, around=_AROUND) if source else "",
        "" if says_enough else _meaning_sentence(profile, meanings, thesaurus),
    )


def _hits(text: str, wanted: Mapping[str, Concept]) -> Iterator[tuple[int, str, str]]:
    """The words of a text that give a wanted term: number in the text, word as written, term."""
    spoken = words(text)
    terms = list(map(word_terms, spoken))
    if wanted.keys().isdisjoint(chain.from_iterable(terms)):
        return
    for place, own in enumerate(terms):
        for term in own:
            if term in wanted:
                yield place, spoken[place], term


def lent_words(profile: Profile, thesaurus: Thesaurus) -> list[str]:
    """The words that come with each of a profile's categories, causes and skills."""
    codes = (*profile.categories, *profile.causes, *map(skill_key, profile.skills))
    return [thesaurus.words_of(code) for code in codes]


def _lent(profile: Profile, concepts: list[Concept], thesaurus: Thesaurus) -> list[Concept]:
    """The concepts that only the words of a profile's categories, causes and skills serve for."""
    lent = [_spoken_by_list(text) for text in lent_words(profile, thesaurus)]
    return [c for c in concepts if any(t in spoken for t, _ in c.alternatives for spoken in lent)]


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
