"""Retrieval quality on labelled sets in the BEIR layout, beside two baselines of the same run."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.pipeline import make_pipeline

from matching.matcher import Matcher
from matching.profile import Profile, Seeker
from matching.scoring import lowest
from matching.text import Analyser

DEPTH = 100
TOP = 10
_BLOCK = 256  # queries scored against the whole corpus at once by a baseline


class MalformedSetError(ValueError):
    """A folder that is no retrieval set, with a sentence that names the file and the fault."""


@dataclass(frozen=True)
class RetrievalSet:
    """A corpus of (id, title, text), queries by id, and relevance by query id and document id."""

    name: str
    corpus: tuple[tuple[str, str, str], ...]
    queries: dict[str, str]
    relevance: dict[str, dict[str, float]]


def load(folder: Path) -> RetrievalSet:
    """Read corpus.jsonl, queries.jsonl and qrels.tsv; raises MalformedSetError."""
    corpus = tuple(
        (_text(row, "_id"), _text(row, "title", ""), _text(row, "text"))
        for row in _records(folder / "corpus.jsonl")
    )
    texts = {_text(row, "_id"): _text(row, "text") for row in _records(folder / "queries.jsonl")}
    relevance: dict[str, dict[str, float]] = {}
    for query, document, score in _judgements(folder / "qrels.tsv"):
        relevance.setdefault(query, {})[document] = score
    judged = {q: t for q, t in texts.items() if any(s > 0 for s in relevance.get(q, {}).values())}
    if not (corpus and judged):
        raise MalformedSetError(f"{folder}: no document, or no query with a relevant document.")
    return RetrievalSet(folder.resolve().name, corpus, judged, relevance)


def evaluate(folder: Path) -> dict[str, Any]:
    """The figures of one set. The floor is off: what is measured is the order."""
    data = load(folder)
    ids = [document for document, _, _ in data.corpus]
    matcher = Matcher(floor=0.0).fit(
        Profile(id=row, name=title, fields={"text": text})
        for row, (_, title, text) in enumerate(data.corpus)
    )
    began = time.perf_counter()
    ranked = {
        query: [ids[match.id] for match in matcher.rank(Seeker(text=text), limit=DEPTH).matches]
        for query, text in data.queries.items()
    }
    spent = time.perf_counter() - began
    tfidf = make_pipeline(TfidfVectorizer())
    bm25 = make_pipeline(CountVectorizer(analyzer=Analyser()), Bm25())
    return {
        "set": data.name,
        "queries": len(data.queries),
        "ndcg@10": _mean(_ndcg, ranked, data),
        "recall@100": _mean(_recall, ranked, data),
        "mrr@10": _mean(_reciprocal_rank, ranked, data),
        "baselines": {
            "tfidf": {"ndcg@10": _mean(_ndcg, _baseline(tfidf, data), data)},
            "bm25": {"ndcg@10": _mean(_ndcg, _baseline(bm25, data, counts=True), data)},
        },
        "ms_per_query": round(1000 * spent / len(data.queries), 2),
    }


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


def _baseline(pipeline: Any, data: RetrievalSet, *, counts: bool = False) -> dict[str, list[str]]:
    """Rankings by the product of query and document vectors; `counts`: queries as plain counts."""
    ids = [document for document, _, _ in data.corpus]
    documents = pipeline.fit_transform([f"{title} {text}" for _, title, text in data.corpus])
    queries = (pipeline[0] if counts else pipeline).transform(list(data.queries.values()))
    names, numbers, found = list(data.queries), np.arange(len(ids)), {}
    for start in range(0, len(names), _BLOCK):
        block = (queries[start : start + _BLOCK] @ documents.T).toarray()
        for name, scores in zip(names[start : start + _BLOCK], block, strict=True):
            best = lowest(-scores, numbers, seed=0, count=DEPTH)
            found[name] = [ids[row] for row in best if scores[row] > 0]
    return found


def _mean(
    measure: Callable[[Sequence[str], dict[str, float]], float],
    ranked: dict[str, list[str]],
    data: RetrievalSet,
) -> float:
    values = [measure(found, data.relevance[query]) for query, found in ranked.items()]
    return round(math.fsum(values) / len(values), 4)


def _ndcg(found: Sequence[str], relevant: dict[str, float]) -> float:
    gains = [relevant.get(document, 0.0) for document in found[:TOP]]
    ideal = sorted(relevant.values(), reverse=True)[:TOP]
    return _discounted(gains) / _discounted(ideal)


def _discounted(gains: Iterable[float]) -> float:
    return math.fsum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def _recall(found: Sequence[str], relevant: dict[str, float]) -> float:
    wanted = {document for document, score in relevant.items() if score > 0}
    return len(wanted & set(found[:DEPTH])) / len(wanted)


def _reciprocal_rank(found: Sequence[str], relevant: dict[str, float]) -> float:
    places = (p for p, document in enumerate(found[:TOP], 1) if relevant.get(document, 0) > 0)
    return 1 / next(places, math.inf)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise MalformedSetError(f"{path}: {reason}.") from error


def _records(path: Path) -> Iterable[dict[str, Any]]:
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise MalformedSetError(f"{path}, line {number}: not JSON.") from error
        if not isinstance(record, dict):
            raise MalformedSetError(f"{path}, line {number}: not a JSON object.")
        yield record | {"line": f"{path}, line {number}"}


def _text(record: dict[str, Any], key: str, default: str | None = None) -> str:
    value = record.get(key, default)
    if not isinstance(value, str):
        raise MalformedSetError(f"{record['line']}: no text under {key!r}.")
    return value


def _judgements(path: Path) -> Iterable[tuple[str, str, float]]:
    for number, line in enumerate(_lines(path), 1):
        cells = line.rstrip("\r").split("\t")
        if number == 1 or not line.strip():
            continue
        try:
            query, document, score = cells
            value = float(score)
            if not math.isfinite(value):
                raise ValueError(score)
        except ValueError as error:
            fault = "expected query-id, corpus-id and a score between tabs"
            raise MalformedSetError(f"{path}, line {number}: {fault}.") from error
        yield query, document, max(0.0, value)
