"""What coded notices and the sentence encoder teach about categories, kept in the data folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from brokerage.errors import DomainError
from brokerage.matchmaking.queries.meaning import find_encoder
from brokerage.matchmaking.queries.suggestions import (
    VECTORS_FOLDER,
    get_learned_folder,
    list_known,
)
from brokerage.matchmaking.rules import Scheme, passages_digest

if TYPE_CHECKING:
    from matching.category_texts import CategoryTexts
    from matching.semantic import Encoder

A_SLICE = 64
"""Texts that are encoded at once: a second or two of work."""


def train_from_notices(file: Path, text: Sequence[str], label: str) -> dict[str, Any]:
    """Learn CPV codes from a file of coded notices; return what was learned from (DomainError)."""
    from matching.category_texts import CategoryTexts  # noqa: PLC0415  # slow to import
    from matching.classify_command import learn_and_keep  # noqa: PLC0415  # slow to import

    texts, folder = CategoryTexts(list_known(Scheme.CPV)), get_learned_folder(Scheme.CPV)
    encoder = find_encoder()
    if encoder is not None:
        texts.load(folder / VECTORS_FOLDER, encoder.name)
    try:
        return learn_and_keep(file, folder, text, label, categories=texts, encoder=encoder)
    except ValueError as error:
        raise DomainError(str(error)) from error


def prepare_vectors() -> list[str]:
    """Encode the categories whose vectors are missing or of another state; return their schemes.

    This takes minutes for a full list.
    """
    prepared: list[str] = []
    for each in _unprepared():
        while each.encode_some():
            pass
        prepared.append(each.scheme)
    return prepared


def prepare_some_vectors() -> tuple[bool, str]:
    """Encode a few more texts of the first scheme that needs it.

    Say whether there was such a scheme, and give its name if it is whole now ("" otherwise). Each
    slice stays on disk until then, so that no stop loses much and other work has its turn.
    """
    for each in _unprepared():
        return True, "" if each.encode_some() else each.scheme
    return False, ""


def _unprepared() -> Iterator[_Unprepared]:
    """Give the schemes without vectors for what they say now; none where there is no encoder."""
    from matching.category_texts import CategoryTexts  # noqa: PLC0415  # slow to import

    encoder = find_encoder()
    for scheme in Scheme if encoder is not None else ():
        known, folder = list_known(scheme), get_learned_folder(scheme)
        texts = CategoryTexts(known)
        if encoder and known and not texts.load(folder / VECTORS_FOLDER, encoder.name):
            slices = EncodedSlices(
                encoder, folder / "being-encoded", [*texts.phrases, *texts.texts]
            )
            yield _Unprepared(scheme.value, texts, slices, folder / VECTORS_FOLDER)


@dataclass(frozen=True)
class _Unprepared:
    scheme: str
    texts: CategoryTexts
    slices: EncodedSlices
    folder: Path

    def encode_some(self) -> bool:
        """Encode one slice; where there is none left, keep the whole and say so with False."""
        from matching.category_texts import CategoryTexts  # noqa: PLC0415  # slow to import

        if self.slices.encode_next():
            return True
        CategoryTexts(self.texts.categories, self.slices).save(self.folder)
        self.slices.remove()
        return False


class EncodedSlices:
    """An encoder that knows the vectors of what was encoded before, slice by slice, on disk."""

    def __init__(self, encoder: Encoder, folder: Path, texts: Sequence[str]) -> None:
        self.name, self.dimensions = encoder.name, encoder.dimensions
        self._encoder, self._folder = encoder, folder
        unlike = list(dict.fromkeys(texts))
        slices = [unlike[at : at + A_SLICE] for at in range(0, len(unlike), A_SLICE)]
        self._slices = {folder / f"{passages_digest(self.name, each)}.npy": each for each in slices}
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def encode_next(self) -> bool:
        """Encode the first slice that is not there and say if there was one.

        What else is in the folder is of other texts and goes.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        for stray in set(self._folder.iterdir()) - set(self._slices):
            stray.unlink(missing_ok=True)
        for path, each in self._slices.items():
            if each[0] not in self._vectors and not self._take(path, each):
                self._write(path, self._encoder.encode(each))
                return True
        return False

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give the vectors of texts that were encoded before (KeyError for others)."""
        return np.stack([self._vectors[each] for each in texts])

    def remove(self) -> None:
        """Remove the slices: what they are for is whole."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _take(self, path: Path, texts: Sequence[str]) -> bool:
        try:
            rows = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return False
        if rows.shape != (len(texts), self.dimensions):
            return False
        self._vectors |= dict(zip(texts, rows, strict=True))
        return True

    def _write(self, path: Path, rows: NDArray[np.float32]) -> None:
        draft = path.with_suffix(".draft")
        with draft.open("wb") as file:
            np.save(file, rows, allow_pickle=False)
        draft.replace(path)
