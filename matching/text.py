"""Text to terms: British-English analysis, weighted field counts, and near spellings of a term."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from itertools import islice

import Stemmer
from sklearn.base import BaseEstimator

MAX_CHARS = 20_000
MAX_WORD = 40

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

# Letters with the marks that may follow them; apostrophes and hyphens only between letters. Most
# texts are plain ASCII, where the same words are found four times as fast.
_WORD = re.compile(
    r"(?:[^\W_]+|[\u0300-\u036f\u064b-\u065f\u0670])+"
    r"(?:['’‐‑-](?:[^\W_]+|[\u0300-\u036f\u064b-\u065f\u0670])+)*"
)
_ASCII_WORD = re.compile(r"[a-zA-Z0-9]+(?:['-][a-zA-Z0-9]+)*")
_IZE = re.compile(r"(?<=\w{3})iz(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)")
_HYPHENS = re.compile("[‐‑-]")
_stemmers = threading.local()  # a PyStemmer object must not be shared between threads


def _stem(word: str) -> str:
    if not hasattr(_stemmers, "english"):
        # Without its own memory, which costs more than a stem: `word_terms` has one.
        _stemmers.english = Stemmer.Stemmer("english", 0)
    return str(_stemmers.english.stemWord(word))


_BRITISH = {_stem(us): _stem(uk) for us, uk in zip(_AMERICAN[::2], _AMERICAN[1::2], strict=True)}


# Words that the stemmer throws together though they mean different things.
_KEPT_APART = {"conservative": "conservative", "conservatives": "conservative"}


def fold(text: str) -> str:
    """Lower case without accents, typographic apostrophes made plain."""
    if text.isascii():
        return text.lower()
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


def _word_of(text: str) -> re.Pattern[str]:
    return _ASCII_WORD if text.isascii() else _WORD


def words(text: str) -> list[str]:
    """Surface words of a text as written, at most `MAX_WORD` characters each."""
    whole = bounded(text)
    found = _word_of(whole).findall(whole)
    return (
        [word[:MAX_WORD] for word in found] if max(map(len, found), default=0) > MAX_WORD else found
    )


def words_with_starts(text: str) -> list[tuple[int, str]]:
    """What `words` gives, each after the place of its first letter in the bounded text."""
    whole = bounded(text)
    return [(match.start(), match[0][:MAX_WORD]) for match in _word_of(whole).finditer(whole)]


def word_at(text: str, start: int) -> str:
    """The word that begins at a place in the bounded text; empty where none does."""
    whole = bounded(text)
    found = _word_of(whole).match(whole, start)
    return found[0][:MAX_WORD] if found else ""


def quote(text: str, start: int, *, around: int) -> str:
    """The text from `around` words before the one that begins at `start` to as many after it."""
    whole = bounded(text)
    word, reach = _word_of(whole), around * MAX_WORD
    opened = max(0, start - reach)
    before = [match.start() for match in word.finditer(whole, opened, start)]
    after = [match.end() for match in islice(word.finditer(whole, start), around + 2)]
    # Where the text is cut open, its first word may be half a one.
    whole_ones = before[1:] if opened else before
    first = whole_ones[-around:][0] if whole_ones else start
    last = min(after[: around + 1][-1], start + reach)
    said = " ".join(whole[first:last].split())
    return (
        "… " * (first > (before or [start])[0] or opened > 0)
        + said
        + " …" * (len(after) > around + 1)
    )


class Analyser(BaseEstimator):
    """British-English analyser: a callable from text to terms, as `analyzer=` in scikit-learn."""

    def __init__(self, *, max_words: int = 4_000) -> None:
        self.max_words = max_words

    def __call__(self, text: str) -> list[str]:
        """Terms of a text in reading order, repeats kept."""
        return [term for word in words(text)[: self.max_words] for term in word_terms(word)]
