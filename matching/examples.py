"""Coded texts from a CSV file, the categories that ship, and folds that never part a title."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from matching.classify import normalised
from matching.retrieval_set import MalformedSetError
from matching.suggest import Category

SEED_LISTS = Path(__file__).resolve().parent.parent / "seed" / "categories"
FOLDS = 5
_FOLD_SEED = 0
_FEWEST_FOLDS = 2

Example = tuple[tuple[str, ...], str]  # the fields of a text, the headline first, and its label
Rows = NDArray[np.int64]


def read_examples(path: Path, text: Sequence[str], label: str) -> list[Example]:
    """Rows of a CSV file that have a label and any text; raises MalformedSetError.

    There must be two different labels: with one there is nothing to tell apart.
    """
    if not text:
        raise MalformedSetError("Name at least one column of text.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(_examples(path, file, (*text, label)))
    except OSError as error:
        raise MalformedSetError(f"{path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise MalformedSetError(f"{path}: not UTF-8 text.") from error
    if not found:
        raise MalformedSetError(f"{path}: no row has a label and a text.")
    return found


def _examples(path: Path, lines: Iterable[str], columns: Sequence[str]) -> Iterator[Example]:
    reader = csv.reader(lines)
    number = 1
    try:
        heading = next(reader, None)
        if not heading:
            raise MalformedSetError(f"{path}: the file is empty.")
        missing = [column for column in columns if column not in heading]
        if missing:
            raise MalformedSetError(f"{path}: no column is called {missing[0]!r}.")
        places = [heading.index(column) for column in columns]
        for row in reader:
            number = reader.line_num
            *fields, label = (row[p].strip() if p < len(row) else "" for p in places)
            if label and any(fields):
                yield tuple(fields), label
    except csv.Error as error:
        line = max(number, reader.line_num)
        raise MalformedSetError(f"{path}, line {line}: not CSV ({error}).") from error


def grouped_folds(rows: Sequence[Example]) -> list[tuple[Rows, Rows]]:
    """Rows to learn from and rows to ask about; rows of one title are never on both sides.

    Each fold has each label in proportion as far as groups allow; labels with fewer rows than
    there are folds are spread together.
    """
    groups = np.unique([normalised(fields[0]) for fields, _ in rows], return_inverse=True)[1]
    folds = min(FOLDS, int(groups.max(initial=-1)) + 1)
    if folds < _FEWEST_FOLDS:
        raise MalformedSetError("All rows have the same title, so none can be held out.")
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=_FOLD_SEED)
    strata = _strata([label for _, label in rows], folds)
    return list(splitter.split(np.zeros(len(rows)), strata, groups))


def _strata(labels: Sequence[str], folds: int) -> Rows:
    kind, count = np.unique(labels, return_inverse=True, return_counts=True)[1:]
    kind = np.where(count[kind] < folds, -1, kind)
    if 0 < np.count_nonzero(kind < 0) < folds:
        kind = np.where(kind < 0, int(count.argmax()), kind)
    return np.asarray(kind, np.int64)


def shipped_categories(scheme: str = "cpv") -> list[Category]:
    """The categories of a scheme with their words, as they ship; none where there is no list."""
    path = SEED_LISTS / f"{scheme}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = "trade_words" if scheme == "cpv" else "words"
    return [
        Category(row["code"], row["label"], tuple(w for w in row[words].split(";") if w))
        for row in rows
    ]
