import csv

import pytest

from brokerage.matchmaking.queries.suggestions import get_learned_folder, suggest_categories
from brokerage.matchmaking.service.categories import load_reference_categories
from brokerage.matchmaking.service.training import prepare_vectors
from tests.matching.coded import ConceptEncoder, notices


@pytest.fixture(autouse=True)
def _seed(db_session):
    load_reference_categories()
    db_session.commit()


@pytest.fixture
def encoder(app):
    """The optional model may not be installed; one that knows five concepts always is."""
    app.extensions["encoder"] = ConceptEncoder()


@pytest.fixture
def coded(tmp_path):
    path = tmp_path / "coded.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [(*fields, label) for fields, label in notices()]
        csv.writer(file).writerows([("title", "description", "cpv_division"), *rows])
    return path


def train(app, path):
    runner = app.test_cli_runner()
    return runner.invoke(args=["brokerage", "train-categories", str(path)])


def test_without_vectors_words_alone_suggest(app, encoder):
    found = suggest_categories("cpv", "sparky")
    assert found[0].code == "45300000"
    assert found[0].because == ("sparky",)
    assert found[0].band == ""
    assert suggest_categories("cpv", "mucky") == []


def test_prepared_vectors_let_meaning_suggest(app, encoder):
    assert suggest_categories("cpv", "mucky") == []
    assert prepare_vectors() == ["cpv", "cause", "skill"]
    assert prepare_vectors() == []
    assert suggest_categories("cpv", "sparky")[0].band == "high"
    result = app.test_cli_runner().invoke(args=["brokerage", "prepare-suggestions"])
    assert result.output == "Prepared: nothing was missing\n"


def test_an_operators_notices_add_to_the_suggestions(app, encoder, coded):
    said = "mowing at Larch Court"
    result = train(app, coded)
    assert result.output == "Learned 4 codes from 80 notices, by words and meaning\n"
    reasons = [reason for each in suggest_categories("cpv", said) for reason in each.reasons]
    assert any(reason.startswith("notices with words like") for reason in reasons)


def test_a_model_that_cannot_be_read_is_done_without(app, coded):
    app.extensions["encoder"] = None
    assert train(app, coded).output.endswith("by words alone: no sentence encoder\n")
    assert suggest_categories("cpv", "sparky")[0].band == "high"
    (get_learned_folder("cpv") / "classifier.npz").write_bytes(b"")
    (get_learned_folder("cpv") / "classifier.json").touch()
    app.extensions["category_suggesters"].clear()
    assert suggest_categories("cpv", "sparky")[0].band == ""


def test_a_bad_file_is_refused_in_a_sentence(app, tmp_path):
    result = train(app, tmp_path / "missing.csv")
    assert result.exit_code == 1
    assert "missing.csv: No such file" in result.output
