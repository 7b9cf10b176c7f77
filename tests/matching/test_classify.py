import json

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from matching.category_texts import CategoryTexts
from matching.classify import TextClassifier, classes_by_code, normalised, thinned
from matching.classify_store import ARRAYS, MANIFEST, load_classifier, save_classifier
from matching.stacking import Chance, ConditionalLogit, softmax
from matching.suggest import Category
from matching.text_kernel import RememberingEncoder, TextKernel
from tests.matching.coded import CATEGORIES, ConceptEncoder, notices

TEXTS = [fields for fields, _ in notices()]
LABELS = [label for _, label in notices()]


def fit(encoder=None, categories=CATEGORIES, texts=TEXTS, labels=LABELS, **settings):
    known = CategoryTexts(categories, encoder)
    return TextClassifier(**settings).fit(texts, labels, categories=known, encoder=encoder)


@pytest.fixture(scope="module")
def by_words():
    return fit()


@pytest.fixture(scope="module")
def by_meaning():
    return fit(ConceptEncoder())


@pytest.mark.parametrize("encoder", [None, ConceptEncoder()])
def test_a_new_notice_gets_the_code_of_those_like_it(encoder):
    model = fit(encoder)
    asked = [("Rewiring of Heron House", ""), ("Canteen meals", "Hot lunches."), ("Hedges", "")]
    assert list(model.predict(asked)) == ["45", "55", "77"]
    chances = model.predict_proba(asked)
    assert chances.shape == (3, len(model.classes_))
    np.testing.assert_allclose(chances.sum(axis=1), 1.0)
    assert model.encoder_name_ == (encoder.name if encoder else None)


def test_meaning_finds_what_shares_no_word(by_words, by_meaning):
    asked = [("mucky dusty", "")]
    assert by_meaning.predict(asked)[0] == "90"
    chances = by_words.predict_proba(asked)[0]
    assert chances.max() < by_meaning.predict_proba(asked)[0].max()


def test_a_class_without_a_coded_notice_is_found_by_what_its_category_says():
    kept = [(f, label) for f, label in notices() if label != "90"]
    model = fit(texts=[f for f, _ in kept], labels=[label for _, label in kept])
    assert "90" in model.classes_
    assert model.predict([("Hoovering and office cleaning", "")])[0] == "90"
    bare = fit(texts=[f for f, _ in kept], labels=[label for _, label in kept], categories=[])
    assert "90" not in bare.classes_


def test_the_words_that_led_to_a_code_are_named(by_words):
    fields = ("Hedge cutting at Otter Bridge School", "The council asks")
    because = by_words.because(fields, "77")
    assert set(because[:2]) == {"Hedge", "cutting"}
    assert "School" not in because
    assert by_words.because(("nothing of it",), "77") == ()


def test_what_is_left_out_is_left_out_with_its_group():
    """Two notices of one title with labels of their own must not tell of each other."""
    texts, labels = [*TEXTS, ("Zebra", ""), ("ZEBRA!", "")], [*LABELS, "45", "45"]
    categories = CategoryTexts([])
    apart = TextClassifier().fit(texts, labels, categories=categories)
    like = apart._likeness(apart.rows_, None)
    groups = np.unique([normalised(f[0]) for f in texts], return_inverse=True)[1]
    together = apart._solve(like, groups)[-2:]
    singly = apart._solve(like, np.arange(len(texts)))[-2:]
    place = list(apart.classes_).index("45")
    assert (singly[:, place] > together[:, place] + 0.3).all()


def test_the_neighbours_of_a_notice_are_others_than_itself_published_again():
    generator = np.random.default_rng(5)
    words = ["".join(generator.choice(list("bdklmrt"), 7)) for _ in range(40)]
    labels = [str(label) for label in generator.integers(0, 4, 40)]
    twice = TextClassifier().fit([(w, "") for w in words * 2], labels * 2)
    assert twice.predict_proba([("zzyzx", "")]).max() < 0.6
    assert twice.stack_.weights_[1] < 0.5


def test_left_out_scores_are_those_of_a_fit_without_the_group(by_words):
    model = fit(categories=[])
    like = model._likeness(model.rows_, None)
    groups = np.arange(len(TEXTS)) // 4
    left_out = model._solve(like, groups)
    members = groups == 3
    usual = model.usual_
    target = np.where(model.labels_[:, None] == np.arange(len(model.classes_)), 1.0, -1.0)
    kept = like[np.ix_(~members, ~members)]
    weight = np.bincount(model.labels_)[model.labels_] ** -0.5
    weight = (weight / weight.mean())[~members]
    dual = np.linalg.solve(kept + np.diag(1.0 / weight), target[~members] - usual)
    expected = like[np.ix_(members, ~members)] @ dual + usual
    np.testing.assert_allclose(left_out[members], expected, atol=1e-6)


@pytest.mark.parametrize("encoder", [None, ConceptEncoder()])
def test_saved_and_loaded_it_says_the_same_in_the_same_bytes(tmp_path, encoder):
    model, again = fit(encoder), fit(encoder)
    assert save_classifier(model, tmp_path / "a") == save_classifier(again, tmp_path / "b")
    for name in (ARRAYS, MANIFEST):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == sorted([ARRAYS, MANIFEST])
    known = CategoryTexts(CATEGORIES, encoder)
    loaded = load_classifier(tmp_path / "a", categories=known, encoder=encoder)
    asked = TEXTS[::7] + [("hungry", "")]
    np.testing.assert_array_equal(loaded.predict_proba(asked), model.predict_proba(asked))
    assert loaded.because(TEXTS[0], "45") == model.because(TEXTS[0], "45")


