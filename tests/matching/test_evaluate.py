import json
import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse

from matching.__main__ import main
from matching.evaluate import evaluate
from matching.evaluate_baselines import Bm25
from matching.retrieval_set import load

DOCUMENTS = [
    ("a", "Warm Homes", "We repair boilers and fit radiators in older houses."),
    ("b", "Bright Sparks", "Electricians for homes, schools and shops."),
    ("c", "Café Ana", "Vegan catering for meetings."),
    ("d", "", "Gardening and the maintenance of public grounds."),
]
QUERIES = [("1", "boiler repair"), ("2", "electrican"), ("3", "caterers"), ("9", "not judged")]
JUDGED = [("1", "a", "1"), ("2", "b", "2"), ("3", "c", "1"), ("3", "d", "0")]


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "tiny-town"
    place.mkdir()
    corpus = [json.dumps({"_id": i, "title": t, "text": x}) for i, t, x in DOCUMENTS]
    queries = [json.dumps({"_id": i, "text": x}) for i, x in QUERIES]
    judged = ["query-id\tcorpus-id\tscore", *map("\t".join, JUDGED)]
    for name, lines in (
        ("corpus.jsonl", corpus),
        ("queries.jsonl", queries),
        ("qrels.tsv", judged),
    ):
        (place / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def test_figures_of_a_set_that_is_easy_by_stems_and_letters(folder):
    figures = evaluate(folder)
    assert list(figures) == [
        "set",
        "queries",
        "ndcg@10",
        "recall@100",
        "mrr@10",
        "encoder",
        "calibration",
        "exposure",
        "baselines",
        "ms_per_query",
    ]
    assert (figures["set"], figures["queries"]) == ("tiny-town", 3)
    assert figures["ndcg@10"] == figures["recall@100"] == figures["mrr@10"] == 1.0
    assert figures["baselines"]["tfidf"]["ndcg@10"] == 0.3333  # "repair" alone is spelt alike
    assert figures["baselines"]["bm25"]["ndcg@10"] == 0.6667  # a slip of the finger is not found
    assert figures["ms_per_query"] > 0


def test_the_baseline_is_plain_bm25():
    weights = Bm25().fit_transform(sparse.csr_matrix([[2, 0], [1, 1]])).toarray()
    common, rare = np.log(1 + 0.5 / 2.5), np.log(1 + 1.5 / 1.5)  # in two and in one of two
    expected = [[common * 2 * 2.5 / (2 + 1.5), 0], [common * 2.5 / 2.5, rare * 2.5 / 2.5]]
    np.testing.assert_allclose(weights, expected)


def test_measures_count_places(folder):
    (folder / "qrels.tsv").write_text("q\tc\ts\n1\tb\t1\n1\ta\t1\n2\td\t1\n", encoding="utf-8")
    figures = evaluate(folder)
    assert figures["ndcg@10"] == pytest.approx((1 / (1 + 0.6309) + 0) / 2, abs=1e-4)
    assert figures["recall@100"] == 0.25
    assert figures["mrr@10"] == 0.5


def test_one_json_line_a_folder(folder, capsys):
    assert main(["evaluate", str(folder), str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["set"] for line in lines] == ["tiny-town"] * 2


def test_only_judged_queries_count(folder):
    assert set(load(folder).queries) == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("corpus.jsonl", None, "No such file or directory"),
        ("corpus.jsonl", b"\xff\xfe", "not UTF-8 text"),
        ("corpus.jsonl", b"{", "line 1: not JSON"),
        ("corpus.jsonl", b"[1]", "line 1: not a JSON object"),
        ("corpus.jsonl", b'{"_id": 1, "text": ""}', "line 1: no text under '_id'"),
        ("corpus.jsonl", b"", "no document"),
        ("queries.jsonl", b'{"_id": "1"}', "no text under 'text'"),
        ("queries.jsonl", b"", "no query"),
        ("qrels.tsv", b"q\tc\ts\n1 a 1", "line 2: expected"),
        ("qrels.tsv", b"q\tc\ts\n1\ta\tmuch", "line 2: expected"),
        ("qrels.tsv", b"q\tc\ts\n1\ta\tnan", "line 2: expected"),
        ("qrels.tsv", b"q\tc\ts\n1\ta\t0\n", "no query with a relevant document"),
    ],
)
def test_a_malformed_folder_gets_one_line_and_exit_2(folder, capsys, name, content, fault):
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    assert main(["evaluate", str(folder)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert fault in said.err


def test_profiles_and_help_do_not_import_scikit_learn():
    code = (
        "import sys, matching, matching.profile, matching.__main__; print('sklearn' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
