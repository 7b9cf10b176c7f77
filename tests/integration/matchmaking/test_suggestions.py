import csv
import shutil
import threading

import numpy as np
import pytest

from brokerage.matchmaking import tasks
from brokerage.matchmaking.queries import suggestions
from brokerage.matchmaking.queries.suggestions import get_learned_folder, suggest_categories
from brokerage.matchmaking.rules import Scheme
from brokerage.matchmaking.service import mark_changed, training
from brokerage.matchmaking.service.categories import (
    CategoryRow,
    load_reference_categories,
    save_categories,
)
from brokerage.matchmaking.service.training import prepare_vectors
from matching.category_texts import CategoryTexts
from tests.matching.coded import ConceptEncoder, notices


@pytest.fixture(autouse=True)
def _seed(app, db_session):
    load_reference_categories()
    db_session.commit()
    yield
    for name in ("category_suggesters", "prepared_lists"):
        app.extensions.pop(name, None)
    shutil.rmtree(app.extensions["config"].data_folder / "categories", ignore_errors=True)


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
    assert prepare_vectors() == ["cpv", "cause", "skill", "topic"]
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


class CountingEncoder(ConceptEncoder):
    """Counts the texts that it is asked for, and may break down."""

    def __init__(self, breaks_after=None):
        super().__init__()
        self.count, self.breaks_after = 0, breaks_after

    def encode(self, texts):
        if self.breaks_after is not None and self.count >= self.breaks_after:
            raise RuntimeError("out of breath")
        self.count += len(texts)
        return super().encode(texts)


def unlike_texts():
    found = 0
    for scheme in Scheme:
        texts = CategoryTexts(suggestions.list_known(scheme))
        found += len({*texts.phrases, *texts.texts})
    return found


def test_jobs_prepare_the_suggestions_a_slice_at_a_time(app, monkeypatch):
    monkeypatch.setattr(training, "A_SLICE", 1_000)
    encoder = app.extensions["encoder"] = CountingEncoder()
    assert suggest_categories("cpv", "mucky") == []
    runs = 0
    while tasks.has_unprepared():
        before = encoder.count
        tasks.prepare_some_suggestions()
        assert encoder.count - before <= training.A_SLICE
        runs += 1
    assert encoder.count == unlike_texts()
    assert runs > encoder.count / training.A_SLICE
    assert not (get_learned_folder("cpv") / "being-encoded").exists()
    assert suggest_categories("cpv", "sparky")[0].band == "high"
    assert prepare_vectors() == []


def test_what_was_encoded_before_a_stop_is_not_encoded_again(app):
    app.extensions["encoder"] = CountingEncoder(breaks_after=300)
    with pytest.raises(RuntimeError):
        prepare_vectors()
    damaged = min((get_learned_folder("cpv") / "being-encoded").iterdir())
    damaged.write_bytes(b"")
    encoder = app.extensions["encoder"] = CountingEncoder()
    assert prepare_vectors() == ["cpv", "cause", "skill", "topic"]
    assert encoder.count == unlike_texts() - 320 + training.A_SLICE


def test_slices_give_the_vectors_that_one_go_gives(app):
    encoder = app.extensions["encoder"] = ConceptEncoder()
    prepare_vectors()
    known = suggestions.list_known("cause")
    kept = CategoryTexts(known)
    assert kept.load(get_learned_folder("cause") / "categories", encoder.name)
    assert np.array_equal(kept.raw_phrases, CategoryTexts(known, encoder).raw_phrases)


def test_a_changed_list_is_prepared_again(app, db_session, monkeypatch):
    monkeypatch.setattr(training, "A_SLICE", 1_000)
    app.extensions["encoder"] = ConceptEncoder()
    while tasks.has_unprepared():
        tasks.prepare_some_suggestions()
    save_categories(
        "cause",
        [
            CategoryRow(
                code="bees", level="cause", label="Bees", group_label=None, words="honey;hives"
            )
        ],
    )
    db_session.commit()
    assert tasks.has_unprepared()
    while tasks.has_unprepared():
        tasks.prepare_some_suggestions()
    texts = CategoryTexts(suggestions.list_known("cause"))
    assert texts.load(get_learned_folder("cause") / "categories", "concepts 1")


def test_without_an_encoder_there_is_nothing_to_prepare_and_no_end_of_asking(app):
    app.extensions["encoder"] = None
    tasks.prepare_some_suggestions()
    assert not tasks.has_unprepared()


def test_while_one_thread_builds_the_others_answer_by_the_former(app, db_session, monkeypatch):
    former = suggestions.get_suggester("cause")
    mark_changed("category", 0)
    db_session.commit()
    begun, go_on = threading.Event(), threading.Event()

    def build(scheme):
        begun.set()
        assert go_on.wait(30)
        return build_now(scheme)

    build_now = suggestions._build
    monkeypatch.setattr(suggestions, "_build", build)
    version = suggestions._version_of("cause")
    monkeypatch.setattr(suggestions, "_version_of", lambda scheme: version)
    monkeypatch.setattr(suggestions, "list_known", lambda scheme: [])
    found = []

    def ask():
        with app.app_context():
            found.append(suggestions.get_suggester("cause"))

    builder = threading.Thread(target=ask)
    builder.start()
    assert begun.wait(30)
    assert suggestions.get_suggester("cause") is former
    go_on.set()
    builder.join()
    assert found[0] is not former
    assert suggestions.get_suggester("cause") is found[0]


def test_a_hint_says_how_sure_it_is_and_why():
    def hint(**fields):
        return suggestions.SuggestedCategory("1", "One", **fields).hint

    assert hint(because=("boiler", "repairs")) == "Because you wrote “boiler” and “repairs”"
    reasons = ("because you wrote “boiler”", "close in meaning to “heating”")
    said = hint(because=("boiler",), band="high", reasons=reasons)
    assert said == f"Very likely: {reasons[0]} and {reasons[1]}"
    assert hint(because=(), band="low", reasons=()) == "Perhaps"
    assert hint(because=()) is None
