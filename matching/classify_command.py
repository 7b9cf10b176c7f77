"""How well texts are coded, beside a linear baseline of the same run; what coded notices teach."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from matching.category_texts import CategoryTexts
from matching.classify import TextClassifier
from matching.classify_store import save_classifier
from matching.examples import Example, Rows, grouped_folds, read_examples, shipped_categories
from matching.retrieval_set import MalformedSetError
from matching.semantic import Encoder, load_encoder
from matching.stacking import Floats
from matching.text_kernel import Fields, RememberingEncoder

TEXT_COLUMNS = ("title", "description")
LABEL_COLUMN = "cpv_division"
CATEGORY_FOLDER = "categories"
_TOP = 3
_FEWEST_LABELS = 2


def classify(
    train: Path,
    test: Path | None = None,
    text: Sequence[str] = TEXT_COLUMNS,
    label: str = LABEL_COLUMN,
) -> dict[str, Any]:
    """Figures of the classifier and of a linear SVM over TF-IDF words, on the same rows.

    Without `test`: five folds of `train`, where rows whose first text is the same but for case
    and punctuation are never parted. Only the categories that ship are known beside the rows
    learned from. Raises MalformedSetError.
    """
    began = time.perf_counter()
    learned = _several_labels(train, text, label)
    asked = read_examples(test, text, label) if test is not None else []
    rows = learned + asked
    everything = np.arange(len(rows))
    size = len(learned)
    splits = [(everything[:size], everything[size:])] if asked else grouped_folds(learned)
    encoder = _encoder()
    categories = CategoryTexts(shipped_categories(), encoder)
    ours, theirs = _Tally(rows), _Tally(rows)
    for known, new in splits:
        fields, labels = [rows[i][0] for i in known], [rows[i][1] for i in known]
        unknown = [rows[i][0] for i in new]
        model = TextClassifier().fit(fields, labels, categories=categories, encoder=encoder)
        ours.add(new, model.predict_proba(unknown), model.classes_)
        theirs.add(new, *_baseline(fields, labels, unknown))
    return {
        "rows": len(asked or learned),
        "classes": len({each for _, each in asked or learned}),
        **ours.figures(),
        "baseline": theirs.figures(),
        "encoder": encoder.name if encoder else None,
        "seconds": round(time.perf_counter() - began, 1),
    }


def train_categories(
    file: Path,
    into: Path,
    text: Sequence[str] = TEXT_COLUMNS,
    label: str = LABEL_COLUMN,
) -> dict[str, Any]:
    """`learn_and_keep` with the categories that ship and the encoder that is installed."""
    categories = CategoryTexts(shipped_categories())
    return learn_and_keep(file, into, text, label, categories=categories, encoder=_encoder())


def learn_and_keep(
    file: Path,
    into: Path,
    text: Sequence[str],
    label: str,
    *,
    categories: CategoryTexts,
    encoder: Encoder | None,
) -> dict[str, Any]:
    """Learn from an operator's coded notices and keep what was learned in a folder.

    `categories` are those that the labels are of. Returns what was learned from; raises
    MalformedSetError. The folder then holds arrays and JSON; of the notices there is no text,
    only which words each one has.
    """
    rows = _several_labels(file, text, label)
    if encoder is not None and categories.encoder_name != encoder.name:
        categories = CategoryTexts(categories.categories, encoder)
    fields, labels = [each for each, _ in rows], [each for _, each in rows]
    model = TextClassifier().fit(fields, labels, categories=categories, encoder=encoder)
    try:
        digest = save_classifier(model, into)
        if encoder is not None:
            categories.save(into / CATEGORY_FOLDER)
    except OSError as error:
        raise MalformedSetError(f"{into}: {error.strerror or 'cannot be written'}.") from error
    return {
        "rows": len(rows),
        "classes": len(set(labels)),
        "encoder": model.encoder_name_,
        "sha256": digest,
    }


def _several_labels(path: Path, text: Sequence[str], label: str) -> list[Example]:
    rows = read_examples(path, text, label)
    if len({each for _, each in rows}) < _FEWEST_LABELS:
        raise MalformedSetError(f"{path}: {label!r} says the same in each row.")
    return rows


def _encoder() -> Encoder | None:
    encoder = load_encoder()
    return RememberingEncoder(encoder) if encoder is not None else None


def _baseline(
    fields: Sequence[Fields], labels: Sequence[str], unknown: Sequence[Fields]
) -> tuple[Floats, NDArray[np.str_]]:
    """Margins of a linear SVM over TF-IDF words with scikit-learn's defaults."""
    pipeline = make_pipeline(TfidfVectorizer(), LinearSVC(random_state=0))
    pipeline.fit([" ".join(each) for each in fields], labels)
    margins = pipeline.decision_function([" ".join(each) for each in unknown])
    if margins.ndim == 1:
        margins = np.stack([-margins, margins], axis=1)
    return margins, pipeline.classes_


class _Tally:
    """The best classes of each row that was asked about."""

    def __init__(self, rows: Sequence[Example]) -> None:
        self._labels = [label for _, label in rows]
        self._best: dict[int, list[str]] = {}

    def add(self, asked: Rows, scores: Floats, classes: NDArray[np.str_]) -> None:
        """Take in the scores (rows × classes) of the rows that were asked about."""
        order = np.argsort(-scores, axis=1, kind="stable")[:, :_TOP]
        self._best |= {
            int(row): list(classes[best]) for row, best in zip(asked, order, strict=True)
        }

    def figures(self) -> dict[str, float]:
        """Shares of rows whose label came first or among three, and the macro-averaged F1."""
        right = [self._labels[row] for row in self._best]
        first = [best[0] for best in self._best.values()]
        among = [label in best for label, best in zip(right, self._best.values(), strict=True)]
        score = f1_score(right, first, average="macro", zero_division=0.0)
        return {
            "top1": round(float(np.mean([a == b for a, b in zip(right, first, strict=True)])), 4),
            "top3": round(float(np.mean(among)), 4),
            "macro_f1": round(float(score), 4),
        }
