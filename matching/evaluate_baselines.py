"""Other methods on the same retrieval set, and how sure a gain over them is.

Each gives, by query id, at most `DEPTH` document ids, the best first, none that scores 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import normalize

from matching.bench_baselines import Bm25s, Tantivy, Terms
from matching.retrieval_set import RetrievalSet
from matching.scoring import lowest
from matching.text import Analyser

DEPTH = 100
RESAMPLES = 5_000
LEVEL = 0.95
_TOPICS = 200
_BLOCK = 256  # queries scored against the whole corpus at once
_RESAMPLED = 100  # resamples drawn at once

Floats = NDArray[np.float64]
Ranked = dict[str, list[str]]
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to unit vectors, a row each."""
Scorer = Callable[[slice], Floats]
"""Some of the queries, in the order of the set, to queries × documents."""


def tfidf(data: RetrievalSet) -> Ranked:
    """TF-IDF with scikit-learn's defaults."""
    return _ranked(data, _product(data, TfidfVectorizer()))


def tfidf_stemmed(data: RetrievalSet) -> Ranked:
    """TF-IDF without stop words, stemmed, sublinear in the count."""
    return _ranked(data, _product(data, _stemmed()))


def tfidf_characters(data: RetrievalSet) -> Ranked:
    """TF-IDF of stemmed words and of character 3- to 5-grams, side by side."""
    return _ranked(data, _product(data, make_union(_stemmed(), _characters())))


def bm25(data: RetrievalSet) -> Ranked:
    """BM25 of stemmed words."""
    return _ranked(data, _bm25(data))


def lsa(data: RetrievalSet) -> Ranked:
    """Latent semantic analysis: 200 topics of the stemmed TF-IDF, by cosine."""
    stemmed = _stemmed()
    documents = stemmed.fit_transform(_documents(data))
    topics = TruncatedSVD(max(1, min(_TOPICS, *(n - 1 for n in documents.shape))), random_state=0)
    documents = normalize(topics.fit_transform(documents))
    queries = normalize(topics.transform(stemmed.transform(list(data.queries.values()))))
    return _ranked(data, lambda some: np.asarray(queries[some] @ documents.T))


def bm25_characters(data: RetrievalSet) -> Ranked:
    """BM25 and character 3- to 5-grams, half each."""
    return _ranked(data, _halves(_bm25(data), _product(data, _characters())))


def sentences(data: RetrievalSet, encode: Encode) -> Ranked:
    """The sentence encoder alone, by cosine."""
    return _ranked(data, _sentences(data, encode))


def bm25_sentences(data: RetrievalSet, encode: Encode) -> Ranked:
    """BM25 and the sentence encoder, half each."""
    return _ranked(data, _halves(_bm25(data), _sentences(data, encode)))


def bm25s(data: RetrievalSet) -> Ranked | None:
    """The library of that name on stemmed words; None where it is not installed."""
    return _library(data, Bm25s) if find_spec("bm25s") else None


def tantivy(data: RetrievalSet) -> Ranked | None:
    """The library of that name with its English analyser; None where it is not installed."""
    return _library(data, Tantivy) if find_spec("tantivy") else None


ALONE: dict[str, Callable[[RetrievalSet], Ranked | None]] = {
    "tfidf": tfidf,
    "tfidf_stemmed": tfidf_stemmed,
    "tfidf_characters": tfidf_characters,
    "bm25": bm25,
    "lsa": lsa,
    "bm25_characters": bm25_characters,
    "bm25s": bm25s,
    "tantivy": tantivy,
}
WITH_ENCODER: dict[str, Callable[[RetrievalSet, Encode], Ranked]] = {
    "minilm": sentences,
    "bm25_minilm": bm25_sentences,
}


def baselines(data: RetrievalSet, encode: Encode | None = None) -> dict[str, Ranked | None]:
    """Every baseline by name; None without its package, or without an encoder where it needs one.

    Each text is encoded once.
    """
    found = {name: method(data) for name, method in ALONE.items()}
    if encode is None:
        return found | dict.fromkeys(WITH_ENCODER)
    once = _remembering(encode)
    return found | {name: method(data, once) for name, method in WITH_ENCODER.items()}


