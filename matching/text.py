"""Text to terms: British-English analysis, weighted field counts, and near spellings of a term."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice

import numpy as np
import Stemmer
from rapidfuzz.distance import OSA
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

MAX_CHARS = 20_000
MAX_WORD = 40
REMEMBERED = 20_000  # words whose near terms are kept
WORTH_SPELLING = 0.3  # share of letters below which a word is no slip of another

STOP_WORDS = frozenset(
    """a about above across after again against all almost alone along already also although
    always am among an and another any anybody anyone anything anywhere are as at be
    became because become been before being below between both but by can cannot
    could did do does doing done down during each either else etc even ever every
    everyone everything for from further get gets getting give given gives go goes
    going got had has have having he hence her here hers herself him himself his how
    however i if in including indeed instead into is it its itself just least less
    let like looking made make makes making many may me might mine more most much
    must my myself near nearby need needed needs neither never no nobody none nor
    not nothing now of off often on once one only onto or other others otherwise our
    ours ourselves out over own part per perhaps please put quite rather re really
    same see several she should since so some somebody someone something somewhere
    such than that the their theirs them themselves then there therefore these they
    this those though through throughout thus to together too toward towards under
    until up upon us very via want wanted wants was we well were what whatever when
    where whether which while who whoever whole whom whose why will with within
    without would yet you your yours yourself yourselves im ive ill id youre were
    theyre thats dont doesnt cant wont isnt arent didnt
    """.split()
)

# Word pairs whose stems differ between American and British spelling: both are read as the second.
_AMERICAN = """
    color colour labor labour neighbor neighbour harbor harbour favor favour honor honour
    humor humour flavor flavour behavior behaviour center centre theater theatre meter metre
    fiber fibre liter litre program programme jewelry jewellery aluminum aluminium gray grey
    catalog catalogue license licence practise practice enroll enrol counselor counsellor
    traveler traveller mom mum airplane aeroplane plow plough mold mould cozy cosy
    disk disc judgment judgement skillful skilful pajamas pyjamas specialty speciality
