import time

import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.near import NearTerms
from matching.text import MAX_CHARS, Analyser, fold, quote, word_at, words, words_with_starts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gardening", "Gardens"),
        ("organisation", "organization"),
        ("organised", "organizing"),
        ("colour", "colors"),
        ("centre", "CENTER"),
        ("theatre", "theaters"),
        ("licence", "licensed"),
        ("café", "cafe"),
        ("cafe\u0301", "café"),
        ("men's", "men’s"),
        ("children's", "children"),
        ("naïve", "naive"),
        ("e‑bike", "e-bike"),
        ("ﬁsh", "fish"),
        ("Straße", "strasse"),
    ],
)
def test_spellings_of_one_word_give_one_term(one, other):
    assert set(Analyser()(one)) & set(Analyser()(other))


def test_terms_of_a_sentence():
    terms = Analyser()("We don't sell 24 second-hand bikes to the Women's Institute!")
    assert terms == ["sell", "24", "second", "hand", "secondhand", "bike", "women", "institut"]


@pytest.mark.parametrize("text", ["", "the of and", "😀 !!", "_", "\ud800\x00", "a", "'s"])
def test_text_without_content_gives_no_terms(text):
    assert Analyser()(text) == []


def test_short_words_that_are_not_latin_are_kept():
    assert Analyser()("كهرباء 木") == ["كهرباء", "木"]


@pytest.mark.parametrize("unit", ["a", "-", "a-", "a'", "'’-", "é", "e\u0301", "ﷺ", " ", "İ"])
def test_reading_is_bounded_and_linear(unit):
    began = time.perf_counter()
    assert sum(map(len, words(unit * 3_000_000))) <= MAX_CHARS
    Analyser()(unit * 3_000_000)
    assert time.perf_counter() - began < 2


def test_fold_and_quote():
    assert fold("CAFÉ’S") == "cafe's"
    text = "One two, three (four) five six."
    assert quote(text, text.index("three"), around=1) == "… two, three (four …"
    assert quote(text, 0, around=9) == "One two, three (four) five six"


def test_a_quotation_from_the_middle_of_a_long_text_has_whole_words_only():
    text = "x" * 35 + " " + "joinery " * 200 + "boiler repair"
    quoted = quote(text, text.index("boiler"), around=6)
    assert quoted == "… " + "joinery " * 6 + "boiler repair"
    assert quote(text, 36, around=1) == "x" * 35 + " joinery joinery …"


def test_words_are_found_where_they_begin():
    for text in ("One, two-three's café", "ﬁne e\u0301clairs — Mañana’s", "", "a" * 50 + " b"):
        starts = words_with_starts(text)
        assert [word for _, word in starts] == words(text)
        assert [word_at(text, start) for start, _ in starts] == words(text)
    assert word_at("one", 3) == ""


def test_analyser_works_inside_scikit_learn():
    vectoriser = clone(TfidfVectorizer(analyzer=Analyser()))
    assert vectoriser.fit_transform(["roofs and roofing", "cake"]).shape == (2, 2)
    assert clone(Analyser(max_words=3)).get_params() == {"max_words": 3}


def test_near_terms_are_families_and_on_request_slips():
    near = NearTerms().fit(["plumb", "plumber", "plum", "council", "24", "tea"])
    assert [term for term, _ in near.find("plumber")] == ["plumb"]
    assert near.find("plummer") == ()
    assert near.find("plummer", slips=True)[0][0] == "plumber"
    assert near.find("counsel", slips=True) == ()
    assert near.find("25", slips=True) == near.find("tee", slips=True) == ()
    assert NearTerms().fit([]).find("plumber") == ()