def paired_interval(
    ours: Sequence[float], theirs: Sequence[float], *, seed: int = 0
) -> tuple[float, float]:
    """The 95% percentile bootstrap interval of the mean gain, queries drawn with replacement.

    `ours` and `theirs` are one measure by query, in one order. (Efron and Tibshirani 1993, 13.3.)
    Raises ValueError for none, for unequal lengths, and for a value that is no number.
    """
    if not len(ours) or len(ours) != len(theirs):
        raise ValueError("Give the same queries, at least one, for both methods.")
    gain = np.asarray(ours, np.float64) - np.asarray(theirs, np.float64)
    if not np.isfinite(gain).all():
        raise ValueError("A measure is not a number.")
    rng = np.random.default_rng(seed)
    draws = (
        gain[rng.integers(gain.size, size=(_RESAMPLED, gain.size))].mean(axis=1)
        for _ in range(RESAMPLES // _RESAMPLED)
    )
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(np.concatenate(list(draws)), [tail, 1 - tail])
    return float(low), float(high)


class Bm25(TransformerMixin, BaseEstimator):
    """Counts to plain BM25 weights of documents, the baseline; `fit` learns rarity and length."""

    def __init__(self, *, k1: float = 1.5, b: float = 0.75) -> None:
        self.k1 = k1
        self.b = b

    def fit(self, counts: Any, y: object = None) -> Bm25:
        """Learn from documents × terms."""
        size = counts.shape[0]
        held = np.bincount(counts.indices, minlength=counts.shape[1])
        self.idf_ = np.log1p((size - held + 0.5) / (held + 0.5))
        self.average_ = counts.sum() / size or 1.0
        return self

    def transform(self, counts: Any) -> Any:
        """Weights in the place of counts: documents × terms."""
        weighed = counts.tocsr().astype(np.float64)
        lengths = np.repeat(np.asarray(weighed.sum(axis=1)).ravel(), np.diff(weighed.indptr))
        norm = self.k1 * (1 - self.b + self.b * lengths / self.average_)
        weighed.data *= (self.k1 + 1) / (weighed.data + norm) * self.idf_[weighed.indices]
        return weighed


def _documents(data: RetrievalSet) -> list[str]:
    return [f"{title} {text}" for _, title, text in data.corpus]


def _stemmed() -> Any:
    return TfidfVectorizer(analyzer=Analyser(), sublinear_tf=True)


def _characters() -> Any:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)


def _product(data: RetrievalSet, vectoriser: Any) -> Scorer:
    documents = vectoriser.fit_transform(_documents(data)).T.tocsr()
    queries = vectoriser.transform(list(data.queries.values()))
    return lambda some: np.asarray((queries[some] @ documents).toarray())


def _bm25(data: RetrievalSet) -> Scorer:
    """Queries are plain counts: rarity is in the documents' weights."""
    counter = CountVectorizer(analyzer=Analyser())
    documents = make_pipeline(counter, Bm25()).fit_transform(_documents(data)).T.tocsr()
    queries = counter.transform(list(data.queries.values()))
    return lambda some: np.asarray((queries[some] @ documents).toarray())


def _sentences(data: RetrievalSet, encode: Encode) -> Scorer:
    documents, queries = encode(_documents(data)), encode(list(data.queries.values()))
    return lambda some: np.asarray(queries[some] @ documents.T, np.float64)


def _halves(one: Scorer, other: Scorer) -> Scorer:
    return lambda some: (_spread(one(some)) + _spread(other(some))) / 2


def _spread(scores: Floats) -> Floats:
    """Each query's scores from 0 for its worst document to 1 for its best."""
    low = scores.min(axis=1, keepdims=True)
    width = scores.max(axis=1, keepdims=True) - low
    return np.divide(scores - low, width, out=np.zeros_like(scores), where=width > 0)


def _ranked(data: RetrievalSet, score: Scorer) -> Ranked:
    ids = [document for document, _, _ in data.corpus]
    names, numbers, found = list(data.queries), np.arange(len(ids)), {}
    for start in range(0, len(names), _BLOCK):
        some = slice(start, start + _BLOCK)
        for name, scores in zip(names[some], score(some), strict=True):
            best = lowest(-scores, numbers, seed=0, count=DEPTH)
            found[name] = [ids[row] for row in best if scores[row] > 0]
    return found


def _library(
    data: RetrievalSet, make: Callable[[Terms, Callable[[], Iterable[str]]], Any]
) -> Ranked:
    documents = _documents(data)
    index = make(Terms(documents), lambda: documents)
    ids, depth = [document for document, _, _ in data.corpus], min(DEPTH, len(documents))
    return {
        name: [ids[row] for row in index.top(text, depth)] for name, text in data.queries.items()
    }


def _remembering(encode: Encode) -> Encode:
    kept: dict[tuple[str, ...], NDArray[np.float32]] = {}

    def once(texts: Sequence[str]) -> NDArray[np.float32]:
        key = tuple(texts)
        if key not in kept:
            kept[key] = encode(texts)
        return kept[key]

    return once
