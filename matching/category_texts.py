"""What categories say of themselves: their texts and phrases, with sentence vectors of both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.semantic import Encoder
from matching.suggest import Category

Vectors = NDArray[np.float32]

CONCENTRATION = 20.0
"""How sharply closeness counts: the scale that all-MiniLM-L6-v2 was trained with (Reimers and
Gurevych, 2019), so that exp(20 · cosine) is what the model itself means by likely."""
_UNSEEN = 1e-9
_BLOCK = 512


class CategoryTexts:
    """Categories as one text each (label and words) and as single phrases; vectors if encoded.

    Vectors are centred: what all categories have in common tells none of them from the others.
    """

    def __init__(self, categories: Sequence[Category], encoder: Encoder | None = None) -> None:
        self.categories = tuple(categories)
        phrases = [
            (owner, phrase)
            for owner, category in enumerate(self.categories)
            for phrase in dict.fromkeys((category.label, *category.words))
        ]
        self.owners = np.array([owner for owner, _ in phrases], np.int64)
        self.phrases = tuple(phrase for _, phrase in phrases)
        self.texts = tuple(
            f"{category.label}. {', '.join(category.words)}" for category in self.categories
        )
        self.encoder_name: str | None = None
        self.raw_phrases: Vectors | None = None
        self.phrase_vectors: Vectors | None = None
        self.text_vectors: Vectors | None = None
        if encoder is not None and self.categories:
            self._keep(encoder.name, encoder.encode(self.phrases), encoder.encode(self.texts))

    @property
    def digest(self) -> str:
        """SHA-256 of all that the vectors depend on beside the encoder."""
        rows = [(each.code, each.label, each.words) for each in self.categories]
        return hashlib.sha256(json.dumps(rows).encode("ascii")).hexdigest()

    def save(self, folder: Path) -> None:
        """Write the vectors into a folder, so that a later process need not encode (ValueError)."""
        if self.raw_phrases is None:
            raise ValueError("These categories have no vectors to save.")
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "phrases.npy", self.raw_phrases, allow_pickle=False)
        np.save(folder / "texts.npy", self._raw_texts, allow_pickle=False)
        manifest = {"digest": self.digest, "encoder": self.encoder_name}
        (folder / "vectors.json").write_text(json.dumps(manifest) + "\n", encoding="utf-8")

    def load(self, folder: Path, encoder_name: str) -> bool:
        """Take vectors from a folder if they are for these categories and this encoder."""
        try:
            manifest = json.loads((folder / "vectors.json").read_text(encoding="utf-8"))
            arrays = [
                np.load(folder / name, allow_pickle=False) for name in ("phrases.npy", "texts.npy")
            ]
        except (OSError, ValueError):
            return False
        if manifest != {"digest": self.digest, "encoder": encoder_name}:
            return False
        if [len(each) for each in arrays] != [len(self.phrases), len(self.texts)]:
            return False
        self._keep(encoder_name, *arrays)
        return True

    def closeness(self, vectors: Vectors) -> NDArray[np.float32]:
        """Cosines of centred text vectors with every phrase: texts × phrases."""
        if self.phrase_vectors is None:
            raise ValueError("These categories have no vectors: give an encoder.")
        return np.asarray(vectors @ self.phrase_vectors.T, np.float32)

    def likelihood(self, vectors: Vectors, classes: NDArray[np.int64], size: int) -> Vectors:
        """Log density of each text under each class: texts × `size`.

        A kernel density of von Mises-Fisher form over the class's phrases; `classes` gives the
        class of each category, -1 for none.
        """
        of_phrase = classes[self.owners]
        used = of_phrase >= 0
        member = np.zeros((int(used.sum()), size), np.float32)
        member[np.arange(len(member)), of_phrase[used]] = 1.0
        found = [
            np.log(np.exp(CONCENTRATION * self.closeness(block)[:, used]) @ member + _UNSEEN)
            for block in np.split(vectors, range(_BLOCK, len(vectors), _BLOCK))
        ]
        return np.concatenate(found).astype(np.float32)

    def _keep(self, name: str, phrases: Vectors, texts: Vectors) -> None:
        self.encoder_name = name
        self.raw_phrases, self._raw_texts = phrases, texts
        self.phrase_vectors = phrases - phrases.mean(axis=0)
        self.text_vectors = texts - texts.mean(axis=0)