def test_nothing_saved_can_run(tmp_path):
    save_classifier(fit(ConceptEncoder()), tmp_path)
    with np.load(tmp_path / ARRAYS, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays)
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    assert "Otter" not in json.dumps(manifest)


def test_a_changed_missing_or_foreign_model_is_refused_in_words(tmp_path):
    with pytest.raises(ValueError, match="no trained classifier"):
        load_classifier(tmp_path)
    encoder = ConceptEncoder()
    save_classifier(fit(encoder), tmp_path)
    with pytest.raises(ValueError, match="trained with the encoder concepts 1"):
        load_classifier(tmp_path, categories=CategoryTexts(CATEGORIES))
    with pytest.raises(ValueError, match="other categories"):
        load_classifier(tmp_path, categories=CategoryTexts([]), encoder=encoder)
    arrays = bytearray((tmp_path / ARRAYS).read_bytes())
    arrays[len(arrays) // 2] ^= 1
    (tmp_path / ARRAYS).write_bytes(bytes(arrays))
    with pytest.raises(ValueError, match="not those that were written"):
        load_classifier(tmp_path, categories=CategoryTexts(CATEGORIES, encoder), encoder=encoder)
    (tmp_path / MANIFEST).write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="cannot be used"):
        load_classifier(tmp_path)


@pytest.mark.parametrize(
    ("texts", "labels", "says"),
    [
        ([("a tree", "")], ["1"], "at least two"),
        ([], [], "at least two"),
        ([("a tree", "")], ["1", "2"], "one label"),
        (["tree", "bush"], ["1", "2"], "list of fields"),
        ([("the",), ("of",)], ["1", "2"], "No text has a word"),
    ],
)
def test_nothing_to_learn_from_is_said(texts, labels, says):
    with pytest.raises(ValueError, match=says):
        TextClassifier().fit(texts, labels)
    with pytest.raises(ValueError, match="above zero"):
        TextClassifier(ridge=0.0).fit(TEXTS, LABELS)


@pytest.mark.parametrize("text", ["", "😀", "كهرباء", "\ud800", "x" * 9_000, "the of and"])
def test_odd_texts_get_chances_too(by_meaning, text):
    chances = by_meaning.predict_proba([(text,), (text, text)])
    assert np.isfinite(chances).all()
    np.testing.assert_allclose(chances.sum(axis=1), 1.0)


def test_estimator_manners():
    model = TextClassifier(ridge=2.0, neighbours=7)
    assert clone(model).get_params() == {"ridge": 2.0, "neighbours": 7}
    with pytest.raises(NotFittedError):
        model.predict_proba([("tree",)])
    assert fit().predict_proba([]).shape[0] == 0


def test_labels_may_be_beginnings_of_codes_or_have_lost_a_zero():
    known = CategoryTexts([Category("03100000", "Crops"), Category("45300000", "Electrics")])
    assert classes_by_code(["03", "45"], known) == {"03100000": "03", "45300000": "45"}
    assert classes_by_code(["3", "45"], known) == {"03100000": "3", "45300000": "45"}
    assert classes_by_code(["45300000", "1"], known)["45300000"] == "45300000"
    assert classes_by_code(["Electrics"], known) == {}


def test_too_many_examples_are_thinned_evenly_by_class():
    labels = ["a"] * 80 + ["b"] * 20
    kept = thinned(labels, 10)
    assert len(kept) == 10 and list(kept) == sorted(kept)
    assert sum(labels[i] == "a" for i in kept) == 8
    assert list(thinned(labels, 200)) == list(range(100))


def test_a_judge_who_knows_gets_the_say():
    generator = np.random.default_rng(5)
    right = generator.integers(0, 4, 300)
    knows = np.eye(4)[right] * 3 + generator.normal(size=(300, 4))
    guesses = generator.normal(size=(300, 4))
    logit = ConditionalLogit().fit([knows, guesses], right)
    assert logit.weights_[0] > 10 * logit.weights_[1] >= 0
    assert ConditionalLogit().fit([knows, -knows + guesses], right).weights_[1] == 0.0
    chances = logit.predict_proba([knows, guesses])
    assert (chances.argmax(axis=1) == right).mean() > 0.8


def test_chances_hold_what_they_promise():
    generator = np.random.default_rng(5)
    scores = generator.normal(size=(4_000, 3)) * 2
    right = np.array([generator.choice(3, p=p) for p in softmax(scores)])
    boastful = softmax(scores * 3)
    chance = Chance().fit(boastful, right).transform(boastful).max(axis=1)
    hit = boastful.argmax(axis=1) == right
    for low in (0.5, 0.7, 0.9):
        among = (chance >= low) & (chance < low + 0.1)
        assert abs(chance[among].mean() - hit[among].mean()) < 0.05


def test_views_are_unit_rows_and_come_back_from_plain():
    kernel = TextKernel().fit(TEXTS)
    rows = kernel.transform(TEXTS)
    np.testing.assert_allclose(np.asarray(rows.multiply(rows).sum(axis=1)), 3.0, rtol=1e-5)
    again = TextKernel.from_plain(*kernel.to_plain())
    assert (again.transform(TEXTS) != rows).nnz == 0


def test_a_text_is_encoded_once():
    asked = []

    class Counting(ConceptEncoder):
        def encode(self, texts):
            asked.extend(texts)
            return super().encode(texts)

    encoder = RememberingEncoder(Counting())
    first = encoder.encode(["roof", "meals", "roof"])
    np.testing.assert_array_equal(encoder.encode(["meals", "roof"]), first[[1, 0]])
    assert asked == ["roof", "meals"]
    assert encoder.encode([]).shape == (0, encoder.dimensions)
