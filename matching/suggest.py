"""Free text to categories: trade words, labels, and the words that led there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from matching.columns import cpv_level
from matching.near import NearTerms
from matching.scoring import idf
from matching.text import Analyser, word_terms, words

MEANT_FLOOR = 0.55  # how clear a category must be in a text to be taken as what is meant
READ_MEANINGS, MOST_MEANINGS = 3, 1
BROAD = 15  # phrases above which a category stands for too many different things
MAX_WORDS = 400  # of a text that is read for suggestions
_TELLING = 2  # words of typical rarity that make a fully held phrase score 0.7
_FAMILY = 0.8  # a word of the same family, beside a known one
_MEANT = 0.15  # a word that is nowhere is taken for the likest one, at little discount
_SKILL = "skill:"
_SHARED_BY = 2  # a trade word that more categories use says too little to stand for one


@dataclass(frozen=True, slots=True)
class Category:
    """A category with its official label and everyday words or phrases for it."""

    code: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category for a text, a score in (0, 1], and the words of the text that led to it.

    `confidence` is the measured chance that it is right, None where only words were compared;
    `band` says it in a word ("high", "medium", "low"), `reasons` in sentences.
    """

    code: str
    label: str
    score: float
    because: tuple[str, ...]
    confidence: float | None = None
    band: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What a text holds of each phrase of the lists, and which words of it that is.

    One a phrase: `scores` in [0, 1]; `is_whole`, whether each of its terms is in the text; and
    `explained` in [0, 1], its share of what the text says in words of the lists.
    """

    scores: np.ndarray
    is_whole: np.ndarray
    explained: np.ndarray
    because: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """A category that a text seems to mean, and the phrases (tuples of terms) that stand for it."""

    label: str
    phrases: tuple[tuple[str, ...], ...]


def skill_key(code: str) -> str:
    """The key of a skill in a thesaurus: causes and skills are two lists that may share slugs."""
    return f"{_SKILL}{code}"


class Thesaurus:
    """Labels and trade words by category code, from (code, label, words) rows.

    CPV codes and causes are keyed as they are, skills by their `skill_key`.
    """

    def __init__(self, rows: Iterable[tuple[str, str, Sequence[str]]] = ()) -> None:
        self._labels: dict[str, str] = {}
        self._words: dict[str, str] = {}
        users: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        analyse = Analyser()
        listed = tuple((code, label, tuple(trade_words)) for code, label, trade_words in rows)
        self.rows: tuple[tuple[str, str, tuple[str, ...]], ...] = listed
        for code, label, trade_words in listed:
            self._labels[code] = label
            self._words[code] = " . ".join((label, *trade_words))
            single = tuple(
                dict.fromkeys(
                    terms[0] for phrase in trade_words if len(terms := analyse(phrase)) == 1
                )
            )
            for term in single:
                users[term].append(single)
        self._synonyms = {
            term: tuple(dict.fromkeys(t for group in groups for t in group if t != term))
            for term, groups in users.items()
            if len(groups) <= _SHARED_BY
        }
        self.near = NearTerms().fit(users)
        self._phrases = {
            code: tuple(
                dict.fromkeys(
                    tuple(dict.fromkeys(terms))
                    for phrase in trade_words
                    if (terms := analyse(phrase))
                )
            )
            for code, _, trade_words in listed
        }
        self._known = frozenset(t for ps in self._phrases.values() for p in ps for t in p)
        self._suggester = CategorySuggester(floor=MEANT_FLOOR).fit(
            Category(code, label, trade_words) for code, label, trade_words in listed
        )

    def meanings(self, text: str) -> tuple[Meaning, ...]:
        """The category that a text clearly means, if there is one; a broad one means too much."""
        if not self._phrases:
            return ()
        found = self._suggester.suggest(text, limit=READ_MEANINGS)
        meant = [Meaning(each.label, self._phrases[each.code]) for each in found]
        return tuple(each for each in meant if len(each.phrases) <= BROAD)[:MOST_MEANINGS]

    def knows(self, term: str) -> bool:
        """Whether a trade uses this word at all: then it is no misspelling of another."""
        return term in self._known

    def label(self, code: str) -> str:
        """The label of a category; its code where it is unknown."""
        return self._labels.get(code, code.removeprefix(_SKILL))

    def words_of(self, code: str) -> str:
        """Label and trade words of a category, with those of its group where it is a CPV code."""
        group = cpv_level(code)[:3].ljust(8, "0")
        return " . ".join(self._words[c] for c in dict.fromkeys((code, group)) if c in self._words)

    def synonyms(self, term: str) -> tuple[str, ...]:
        """Terms that trades use for the same thing."""
        return self._synonyms.get(term, ())


class CategorySuggester(BaseEstimator):
    """Suggests categories for a text in a person's own words.

    A category is as good as the best of its phrases: how much of the phrase the text holds, and
    how rare those words are. Each suggestion halves the weight of the words that led to it, so that
    the longest phrases come first and the other words of the text get their turn. Below `floor`
    nothing is suggested.
    """

    def __init__(self, *, floor: float = 0.5) -> None:
        self.floor = floor

    def fit(self, rows: Iterable[Category], y: object = None) -> CategorySuggester:
        """Learn the categories."""
        self.categories_ = tuple(rows)
        analyse = Analyser()
        owners, phrases = [], []
        for owner, category in enumerate(self.categories_):
            for phrase in dict.fromkeys((category.label, *category.words)):
                if terms := dict.fromkeys(analyse(phrase)):
                    owners.append(owner)
                    phrases.append(tuple(terms))
        self.vocabulary_: dict[str, int] = {}
        columns = [
            self.vocabulary_.setdefault(t, len(self.vocabulary_)) for p in phrases for t in p
        ]
        indptr = np.cumsum([0, *map(len, phrases)])
        rarity = self._rarity(phrases, owners)
        matrix = sparse.csr_matrix(
            (rarity[columns], columns, indptr), shape=(len(phrases), len(self.vocabulary_))
        )
        self.owners_ = np.asarray(owners, np.int64)
        self.mass_ = np.asarray(matrix.sum(axis=1)).ravel()
        self.rarity_ = rarity
        self.typical_ = float(np.median(rarity)) if rarity.size else 1.0
        self.phrases_ = matrix
        self.postings_ = matrix.tocsc()
        self.near_ = NearTerms().fit(self.vocabulary_)
        return self

    def suggest(self, text: str, limit: int = 5) -> tuple[Suggestion, ...]:
        """At most `limit` suggestions, the best first; none for a text that names no trade."""
        check_is_fitted(self, "postings_")
        weights, because = self._read(text)
        found: list[Suggestion] = []
        taken: set[int] = set()
        while weights and len(found) < limit:
            scores = self._score(weights)
            scores[np.isin(self.owners_, list(taken))] = 0.0
            best = int(np.argmax(scores))
            if scores[best] < self.floor:
                break
            owner = int(self.owners_[best])
            taken.add(owner)
            used = [c for c in self._columns_of(best) if c in weights]
            category, score = self.categories_[owner], float(scores[best])
            source = tuple(dict.fromkeys(because[c] for c in weights if c in used))
            found.append(Suggestion(category.code, category.label, round(score, 4), source))
            weights |= {c: weights[c] / 2 for c in used}
        return tuple(sorted(found, key=lambda s: -s.score))

    def held(self, text: str) -> Held:
        """How much of each phrase a text holds, without a floor."""
        check_is_fitted(self, "postings_")
        weights, because = self._read(text)
        spelt = np.zeros(len(self.vocabulary_))
        spelt[[column for column, weight in weights.items() if weight == 1.0]] = 1.0
        terms = np.diff(self.phrases_.indptr)
        whole = (self.phrases_ > 0) @ spelt == terms
        said = float(spelt @ self.rarity_)
        explained = self.phrases_ @ spelt / (said or 1.0)
        return Held(self._score(weights), whole, explained, tuple(because.items()))

    def words_held(self, held: Held, phrase: int) -> tuple[str, ...]:
        """Words of the text that a phrase has too, as they are written."""
        columns = set(self._columns_of(phrase))
        return tuple(dict.fromkeys(word for column, word in held.because if column in columns))

    def _rarity(self, phrases: list[tuple[str, ...]], owners: list[int]) -> np.ndarray:
        users: defaultdict[str, set[int]] = defaultdict(set)
        for terms, owner in zip(phrases, owners, strict=True):
            for term in terms:
                users[term].add(owner)
        size = len(self.categories_)
        return np.array([idf(len(users[t]), size) + 0.5 for t in self.vocabulary_], np.float64)

    def _read(self, text: str) -> tuple[dict[int, float], dict[int, str]]:
        """Column weights of a text's terms and near terms, and the word behind each column."""
        weights: dict[int, float] = {}
        because: dict[int, str] = {}
        for word in words(text)[:MAX_WORDS]:
            for term in word_terms(word):
                known = term in self.vocabulary_
                near = self.near_.find(term, slips=not known)
                alternatives = [(term, 1.0)] if known else []
                alternatives += [
                    (t, like * _FAMILY if known else min(1.0, like + _MEANT))
                    for t, like in near[:3]
                ]
                for other, weight in alternatives:
                    column = self.vocabulary_[other]
                    if weight > weights.get(column, 0.0):
                        weights[column], because[column] = weight, word
        return weights, because

    def _score(self, weights: dict[int, float]) -> np.ndarray:
        """A score a phrase: the share of it that is held, times how telling that share is."""
        held = np.zeros(self.mass_.size)
        postings = self.postings_
        for column, weight in weights.items():
            span = slice(*postings.indptr[column : column + 2])
            held[postings.indices[span]] += weight * postings.data[span]
        return np.asarray(np.sqrt(held / self.mass_ * held / (held + _TELLING * self.typical_)))

    def _columns_of(self, phrase: int) -> list[int]:
        return [int(c) for c in self.phrases_[phrase].indices]
