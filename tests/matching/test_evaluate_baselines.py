import re
from importlib.util import find_spec

import numpy as np
import pytest

from matching import evaluate_baselines
from matching.evaluate import evaluate
from matching.evaluate_baselines import (
    ALONE,
    WITH_ENCODER,
    _halves,
    baselines,
    bm25_sentences,
    paired_interval,
    sentences,
)
from matching.retrieval_set import RetrievalSet

DATA = RetrievalSet(
    "tiny",
    (
        ("boiler", "Warm Homes", "boiler repairs and radiators"),
        ("rewire", "Bright Sparks", "electricians rewire shops and homes"),
        ("garden", "Green Fingers", "hedges, lawns and gardens"),
        ("caterer", "Café Ana", "catering and buffet lunches"),
    ),
    {"1": "repairing boilers", "2": "electrican", "3": "garden", "4": "NOT: (zzz)"},
    {q: {"boiler": 1.0} for q in "1234"},
)
MEANS = {"boiler": 0, "rewire": 1, "electrican": 1, "garden": 2, "lawns": 2, "catering": 3}


def encode(texts):
    """Unit vectors by the first word of known meaning; of none, one that is far from all."""
    found = [[MEANS[w] for w in re.findall(r"\w+", text) if w in MEANS] for text in texts]
    return np.eye(5, dtype=np.float32)[[(means or [4])[0] for means in found]]


class Invented:
    """An encoder of these five meanings."""

    name, dimensions = "invented", 5

    def encode(self, texts):
        return encode(texts)


def invented(queries, documents):
    """Queries that each take two words of one document out of many."""
    rng = np.random.default_rng(0)
    words = [f"{a}{b}{c}ock" for a in "bcdfgh" for b in "aeiou" for c in "lmnrst"]
    texts = [" ".join(rng.choice(words, 6)) for _ in range(documents)]
    asked = {f"q{row}": " ".join(texts[row].split()[:2]) for row in range(queries)}
    corpus = tuple((f"d{row}", "", text) for row, text in enumerate(texts))
    return RetrievalSet("many", corpus, asked, {q: {"d" + q[1:]: 1.0} for q in asked})


@pytest.mark.parametrize("name", [n for n in ALONE if n not in ("bm25s", "tantivy")])
def test_words_that_are_spelt_alike_come_first(name):
    found = ALONE[name](DATA)
    assert list(found) == list(DATA.queries)
    assert found["3"][0] == "garden" if name != "tfidf" else found["3"] == []
    assert found["4"] == []


@pytest.mark.parametrize(
    ("name", "stems", "slips"),
    [
        ("tfidf", False, False),
        ("tfidf_stemmed", True, False),
        ("bm25", True, False),
        ("tfidf_characters", True, True),
        ("bm25_characters", True, True),
    ],
)
def test_what_stems_and_characters_find(name, stems, slips):
    found = ALONE[name](DATA)
    assert (found["1"][:1] == ["boiler"]) is stems
    assert (found["2"][:1] == ["rewire"]) is slips


@pytest.mark.parametrize("name", ["bm25s", "tantivy"])
def test_a_library_finds_it_too_or_is_said_to_be_missing(name):
    found = ALONE[name](DATA)
    if find_spec(name) is None:
        assert found is None
    else:
        assert (found["1"], found["3"], found["4"]) == (["boiler"], ["garden"], [])


@pytest.mark.parametrize("name", ["bm25s", "tantivy"])
def test_a_library_that_is_not_installed_is_none(name, monkeypatch):
    monkeypatch.setattr(evaluate_baselines, "find_spec", lambda _: None)
    assert ALONE[name](DATA) is None


def test_more_queries_than_a_block_and_a_corpus_deeper_than_the_list():
    many = invented(300, 400)
    for name in ("tfidf", "bm25", "lsa"):
        found = ALONE[name](many)
        assert list(found) == list(many.queries)
        assert max(map(len, found.values())) <= evaluate_baselines.DEPTH
        assert all("d" + q[1:] in found[q] for q in found)


