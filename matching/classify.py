"""Texts to classes learned from coded examples, from what classes say of themselves, or both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from matching.category_texts import CONCENTRATION, CategoryTexts, Vectors
from matching.semantic import Encoder
from matching.stacking import Chance, ConditionalLogit, Floats
from matching.text import fold, word_terms, words
from matching.text_kernel import Fields, TextKernel, headline_of, products, sentence_vectors
from matching.text_kernel import whole_of as whole_of_fields

Ids = NDArray[np.int64]

MOST_EXAMPLES = 5_000  # the exact solution holds a square of them in memory: 400 MB
_BALANCE = 0.5  # between counting each example alike (0) and each class alike (1)
_SMOOTHING = 0.01  # of a neighbourhood, spread evenly over the classes
_FEWEST_CLASSES = 2


def normalised(headline: str) -> str:
    """A headline without case, accents and punctuation: the same notice published again."""
    return " ".join(re.findall(r"[^\W_]+", fold(headline)))


class TextClassifier(ClassifierMixin, BaseEstimator):
    """Classes for texts of several fields, the headline first.

    Three judges: ridge regression over words, letters and sentence vectors in one kernel; the
    examples most like the text; and how close its meaning is to each category's phrases. Category
    texts are examples too, so that a class without a coded one can be found. A conditional logit
    weighs the judges, fit on their judgement of examples left out by group, in closed form
    (Rifkin and Lippert, 2007). Without an encoder the third judge and the vectors are missing.

    Parameters: `ridge`, how much the fit is held back; `neighbours`, how many examples are asked.
    Learned: `classes_` (sorted labels), `chance_`, `encoder_name_` (None if words only).
    """

    def __init__(self, *, ridge: float = 1.0, neighbours: int = 30) -> None:
        self.ridge = ridge
        self.neighbours = neighbours

    def fit(
        self,
        texts: Sequence[Fields],
        labels: Sequence[str],
        *,
        groups: Sequence[str] | None = None,
        categories: CategoryTexts | None = None,
        encoder: Encoder | None = None,
    ) -> TextClassifier:
        """Learn from texts with a label each; of the same group are texts that tell of each other.

        Raises ValueError for nothing to learn from, one class only, or lengths that differ.
        """
        self._check(texts, labels, groups)
        groups = groups or [normalised(headline_of(fields)) for fields in texts]
        kept = thinned(labels, MOST_EXAMPLES)
        texts, labels = [texts[i] for i in kept], [labels[i] for i in kept]
        by_code = classes_by_code(labels, categories)
        self.taught_ = sorted(set(labels))
        self.classes_ = np.array(sorted({*labels, *by_code.values()}), dtype=str)
        self.encoder_ = encoder
        self.encoder_name_ = encoder.name if encoder else None
        self.take_categories(categories, by_code)
        self._learn(texts, labels, np.unique([groups[i] for i in kept], return_inverse=True)[1])
        return self

    def predict_proba(self, texts: Sequence[Fields]) -> Floats:
        """Texts × classes in the order of `classes_`, rows that sum to 1."""
        check_is_fitted(self, "stack_")
        if not len(texts):
            return np.zeros((0, len(self.classes_)))
        rows, vectors = self._represent(texts)
        like = self._likeness(rows, vectors)
        return self.stack_.predict_proba(self._judgements(like, vectors, self._fitted(like)))

    def predict(self, texts: Sequence[Fields]) -> NDArray[np.str_]:
        """The likeliest class of each text."""
        return np.asarray(self.classes_[self.predict_proba(texts).argmax(axis=1)])

    def because(self, fields: Fields, label: str, limit: int = 3) -> tuple[str, ...]:
        """Words of a text, as written, for which examples were coded so; the most telling first."""
        check_is_fitted(self, "stack_")
        row, column = self.kernel_.transform([fields]), int(np.searchsorted(self.classes_, label))
        columns = {term: number for number, term in enumerate(self.kernel_.terms())}
        weight = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        by_term = self.rows_.tocsc()[:, : len(columns)].T
        counted: dict[str, float] = {}
        for word in words(whole_of_fields(fields)):
            numbers = [columns[t] for t in word_terms(word) if t in columns]
            gain = sum(
                weight.get(n, 0.0) * float((by_term[n] @ self.dual_[:, column])[0]) for n in numbers
            )
            if gain > 0:
                counted.setdefault(word, gain)
        return tuple(sorted(counted, key=lambda word: (-counted[word], word))[:limit])

    def count_judges(self) -> int:
        """Two, and a third where there are phrases of categories and vectors to compare."""
        categories = self.categories_
        told = bool(np.any(self.class_of_category_ >= 0))
        has_phrases = categories is not None and categories.phrase_vectors is not None
        return 2 + (told and has_phrases and self.encoder_ is not None)

    def _check(
        self, texts: Sequence[Fields], labels: Sequence[str], groups: Sequence[str] | None
    ) -> None:
        if not (np.isfinite(self.ridge) and self.ridge > 0 and self.neighbours > 0):
            raise ValueError("The ridge and the number of neighbours must be above zero.")
        if len(texts) != len(labels) or (groups is not None and len(groups) != len(labels)):
            raise ValueError("Each text needs one label, and one group where there are groups.")
        if len(set(labels)) < _FEWEST_CLASSES:
            raise ValueError("There must be examples of at least two classes to tell them apart.")
        if any(isinstance(fields, str) for fields in texts):
            raise ValueError("A text is a list of fields, the headline first, and not one string.")

    def take_categories(self, categories: CategoryTexts | None, by_code: dict[str, str]) -> None:
        """Remember which class each category stands for, -1 for none."""
        self.categories_ = categories
        number = {label: place for place, label in enumerate(self.classes_.tolist())}
        rows = categories.categories if categories else ()
        self.class_of_category_ = np.array(
            [number.get(by_code.get(c.code, ""), -1) for c in rows], np.int64
        )

    def _learn(self, texts: Sequence[Fields], labels: Sequence[str], groups: Ids) -> None:
        told = np.flatnonzero(self.class_of_category_ >= 0)
        named = [(self.categories_.texts[i],) for i in told] if self.categories_ else []
        self.kernel_ = TextKernel().fit([*texts, *named])
        self.center_: Vectors | None = None
        vectors = None
        if self.encoder_ is not None:
            raw = sentence_vectors(texts, self.encoder_)
            self.center_ = raw.mean(axis=0)
            vectors = raw - self.center_
        self.rows_ = self.kernel_.transform([*texts, *named])
        self.vectors_ = self._with_categories(vectors, told)
        right = np.searchsorted(self.classes_, labels)
        self.labels_ = np.concatenate([right, self.class_of_category_[told]])
        like = self._likeness(self.rows_, self.vectors_)
        left_out = self._solve(like, groups)
        size = len(texts)
        like = like[:size].copy()
        like[:, :size][groups[:, None] == groups[None, :]] = -np.inf
        judgements = self._judgements(like, vectors, left_out)
        self.stack_ = ConditionalLogit().fit(judgements, right)
        self.chance_ = Chance().fit(self.stack_.predict_proba(judgements), right)

    def _with_categories(self, vectors: Vectors | None, told: Ids) -> Vectors | None:
        if vectors is None:
            return None
        if not len(told) or self.categories_ is None or self.categories_.text_vectors is None:
            padding = np.zeros((len(told), vectors.shape[1]), np.float32)
            return np.concatenate([vectors, padding])
        return np.concatenate([vectors, self.categories_.text_vectors[told]])

    def _represent(self, texts: Sequence[Fields]) -> tuple[Any, Vectors | None]:
        rows = self.kernel_.transform(texts)
        if self.encoder_ is None or self.center_ is None:
            return rows, None
        return rows, sentence_vectors(texts, self.encoder_) - self.center_

    def _likeness(self, rows: Any, vectors: Vectors | None) -> Floats:
        """Sums of cosines with everything learned from: texts × examples."""
        like = np.empty((rows.shape[0], self.rows_.shape[0]))
        for block, part in products(rows, self.rows_):
            like[block] = part
        if vectors is not None and self.vectors_ is not None:
            like += vectors @ self.vectors_.T
        return like

    def _solve(self, like: Floats, groups: Ids) -> Floats:
        """Fit the ridge; return its scores of the texts, each from a fit without its group."""
        count = np.bincount(self.labels_, minlength=len(self.classes_))
        weight = count[self.labels_] ** -_BALANCE
        weight /= weight.mean()
        target = np.where(self.labels_[:, None] == np.arange(len(self.classes_)), 1.0, -1.0)
        self.usual_ = np.average(target, axis=0, weights=weight)
        inverse = linalg.inv(like + np.diag(self.ridge / weight), check_finite=False)
        dual = inverse @ (target - self.usual_)
        self.dual_ = dual.astype(np.float32)
        left_out = np.empty((len(groups), len(self.classes_)))
        order = np.argsort(groups, kind="stable")
        for members in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
            own = inverse[np.ix_(members, members)]
            left_out[members] = target[members] - linalg.solve(own, dual[members], assume_a="pos")
        return left_out

    def _fitted(self, like: Floats) -> Floats:
        return np.asarray(like @ self.dual_ + self.usual_)

    def _judgements(self, like: Floats, vectors: Vectors | None, ridge: Floats) -> list[Floats]:
        judged = [ridge, self._neighbourhood(like)]
        categories = self.categories_
        told = np.unique(self.class_of_category_[self.class_of_category_ >= 0])
        if vectors is not None and categories is not None and self.count_judges() > len(judged):
            size = len(self.classes_)
            near = categories.likelihood(vectors, self.class_of_category_, size).astype(np.float64)
            silent = np.setdiff1d(np.arange(size), told)
            near[:, silent] = near[:, told].mean(axis=1, keepdims=True)
            judged.append(near)
        return judged

    def _neighbourhood(self, like: Floats) -> Floats:
        """Log share of each class among the nearest examples, weighed by how near they are."""
        views = len(self.kernel_.views_) + (self.vectors_ is not None)
        size = len(self.classes_)
        most = min(self.neighbours, like.shape[1])
        best = np.argpartition(-like, most - 1, axis=1)[:, :most]
        near = np.take_along_axis(like, best, axis=1) / views
        weight = np.exp(CONCENTRATION * (near - near.max(axis=1, keepdims=True)))
        member = sparse.csr_matrix(
            (weight.ravel(), self.labels_[best].ravel(), np.arange(0, best.size + 1, most)),
            shape=(len(like), size),
        )
        share = member.toarray() / weight.sum(axis=1, keepdims=True)
        return np.asarray(np.log(share + _SMOOTHING / size))


def thinned(labels: ArrayLike, most: int) -> Ids:
    """Rows to learn from: all, or `most` of them, evenly from each class in their order."""
    listed = np.asarray(labels)
    if len(listed) <= most:
        return np.arange(len(listed))
    order = np.argsort(listed, kind="stable")
    return np.sort(order[np.linspace(0, len(order) - 1, most).astype(np.int64)])


def classes_by_code(labels: Sequence[str], categories: CategoryTexts | None) -> dict[str, str]:
    """Which class a category's code stands for; none if no label is among them.

    Labels of digits are the beginnings of codes (a CPV division has two), and a spreadsheet may
    have eaten their first zero. Other labels are codes.
    """
    codes = [category.code for category in categories.categories] if categories else []
    known = set(labels)
    if all(label.isascii() and label.isdigit() for label in known):
        length = max(map(len, known))
        written = {label.zfill(length): label for label in sorted(known)}
        found = {c: written.get(c[:length], c[:length]) for c in codes if len(c) >= length}
    else:
        found = {code: code for code in codes}
    return found if known & set(found.values()) else {}
