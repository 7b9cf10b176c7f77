import csv

import pytest

from matching.category_texts import CategoryTexts
from matching.classify import normalised
from matching.classify_command import classify, train_categories
from matching.classify_store import load_classifier
from matching.examples import grouped_folds, read_examples, shipped_categories
from matching.retrieval_set import MalformedSetError
from tests.matching.coded import notices


@pytest.fixture
def coded(tmp_path):
    path = tmp_path / "coded.csv"
    write(path, [(*fields, label) for fields, label in notices()])
    return path


def write(path, rows, heading=("title", "description", "cpv_division")):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])


@pytest.fixture(autouse=True)
def _without_encoder(monkeypatch):
    """What is measured here must be the same whether or not the optional model is installed."""
    monkeypatch.setattr("matching.classify_command.load_encoder", lambda: None)


def test_figures_of_five_folds_beside_a_linear_baseline(coded):
    figures = classify(coded)
    assert (figures["rows"], figures["classes"], figures["encoder"]) == (80, 4, None)
    assert 0.9 <= figures["top1"] <= figures["top3"] <= 1.0
    assert 0.9 <= figures["macro_f1"] <= 1.0
    assert set(figures["baseline"]) == {"top1", "top3", "macro_f1"}
    assert figures["top1"] >= figures["baseline"]["top1"] > 0.5
    assert figures["seconds"] > 0


def test_figures_of_a_test_file(coded, tmp_path):
    test = tmp_path / "later.csv"
    rows = [("Hedges", "", "77"), ("Boilers", "", "45"), ("Zeppelin", "", "60"), ("", "", "45")]
    write(test, rows)
    figures = classify(coded, test)
    assert (figures["rows"], figures["classes"]) == (3, 3)
    assert figures["top1"] == pytest.approx(2 / 3, abs=1e-4)
    assert classify(coded, test, text=["description", "title"])["rows"] == 3


def test_two_classes_have_margins_too(coded, tmp_path):
    two = tmp_path / "two.csv"
    write(two, [(*f, label) for f, label in notices() if label in ("45", "55")])
    assert classify(two)["baseline"]["top3"] == 1.0


def test_folds_never_part_a_title():
    rows = [((title, str(i)), label) for i, ((title, _), label) in enumerate(notices())]
    rows += [((f"  {title.upper()}!!", "again"), label) for (title, _), label in rows[::3]]
    rows += [(("Rare one", ""), "99"), (("Rare two", ""), "98")]
    folds = grouped_folds(rows)
    assert len(folds) == 5
    assert sorted(row for _, asked in folds for row in asked) == list(range(len(rows)))
    for known, asked in folds:
        titles = [{normalised(rows[i][0][0]) for i in side} for side in (known, asked)]
        assert not titles[0] & titles[1]
        assert {rows[i][1] for i in asked} >= {"45", "55", "77", "90"}


def test_folds_of_few_rows():
    rows = [(("a",), "1"), (("b",), "2"), (("B!",), "3")]
    assert len(grouped_folds(rows)) == 2
    with pytest.raises(MalformedSetError, match="same title"):
        grouped_folds(rows[1:])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"title,cpv_division\na,45\n", "no column is called 'description'"),
        (b"title,description,cpv_division\n", "no row has a label and a text"),
        (b"title,description,cpv_division\na,b,45\nc,d,45\n", "says the same in each row"),
        (b"title,description,cpv_division\n\xff\xfe,b,45\n", "not UTF-8"),
        (b"title,description,cpv_division\n" + b"a" * 10_000_000 + b",b,45\n", "line 2: not CSV"),
        (b"title,description,cpv_division\na\x00,b\n", "no row has a label"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_fault(tmp_path, content, says):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    for command in (classify, lambda file: train_categories(file, tmp_path / "into")):
        with pytest.raises(MalformedSetError, match=says) as refused:
            command(path)
        assert "\n" not in str(refused.value)
    assert not (tmp_path / "into").exists()


def test_no_file_no_columns_and_no_folder(tmp_path, coded):
    with pytest.raises(MalformedSetError, match="No such file"):
        classify(tmp_path / "nowhere.csv")
    with pytest.raises(MalformedSetError, match="at least one column"):
        read_examples(coded, (), "cpv_division")
    with pytest.raises(MalformedSetError, match="coded.csv"):
        train_categories(coded, coded / "inside")


def test_what_an_operators_notices_teach_is_kept(coded, tmp_path):
    told = train_categories(coded, tmp_path / "into")
    again = train_categories(coded, tmp_path / "again")
    assert told == again | {"rows": 80, "classes": 4, "encoder": None}
    model = load_classifier(tmp_path / "into", categories=CategoryTexts(shipped_categories()))
    assert model.predict([("Mowing of lawns",)])[0] == "77"
    assert {"33", "80"} <= set(model.classes_)


def test_a_spreadsheets_mark_and_short_rows_are_read(tmp_path):
    path = tmp_path / "marked.csv"
    path.write_bytes("\ufefftitle,cpv_division\nRoof,45\nMeals\n\nLawn,77\n".encode())
    assert read_examples(path, ["title"], "cpv_division") == [(("Roof",), "45"), (("Lawn",), "77")]


def test_lists_that_ship():
    assert {c.code[:2] for c in shipped_categories()} >= {"45", "79", "98"}
    assert shipped_categories("skill") == [] and shipped_categories("skills")
