"""What comes out: matches with their parts and reasons, and why another did not match."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from matching.columns import category_fit
from matching.profile import Profile, Seeker
from matching.query import Concept
from matching.suggest import Meaning, Thesaurus
from matching.text import quote, word_terms, words

METRES_IN_A_MILE = 1609.344
_SHOWN = 4  # words, labels or facts named in one sentence
_REASONS = 4
_AROUND = 6  # words quoted on either side of the first word found


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: its name, its share of the score, and a sentence to check it by."""

    name: str
    value: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate: `score` in [0, 1] is the exact sum of the values of `parts`.

    `reasons` are for it, `missing` is what it lacks; `distance_m` is None where unknown.
    Somebody who browses gets no parts and a score of 0.
    """

    id: int
    score: float
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    distance_m: float | None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The rule that kept a candidate out: absent, tags, area, distance, reach or floor."""

    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """One page of matches out of `total`, the generation that gave it, and ways to widen it."""

    matches: tuple[Match, ...]
    total: int
    generation: int
    widen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a profile has the words of a query: own words, near words, lent words, a quotation."""

    own: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    lent: tuple[str, ...]
    absent: tuple[str, ...]
    quotation: str


def miles(metres: float) -> str:
    """A distance as people say it: "less than a mile", "about 12 miles"."""
    count = round(metres / METRES_IN_A_MILE)
    if metres < METRES_IN_A_MILE:
        return "less than a mile"
    return f"about {count:,} mile{'s' * (count != 1)}"


def quoted(values: tuple[str, ...]) -> str:
    """A few values in quotation marks, as in a sentence."""
    shown = [f"“{value}”" for value in values[:_SHOWN]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def explain(
    profile: Profile,
    seeker: Seeker,
    thesaurus: Thesaurus,
    *,
    concepts: tuple[Concept, ...],
    meanings: tuple[Meaning, ...],
    values: dict[str, float],
    distance_m: float | None,
) -> Match:
    """A match with its sentences. `values` are the exact part values by name, in order."""
    found = _find_words(profile, concepts, thesaurus)
    meant = _meaning_sentence(profile, meanings, thesaurus)
    sentences = {
        "words": _words_sentence(found, meant),
        "categories": _categories_sentence(profile, seeker, thesaurus),
        "causes": _causes_sentence(profile, seeker, thesaurus),
        "place": _place_sentence(profile, seeker, distance_m),
        "evidence": _evidence_sentence(profile),
    }
    parts = tuple(Part(name, value, sentences[name]) for name, value in values.items())
    reasons = [part.sentence for part in parts if part.value > 0]
    if found.quotation:
        reasons.insert(1, f"In its own words: “{found.quotation}”.")
    if "place" not in values and distance_m is not None:
        reasons.append(sentences["place"])
    missing = [part.sentence for part in parts if not part.value]
    if found.absent and found.own + found.lent:
        missing.insert(0, f"Does not mention {quoted(found.absent)}.")
    score = math.fsum(values.values())
    return Match(profile.id, score, parts, _padded(reasons, profile), tuple(missing), distance_m)


def _padded(reasons: list[str], profile: Profile) -> tuple[str, ...]:
    """At least two reasons where there is anything more to say, and at most four."""
    more = []
    if any(e.is_verified for e in profile.evidence):
        more.append(_evidence_sentence(profile))
    if profile.is_remote:
        more.append("Works remotely.")
    if profile.areas:
        more.append(f"Serves {len(profile.areas)} area{'s' * (len(profile.areas) != 1)}.")
    more.append("Passes every filter that you set.")
    for sentence in more:
        if len(reasons) < 2 and sentence not in reasons:
            reasons.append(sentence)
    return tuple(reasons[:_REASONS])


def _find_words(profile: Profile, concepts: tuple[Concept, ...], thesaurus: Thesaurus) -> _Found:
    wanted = {t: c for c in reversed(concepts) for t, _ in reversed(c.alternatives)}
    wanted |= {c.term: c for c in concepts}
    own: dict[Concept, str] = {}
    near: dict[Concept, str] = {}
    said: dict[bool, tuple[str, int]] = {}
    for text in dict.fromkeys((profile.name, *profile.fields.values())) if concepts else ():
        for place, word in enumerate(words(text)):
            for term in [t for t in word_terms(word) if t in wanted]:
                concept = wanted[term]
                is_own = term == concept.term
                (own if is_own else near).setdefault(concept, word)
                if text != profile.name:
                    said.setdefault(is_own, (text, place))
    rest = [c for c in concepts if c not in own and c not in near]
    lent = _lent(profile, rest, thesaurus) if rest else []
    source = said.get(True) or said.get(False)
    return _Found(
        tuple(dict.fromkeys(own[c] for c in concepts if c in own)),
        tuple((near[c], c.word) for c in concepts if c in near and c not in own),
        tuple(c.word for c in lent),
        tuple(c.word for c in rest if c not in lent),
        quote(*source, around=_AROUND) if source else "",
    )


def _lent(profile: Profile, concepts: list[Concept], thesaurus: Thesaurus) -> list[Concept]:
    """The concepts that only the words of a profile's categories and causes serve for."""
    terms = {
        term
        for code in profile.categories + profile.causes
        for word in words(thesaurus.words_of(code))
        for term in word_terms(word)
    }
    return [c for c in concepts if any(t in terms for t, _ in c.alternatives)]


