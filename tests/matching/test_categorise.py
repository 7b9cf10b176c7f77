import numpy as np
import pytest

from matching.categorise import BANDS, Categoriser
from matching.category_texts import CategoryTexts
from matching.classify import TextClassifier
from matching.suggest import Category
from tests.matching.coded import CATEGORIES, ConceptEncoder, notices


@pytest.fixture(scope="module")
def texts():
    return CategoryTexts(CATEGORIES, ConceptEncoder())


@pytest.fixture(scope="module")
def trained(texts):
    fields, labels = zip(*notices(), strict=True)
    encoder = ConceptEncoder()
    model = TextClassifier().fit(fields, labels, categories=texts, encoder=encoder)
    return Categoriser(texts, encoder=encoder, model=model)


def test_a_listed_word_is_all_but_certain_and_named(texts):
    first = Categoriser(texts, encoder=ConceptEncoder()).suggest("sparky")[0]
    assert (first.code, first.band, first.because) == ("45300000", "high", ("sparky",))
    assert first.reasons[0] == "because you wrote “sparky”"
    assert first.score == first.confidence


def test_meaning_finds_what_shares_no_word(texts):
    found = Categoriser(texts, encoder=ConceptEncoder(), floor=0.1).suggest("grass and turf")
    assert found[0].code == "77300000"
    assert found[0].because == ()
    assert found[0].reasons[0].startswith("close in meaning to “")
    assert not Categoriser(texts).suggest("grass and turf")


def test_words_alone_work_and_notices_add_to_them(texts, trained):
    assert Categoriser(CategoryTexts(CATEGORIES)).suggest("plumber")[0].code == "45300000"
    text = "Replacement of boilers"
    assert not Categoriser(CategoryTexts(CATEGORIES)).suggest(text)
    told = trained.suggest(text)[0]
    assert told.code.startswith("45")
    assert any(r.startswith("notices with words like") and "boilers" in r for r in told.reasons)


def test_a_word_that_two_lists_have_is_shared(texts):
    doubled = [*CATEGORIES, Category("31000000", "Cables", ("electrician",))]
    found = Categoriser(CategoryTexts(doubled)).suggest("electrician")
    assert {s.code for s in found[:2]} == {"45300000", "31000000"}
    assert all(s.confidence < 0.6 for s in found)


def test_the_more_else_a_text_says_the_less_sure(texts):
    categoriser = Categoriser(texts)
    alone = categoriser.suggest("hedge cutting")[0]
    among = categoriser.suggest("hedge cutting, sparky and buffet")
    assert alone.confidence > {s.code: s.confidence for s in among}["77300000"]
    assert {"77300000", "45300000", "55500000"} <= {s.code for s in among}


@pytest.mark.parametrize("text", ["", "😀", "the best there is", "zzz", "\ud800", "كهرباء", "!!"])
def test_none_of_these(texts, trained, text):
    assert Categoriser(texts, encoder=ConceptEncoder()).suggest(text) == ()
    assert Categoriser(texts).suggest(text) == ()
    assert all(np.isfinite(s.confidence) for s in trained.suggest(text))


def test_what_is_far_from_every_category_or_below_the_floor_is_not_suggested(texts):
    encoder = ConceptEncoder()
    few = Categoriser(CategoryTexts(CATEGORIES[3:], encoder), encoder=encoder)
    assert few.suggest("roof and walls") == ()
    assert Categoriser(texts, encoder=encoder).suggest("grass and turf")
    assert Categoriser(texts, encoder=encoder, floor=0.999).suggest("grass and turf") == ()


def test_order_limit_and_bands(trained):
    found = trained.suggest("sparky, gardener, window cleaner and school meals", limit=3)
    assert len(found) == 3
    sure = [s.confidence for s in found]
    assert sure == sorted(sure, reverse=True)
    for each in found:
        assert each.band == next(name for least, name in BANDS if each.confidence >= least)
    assert trained.suggest("sparky", limit=0) == ()
    assert trained.suggest("sparky " * 500_000)[0].code == "45300000"


def test_no_categories_suggest_nothing():
    assert Categoriser(CategoryTexts([])).suggest("sparky") == ()
    one = Categoriser(CategoryTexts(CATEGORIES[:1], ConceptEncoder()), encoder=ConceptEncoder())
    assert one.suggest("builder")[0].code == "45000000"


def test_vectors_are_kept_for_these_categories_and_this_encoder(texts, tmp_path):
    texts.save(tmp_path)
    again = CategoryTexts(CATEGORIES)
    assert again.load(tmp_path, "concepts 1")
    np.testing.assert_array_equal(again.phrase_vectors, texts.phrase_vectors)
    assert not CategoryTexts(CATEGORIES).load(tmp_path, "another")
    assert not CategoryTexts(CATEGORIES[1:]).load(tmp_path, "concepts 1")
    assert not CategoryTexts(CATEGORIES).load(tmp_path / "nowhere", "concepts 1")
    (tmp_path / "phrases.npy").write_bytes(b"no array")
    assert not CategoryTexts(CATEGORIES).load(tmp_path, "concepts 1")
    with pytest.raises(ValueError, match="no vectors"):
        CategoryTexts(CATEGORIES).save(tmp_path)