""".split()

# Letters with the marks that may follow them; apostrophes and hyphens only between letters.
_WORD = re.compile(
    r"(?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670])+"
    r"(?:['’‐‑-](?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670])+)*"
)
_IZE = re.compile(r"(?<=\w{3})iz(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)")
_HYPHENS = re.compile("[‐‑-]")
_stemmers = threading.local()  # a PyStemmer object must not be shared between threads


def _stem(word: str) -> str:
    if not hasattr(_stemmers, "english"):
        _stemmers.english = Stemmer.Stemmer("english")
    return str(_stemmers.english.stemWord(word))


_BRITISH = {_stem(us): _stem(uk) for us, uk in zip(_AMERICAN[::2], _AMERICAN[1::2], strict=True)}


# Words that the stemmer throws together though they mean different things.
_KEPT_APART = {"conservative": "conservative", "conservatives": "conservative"}


def fold(text: str) -> str:
    """Lower case without accents, typographic apostrophes made plain."""
    marks_off = "".join(
        c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
    )
    return marks_off.casefold().replace("’", "'")


@lru_cache(maxsize=100_000)
def word_terms(word: str) -> tuple[str, ...]:
    """Terms of one surface word: none for a stop word, parts and whole for a hyphenated one."""
    pieces = [piece.removesuffix("'s").replace("'", "") for piece in _HYPHENS.split(fold(word))]
    if len(pieces) > 1:
        pieces.append("".join(pieces))
    kept = (p for p in pieces if p not in STOP_WORDS and (len(p) > 1 or not p.isascii()))
    stems = (_KEPT_APART.get(p) or _stem(_IZE.sub("is", p)) for p in kept)
    return tuple(dict.fromkeys(_BRITISH.get(stem, stem) for stem in stems))


def bounded(text: str) -> str:
    """At most `MAX_CHARS` characters, in one Unicode form; the bound holds before any search."""
    cut = text[:MAX_CHARS]
    return cut if cut.isascii() else unicodedata.normalize("NFKC", cut)[:MAX_CHARS]


def words(text: str) -> list[str]:
    """Surface words of a text as written, at most `MAX_WORD` characters each."""
    return [word[:MAX_WORD] for word in _WORD.findall(bounded(text))]


def quote(text: str, place: int, *, around: int) -> str:
    """The text from `around` words before word number `place` to as many after it."""
    whole = bounded(text)
    spans = [match.span() for match in islice(_WORD.finditer(whole), place + around + 2)]
    first, last = max(0, place - around), min(len(spans) - 1, place + around)
    start, end = spans[first][0], min(spans[last][1], spans[first][0] + 2 * around * MAX_WORD)
    said = " ".join(whole[start:end].split())
    return "… " * (first > 0) + said + " …" * (last < len(spans) - 1)


class Analyser(BaseEstimator):
    """British-English analyser: a callable from text to terms, as `analyzer=` in scikit-learn."""

    def __init__(self, *, max_words: int = 4_000) -> None:
        self.max_words = max_words

    def __call__(self, text: str) -> list[str]:
        """Terms of a text in reading order, repeats kept."""
        return [term for word in words(text)[: self.max_words] for term in word_terms(word)]


class FieldCounts(TransformerMixin, BaseEstimator):
    """Documents of named fields to one sparse row each: counts of terms weighted by field.

    `fit` learns `vocabulary_` (term to column); fields without a weight count 1. Weights are
    rounded to sixteenths, so that sums of them are exact in any order.
    """

    def __init__(self, *, field_weights: Mapping[str, float] | None = None) -> None:
        self.field_weights = field_weights

    def fit(self, documents: Sequence[Mapping[str, str]], y: object = None) -> FieldCounts:
        """Learn the vocabulary of the documents."""
        self.fit_transform(documents)
        return self

    def fit_transform(
        self, documents: Sequence[Mapping[str, str]], y: object = None
    ) -> sparse.csr_matrix:
        """Learn the vocabulary and count: documents × terms, float32."""
        vocabulary: defaultdict[str, int] = defaultdict()
        vocabulary.default_factory = vocabulary.__len__
        counts = self._count(documents, vocabulary)
        self.vocabulary_ = dict(vocabulary)
        return _to_rows(counts, len(self.vocabulary_))

    def transform(self, documents: Sequence[Mapping[str, str]]) -> sparse.csr_matrix:
        """Count the learned terms only: documents × terms, float32."""
        known = self.vocabulary_
        counts = self._count(documents, known)
        return _to_rows(counts, len(known))

    def _count(
        self, documents: Sequence[Mapping[str, str]], vocabulary: Mapping[str, int]
    ) -> list[dict[int, float]]:
        analyse = Analyser()
        weights = {f: round(w * 16) / 16 for f, w in (self.field_weights or {}).items()}
        rows: list[dict[int, float]] = []
        grows = isinstance(vocabulary, defaultdict)
        for document in documents:
            row: defaultdict[int, float] = defaultdict(float)
            for name, text in document.items():
                weight = weights.get(name, 1.0)
                for term in analyse(text) if weight else ():
                    if grows or term in vocabulary:
                        row[vocabulary[term]] += weight
            rows.append(row)
        return rows


def _to_rows(rows: list[dict[int, float]], width: int) -> sparse.csr_matrix:
    indptr = np.cumsum([0, *map(len, rows)])
    size = int(indptr[-1])
    indices = np.fromiter((column for row in rows for column in row), np.int32, size)
    values = np.fromiter((value for row in rows for value in row.values()), np.float32, size)
    return sparse.csr_matrix((values, indices, indptr), shape=(len(rows), width))


def _grams(term: str) -> list[str]:
    marked = f"^{term}$"
    return list(
        dict.fromkeys(marked[i : i + n] for n in (3, 4) for i in range(len(marked) - n + 1))
    )


class NearTerms(BaseEstimator):
    """Terms that share their letters with a term: word families and misspellings.

    Likeness is the Dice coefficient of character 3- and 4-grams: "plumber" and "plumb" 0.64.
    Where that is low, one or two slips of the finger still count: "plummer" and "plumber" 0.86.
    The first letter must agree: people seldom miss it, and "bike" is not "like".
    """

    def __init__(self, *, family: float = 0.55, slip: float = 0.75) -> None:
        self.family = family
        self.slip = slip

    def fit(self, terms: Iterable[str], y: object = None) -> NearTerms:
        """Learn the terms to choose from."""
        self.terms_ = [t for t in terms if _has_family(t)]
        grams: defaultdict[str, list[int]] = defaultdict(list)
        sizes = np.zeros(len(self.terms_), np.float32)
        for column, term in enumerate(self.terms_):
            parts = _grams(term)
            sizes[column] = len(parts)
            for part in parts:
                grams[part].append(column)
        self.grams_ = {gram: np.asarray(columns, np.int32) for gram, columns in grams.items()}
        self.sizes_ = sizes
        self._found: dict[tuple[str, bool], tuple[tuple[str, float], ...]] = {}
        return self

    def find(self, term: str, *, slips: bool = False) -> tuple[tuple[str, float], ...]:
        """Other terms with their likeness in (0, 1], the closest first; slips only when asked."""
        key = (term, slips)
        found = self._found.get(key)
        if found is None:
            found = self._search(term, slips=slips) if _has_family(term) else ()
            if len(self._found) >= REMEMBERED:
                self._found = {}
            self._found[key] = found
        return found

    def _search(self, term: str, *, slips: bool) -> tuple[tuple[str, float], ...]:
        parts = _grams(term)
        shared = np.zeros(len(self.terms_), np.float32)
        for part in parts:
            if part in self.grams_:
                shared[self.grams_[part]] += 1
        dice = 2 * shared / (self.sizes_ + len(parts))
        likeness = {
            self.terms_[column]: float(dice[column])
            for column in np.flatnonzero(dice >= (WORTH_SPELLING if slips else self.family))
        }
        for other, like in likeness.items() if slips else ():
            spelt = OSA.normalized_similarity(term, other)
            likeness[other] = spelt if spelt >= self.slip else like * (like >= self.family)
        found = [
            (o, like) for o, like in likeness.items() if like and o != term and o[0] == term[0]
        ]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _has_family(term: str) -> bool:
    return len(term) > 3 and not any(c.isdigit() for c in term)