def _meaning_sentence(profile: Profile, meanings: tuple[Meaning, ...], thesaurus: Thesaurus) -> str:
    """Name the phrase of the profile that stands for what the query means, if it has one."""
    if not meanings:
        return ""
    texts = (profile.name, *profile.fields.values())
    lent = map(thesaurus.words_of, profile.categories + profile.causes)
    said: dict[str, str] = {}
    for text in (*texts, *lent):
        for word in words(text):
            for term in word_terms(word):
                said.setdefault(term, word)
    for meaning in meanings:
        for phrase in meaning.phrases:
            if all(term in said for term in phrase):
                spoken = " ".join(said[term] for term in phrase)
                return f"Has “{spoken}”, which fits “{meaning.label}”."
    return ""


def _words_sentence(found: _Found, meant: str) -> str:
    sentences = []
    if found.own:
        sentences.append(f"Mentions {quoted(found.own)}.")
    if found.near:
        word, typed = found.near[0]
        sentences.append(f"Mentions “{word}”, close in spelling or meaning to “{typed}”.")
    if found.lent:
        sentences.append(f"Its categories cover {quoted(found.lent)}.")
    if meant and len(sentences) < 2:
        sentences.append(meant)
    return " ".join(sentences) or "Has none of your words."


def _categories_sentence(profile: Profile, seeker: Seeker, thesaurus: Thesaurus) -> str:
    fits = sorted(
        (
            (-category_fit(wanted, offered), thesaurus.label(offered), thesaurus.label(wanted))
            for wanted in seeker.categories
            for offered in profile.categories
        ),
    )
    if not fits or not fits[0][0]:
        return "Has none of the categories that you chose."
    fit, offered, wanted = fits[0]
    if fit == -1:
        same = dict.fromkeys(label for value, label, _ in fits if value == -1)
        return f"Works in {quoted(tuple(same))}, as you asked."
    return f"Works in “{offered}”, which is close to “{wanted}”."


def _causes_sentence(profile: Profile, seeker: Seeker, thesaurus: Thesaurus) -> str:
    shared = tuple(thesaurus.label(c) for c in seeker.causes if c in profile.causes)
    return f"Works for {quoted(shared)}." if shared else "Has none of the causes that you chose."


def _place_sentence(profile: Profile, seeker: Seeker, distance_m: float | None) -> str:
    origin = seeker.place_label or "the place you gave"
    if distance_m is None:
        return "Works remotely." if profile.is_remote else "Has not said where it is."
    remote = ", and works remotely" if profile.is_remote else ""
    return f"Is {miles(distance_m)} from {origin}{remote}."


def _evidence_sentence(profile: Profile) -> str:
    counted: defaultdict[str, int] = defaultdict(int)
    for evidence in profile.evidence:
        if evidence.is_verified:
            counted[evidence.label] += 1
    return f"Verified: {quoted(tuple(counted))}." if counted else "Has no verified evidence yet."
