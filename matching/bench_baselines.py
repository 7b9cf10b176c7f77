"""Other libraries that answer the same text queries; one that is not installed is None."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.neighbors import NearestNeighbors

from matching.text import Analyser

_BETWEEN = re.compile(r"[\W_]+")
TANTIVY_HEAP = 256 * 2**20  # bytes that its writer may fill before it writes a segment


class Terms:
    """Documents as term numbers end to end, read once by the matcher's own analyser.

    The libraries that take terms get these, so that they differ in the search alone.
    """

    def __init__(self, documents: Iterable[str]) -> None:
        analyse, self.vocabulary = Analyser(), dict[str, int]()
        ids, starts = array("i"), array("q", [0])
        for document in documents:
            terms = analyse(document)
            ids.extend(self.vocabulary.setdefault(t, len(self.vocabulary)) for t in terms)
            starts.append(len(ids))
        self.ids, self.starts = np.asarray(ids), np.asarray(starts)

    def counts(self, ids: Any = None, starts: Any = None) -> Any:
        """How often each term occurs: documents × terms, CSR, float32."""
        ids, starts = (self.ids, self.starts) if ids is None else (ids, starts)
        ones = np.ones(len(ids), np.float32)
        shape = (len(starts) - 1, len(self.vocabulary))
        counted = sparse.csr_matrix((ones, ids.copy(), starts), shape=shape)
        counted.sum_duplicates()
        return counted

    def known(self, text: str) -> list[str]:
        """The terms of a text that some document has."""
        return [term for term in Analyser()(text) if term in self.vocabulary]

    def row(self, text: str) -> Any:
        """A text as one row of counts."""
        ids = np.array([self.vocabulary[term] for term in self.known(text)], np.int32)
        return self.counts(ids, np.array([0, ids.size]))


class Baseline(Protocol):
    """A library with an index over documents, which are numbered from 0."""

    def top(self, text: str, count: int) -> list[int]:
        """The best documents by text."""


class Neighbours:
    """scikit-learn: cosine of TF-IDF, brute force."""

    def __init__(self, terms: Terms, documents: Callable[[], Iterable[str]]) -> None:
        self._terms = terms
        self._weigh = TfidfTransformer()
        weighed = self._weigh.fit_transform(terms.counts())
        self._index = NearestNeighbors(metric="cosine", algorithm="brute").fit(weighed)

    def top(self, text: str, count: int) -> list[int]:
        """The nearest of all."""
        query = self._weigh.transform(self._terms.row(text))
        found = self._index.kneighbors(query, n_neighbors=count, return_distance=False)
        return [int(row) for row in found[0]]


class Bm25s:
    """bm25s with its numba back end where numba is installed."""

    backend = "numba" if find_spec("numba") else "numpy"

    def __init__(self, terms: Terms, documents: Callable[[], Iterable[str]]) -> None:
        self._terms = terms
        self._index = import_module("bm25s").BM25(backend=self.backend)
        numbers = list(range(len(terms.vocabulary)))  # one object a number, however often it occurs
        cuts = [slice(*cut) for cut in zip(terms.starts, terms.starts[1:], strict=False)]
        rows = [[numbers[each] for each in terms.ids[cut].tolist()] for cut in cuts]
        self._index.index((rows, dict(terms.vocabulary)), show_progress=False)  # it adds a term

    def top(self, text: str, count: int) -> list[int]:
        """The best of those that share a word."""
        terms = self._terms.known(text)
        if not terms:  # it would raise
            return []
        found = self._index.retrieve([terms], k=count, show_progress=False, n_threads=0)
        pairs = zip(found.documents[0], found.scores[0], strict=True)
        return [int(row) for row, score in pairs if score > 0]


class Bm25sNumpy(Bm25s):
    """The index of bm25s, searched by its NumPy back end."""

    def __init__(self, other: Bm25s) -> None:
        self._terms = other._terms
        self._index = import_module("bm25s").BM25(backend="numpy")
        for name in ("scores", "vocab_dict", "unique_token_ids_set", "nonoccurrence_array"):
            setattr(self._index, name, getattr(other._index, name))


class Tantivy:
    """tantivy with its English analyser, its index in memory."""

    def __init__(self, terms: Terms, documents: Callable[[], Iterable[str]]) -> None:
        tantivy = import_module("tantivy")
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="en_stem", index_option="freq")
        schema.add_integer_field("row", stored=False, fast=True)
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(heap_size=TANTIVY_HEAP, num_threads=1)
        for row, document in enumerate(documents()):
            writer.add_document(tantivy.Document(text=document, row=row))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def top(self, text: str, count: int) -> list[int]:
        """The best of those that share a word."""
        plain = _BETWEEN.sub(" ", text.casefold())  # AND is an operator, a hyphen makes a phrase
        query = self._index.parse_query(plain, ["text"])
        hits = self._searcher.search(query, count, count=False).hits
        return [int(r) for r in self._searcher.fast_field_values("row", [at for _, at in hits])]


def sparse_dot_topn(queries: Any, documents: Any, count: int) -> Any:
    """The best of each row of a product on one thread: CSR, or None where it is not installed."""
    if not find_spec("sparse_dot_topn"):
        return None
    multiply = import_module("sparse_dot_topn").sp_matmul_topn
    return multiply(queries, documents, top_n=count, sort=True, n_threads=1)


BASELINES: dict[str, tuple[str, Callable[[Terms, Callable[[], Iterable[str]]], Baseline]]] = {
    "nearest_neighbors": ("sklearn", Neighbours),
    "tantivy": ("tantivy", Tantivy),
    "bm25s": ("bm25s", Bm25s),
}
"""By name: the package that has to be installed, and what indexes the documents with it."""
