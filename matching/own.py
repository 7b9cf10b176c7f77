"""What of a profile's own met a seeker: named from the profile's side, quoting no seeker."""

from __future__ import annotations

from dataclasses import dataclass

from matching.columns import category_fit
from matching.found import lent_words
from matching.profile import Profile, Seeker
from matching.suggest import Thesaurus
from matching.text import word_terms, words

# Half the labels of any list have these: they tell no trade from another.
_IN_MANY_LABELS = frozenset(
    term
    for word in ("service", "services", "supplies", "products", "equipment", "works", "related")
    for term in word_terms(word)
)


@dataclass(frozen=True, slots=True)
class Own:
    """Codes, kinds and words of one profile: those that met the seeker, in the profile's order.

    `lacking` are the kinds of evidence that were asked for and are not verified. `words` are in
    the profile's own texts, lower case, and also among the public words of its categories.
    """

    categories: tuple[str, ...]
    evidence: tuple[str, ...]
    lacking: tuple[str, ...]
    words: tuple[str, ...]


def own_of(profile: Profile, seeker: Seeker, thesaurus: Thesaurus) -> Own:
    """What of this profile met this seeker.

    Where no evidence was asked for, all that is verified counts, as it does in the score.
    """
    verified = dict.fromkeys(each.kind for each in profile.evidence if each.is_verified)
    asked = tuple(dict.fromkeys(seeker.evidence)) or tuple(verified)
    return Own(
        categories=tuple(
            code
            for code in profile.categories
            if any(category_fit(wanted, code) > 0 for wanted in seeker.categories)
        ),
        evidence=tuple(kind for kind in verified if kind in asked),
        lacking=tuple(kind for kind in asked if kind not in verified),
        words=_trade_words(profile, seeker, thesaurus),
    )


def _trade_words(profile: Profile, seeker: Seeker, thesaurus: Thesaurus) -> tuple[str, ...]:
    lent = " . ".join(lent_words(profile, thesaurus))
    telling = (_terms_of(seeker.text) & _terms_of(lent)) - _IN_MANY_LABELS
    said: dict[str, str] = {}
    for text in profile.fields.values():
        for word in words(text):
            for term in word_terms(word):
                if term in telling:
                    said.setdefault(term, word.lower())
    return tuple(dict.fromkeys(said.values()))


def _terms_of(text: str) -> set[str]:
    return {term for word in words(text) for term in word_terms(word)}