def test_the_encoder_alone_and_by_halves():
    assert sentences(DATA, encode)["2"][0] == "rewire"
    assert sentences(DATA, encode)["1"] == []
    halves = bm25_sentences(DATA, encode)
    assert (halves["1"][0], halves["2"][0]) == ("boiler", "rewire")


def test_halves_weigh_the_same_whatever_the_scale_of_each():
    loud, quiet = np.array([[2000.0, 4000, 3000]]), np.array([[-0.1, -0.3, -0.2]])
    both = _halves(lambda _: loud, lambda _: quiet)(slice(None))
    np.testing.assert_allclose(both, [[0.5, 0.5, 0.5]])
    flat = _halves(lambda _: np.ones((1, 3)), lambda _: loud)(slice(None))
    np.testing.assert_allclose(flat, [[0, 0.5, 0.25]])


def test_each_text_is_encoded_once():
    seen = []

    def counting(texts):
        seen.extend(texts)
        return encode(texts)

    found = baselines(DATA, counting)
    assert len(seen) == len(set(seen)) == len(DATA.corpus) + len(DATA.queries)
    assert all(found[name] for name in WITH_ENCODER)


def test_without_an_encoder_those_that_need_one_are_none():
    found = baselines(DATA)
    assert [name for name in found if name in WITH_ENCODER and found[name] is not None] == []
    assert list(found) == [*ALONE, *WITH_ENCODER]


def test_the_interval_is_of_the_mean_of_pairs():
    rng = np.random.default_rng(1)
    hard = rng.random(400)  # how hard a query is moves both: only the pair's difference counts
    gain = rng.normal(0.02, 0.05, 400)
    low, high = paired_interval(hard + gain, hard)
    width = 1.96 * gain.std() / 20
    assert low == pytest.approx(gain.mean() - width, abs=width / 10)
    assert high == pytest.approx(gain.mean() + width, abs=width / 10)


def test_the_interval_is_repeatable_turns_with_its_sides_and_is_a_point_without_spread():
    ours, theirs = [0.5, 0.9, 0.1, 1.0], [0.4, 0.5, 0.3, 0.2]
    assert paired_interval(ours, theirs) == paired_interval(ours, theirs)
    assert paired_interval(ours, theirs, seed=1) != paired_interval(ours, theirs, seed=2)
    low, high = paired_interval(ours, theirs)
    assert paired_interval(theirs, ours) == pytest.approx((-high, -low))
    assert paired_interval([0.75] * 3, [0.5] * 3) == (0.25, 0.25)


@pytest.mark.parametrize(
    ("ours", "theirs", "fault"),
    [([], [], "at least one"), ([1.0], [1.0, 0.5], "same queries"), ([np.nan], [0.0], "number")],
)
def test_the_interval_of_nothing_is_refused(ours, theirs, fault):
    with pytest.raises(ValueError, match=fault):
        paired_interval(ours, theirs)


def test_evaluate_has_each_baseline_with_the_interval_of_the_gain(tmp_path):
    corpus = "\n".join(
        f'{{"_id": "{i}", "title": "{title}", "text": "{text}"}}' for i, title, text in DATA.corpus
    )
    (tmp_path / "corpus.jsonl").write_text(corpus, encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "repairing boilers"}\n')
    (tmp_path / "qrels.tsv").write_text("q\tc\ts\n1\tboiler\t1\n")
    found = evaluate(tmp_path, Invented())["baselines"]
    assert found["tfidf"] == {"ndcg@10": 0.0, "gain": [1.0, 1.0]}  # neither word is spelt alike
    assert found["bm25"] == {"ndcg@10": 1.0, "gain": [0.0, 0.0]}
    assert found["bm25_minilm"]["ndcg@10"] == 1.0
    assert evaluate(tmp_path)["baselines"]["minilm"] is None
