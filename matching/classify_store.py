"""A trained classifier on disk: one file of arrays, and JSON with its digest beside it."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.utils.validation import check_is_fitted

from matching.category_texts import CategoryTexts
from matching.classify import TextClassifier, classes_by_code
from matching.semantic import Encoder
from matching.stacking import Chance, ConditionalLogit
from matching.text_kernel import VIEWS, TextKernel

ARRAYS, MANIFEST = "classifier.npz", "classifier.json"
_FORMAT = 1


def save_classifier(model: TextClassifier, folder: Path) -> str:
    """Write a fitted classifier and return the SHA-256 of its arrays (OSError).

    The same examples give the same bytes. A reader between the two writes finds that the digest
    does not fit, and does without until the second.
    """
    check_is_fitted(model, "stack_")
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f"{ARRAYS}.new"
    with new.open("wb") as file:
        np.savez(file, allow_pickle=False, **_arrays(model))
        file.flush()
        os.fsync(file.fileno())
    digest = _digest(new)
    manifest = {
        "format": _FORMAT,
        "sha256": digest,
        "encoder": model.encoder_name_,
        "settings": model.get_params(),
        "classes": model.classes_.tolist(),
        "taught": model.taught_,
        "terms": model.kernel_.to_plain()[0],
    }
    new.replace(folder / ARRAYS)
    written = folder / f"{MANIFEST}.new"
    written.write_text(json.dumps(manifest, ensure_ascii=False) + "\n", encoding="utf-8")
    written.replace(folder / MANIFEST)
    return digest


def _arrays(model: TextClassifier) -> dict[str, Any]:
    rarity = model.kernel_.to_plain()[1]
    arrays = {
        "rows_values": model.rows_.data,
        "rows_columns": model.rows_.indices,
        "rows_ends": model.rows_.indptr,
        "labels": model.labels_,
        "dual": model.dual_,
        "usual": model.usual_,
        "weights": model.stack_.weights_,
        "chance": model.chance_.line_,
        **{f"rarity_{view}": rarity[view] for view in VIEWS},
    }
    if model.vectors_ is not None:
        arrays |= {"vectors": model.vectors_, "center": model.center_}
    return arrays


def load_classifier(
    folder: Path, *, categories: CategoryTexts | None = None, encoder: Encoder | None = None
) -> TextClassifier:
    """The classifier of a folder, for the categories and the encoder that it was trained with.

    Raises ValueError where there is none, a file was changed, or the encoder is another.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != _FORMAT or manifest["sha256"] != _digest(folder / ARRAYS):
            raise ValueError("the arrays are not those that were written")
        with np.load(folder / ARRAYS, allow_pickle=False) as file:
            arrays = dict(file)
        return _restore(manifest, arrays, categories, encoder)
    except OSError as error:
        raise ValueError(f"{folder}: no trained classifier ({error.strerror}).") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{folder}: the trained classifier cannot be used: {error}.") from error


def _restore(
    manifest: dict[str, Any],
    arrays: dict[str, Any],
    categories: CategoryTexts | None,
    encoder: Encoder | None,
) -> TextClassifier:
    named = manifest["encoder"]
    if named is not None and (encoder is None or encoder.name != named):
        raise ValueError(f"it was trained with the encoder {named}")
    model = TextClassifier(**manifest["settings"])
    model.classes_ = np.array(manifest["classes"], dtype=str)
    model.taught_ = list(manifest["taught"])
    model.encoder_, model.encoder_name_ = (encoder if named else None), named
    model.kernel_ = TextKernel.from_plain(
        manifest["terms"], {view: arrays[f"rarity_{view}"] for view in VIEWS}
    )
    parts = (arrays["rows_values"], arrays["rows_columns"], arrays["rows_ends"])
    width = sum(len(manifest["terms"][view]) for view in VIEWS)
    model.rows_ = sparse.csr_matrix(parts, shape=(len(arrays["labels"]), width))
    model.vectors_, model.center_ = arrays.get("vectors"), arrays.get("center")
    model.labels_, model.dual_, model.usual_ = (
        arrays[name] for name in ("labels", "dual", "usual")
    )
    model.stack_, model.chance_ = ConditionalLogit(), Chance()
    model.stack_.weights_, model.chance_.line_ = arrays["weights"], arrays["chance"]
    model.take_categories(categories, classes_by_code(model.taught_, categories))
    if len(model.stack_.weights_) != model.count_judges():
        raise ValueError("it was trained with other categories")
    return model


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
