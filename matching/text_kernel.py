"""How alike two texts are: words, words of the headline, letters, and sentence vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.semantic import Encoder
from matching.text import Analyser, bounded, fold

Fields = Sequence[str]  # the headline first, then whatever else there is
Vectors = NDArray[np.float32]

MAX_LETTERS = 4_000  # characters of a text whose letters are looked at
READ_BY_ENCODER = 4_000  # characters; the encoder itself stops at 256 word pieces
_BLOCK = 1_024


def words_and_pairs(text: str) -> list[str]:
    """Terms of a text, and each two that follow one another."""
    terms = Analyser()(text)
    return [*terms, *(f"{a} {b}" for a, b in zip(terms, terms[1:], strict=False))]


def letters(text: str) -> list[str]:
    """Runs of 3 and 4 characters of each word, its ends marked."""
    found: list[str] = []
    for word in fold(text[:MAX_LETTERS]).split():
        marked = f" {word} "
        found += [marked[i : i + n] for n in (3, 4) for i in range(max(1, len(marked) - n + 1))]
    return found


VIEWS = {"words": words_and_pairs, "headline": words_and_pairs, "letters": letters}
_RARE = {"words": 1, "headline": 1, "letters": 2}  # texts that must hold a term for it to count


def headline_of(fields: Fields) -> str:
    """The first field of a text."""
    return bounded(fields[0]) if fields else ""


def whole_of(fields: Fields) -> str:
    """All fields of a text, one after another."""
    return bounded(" . ".join(field for field in fields if field))


class RememberingEncoder:
    """An encoder that encodes each text once: folds share the vectors of their texts."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, of length 1; zeros for a text without words."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known |= dict(zip(new, self._encoder.encode(new), strict=True))
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return np.stack([self._known[text] for text in texts])


def sentence_vectors(texts: Sequence[Fields], encoder: Encoder) -> Vectors:
    """Mean of the vectors of headline and whole text at length 1: a title says most of it."""
    heads = [headline_of(fields) for fields in texts]
    wholes = [whole_of(fields)[:READ_BY_ENCODER] for fields in texts]
    vectors = encoder.encode([*heads, *wholes])
    both = vectors[: len(texts)] + vectors[len(texts) :]
    length = np.linalg.norm(both, axis=1, keepdims=True)
    return np.asarray(both / np.where(length > 0, length, 1.0), np.float32)


class TextKernel(BaseEstimator):
    """Texts of several fields to sparse rows: TF-IDF of words and pairs, headline, and letters.

    Each view is a unit row, so that the product of two rows is the sum of three cosines.
    """

    def fit(self, texts: Sequence[Fields], y: object = None) -> TextKernel:
        """Learn vocabularies and rarities."""
        self.views_ = {
            view: TfidfVectorizer(
                analyzer=analyse, sublinear_tf=True, min_df=min(_RARE[view], len(texts))
            )
            for view, analyse in VIEWS.items()
        }
        for view, vectorizer in self.views_.items():
            try:
                vectorizer.fit(_view(view, texts))
            except ValueError as error:
                raise ValueError("No text has a word that says anything.") from error
        return self

    def transform(self, texts: Sequence[Fields]) -> Any:
        """Texts × terms, float32, CSR."""
        parts = [
            vectorizer.transform(_view(view, texts)) for view, vectorizer in self.views_.items()
        ]
        return sparse.hstack(parts, format="csr", dtype=np.float32)

    def terms(self) -> list[str]:
        """The terms of the words view: they are the first columns."""
        return list(self.views_["words"].get_feature_names_out())

    def to_plain(self) -> tuple[dict[str, list[str]], dict[str, NDArray[np.float64]]]:
        """Vocabularies in the order of the columns, and rarities, by view."""
        terms = {view: list(each.get_feature_names_out()) for view, each in self.views_.items()}
        return terms, {view: np.asarray(each.idf_) for view, each in self.views_.items()}

    @classmethod
    def from_plain(
        cls, terms: dict[str, list[str]], rarity: dict[str, NDArray[np.float64]]
    ) -> TextKernel:
        """The kernel that `to_plain` told of."""
        kernel = cls()
        kernel.views_ = {}
        for view, analyse in VIEWS.items():
            vectorizer = TfidfVectorizer(
                analyzer=analyse, sublinear_tf=True, vocabulary=list(terms[view])
            )
            vectorizer.idf_ = rarity[view]
            kernel.views_[view] = vectorizer
        return kernel


def products(left: Any, right: Any) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Dense blocks of rows of `left @ right.T`."""
    turned = right.T.tocsr()
    for start in range(0, left.shape[0], _BLOCK):
        rows = slice(start, min(start + _BLOCK, left.shape[0]))
        yield rows, (left[rows] @ turned).toarray()


def _view(view: str, texts: Sequence[Fields]) -> Iterator[str]:
    return map(headline_of if view == "headline" else whole_of, texts)
