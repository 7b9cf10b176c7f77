"""Labelled retrieval sets in the BEIR layout, read from a folder."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class MalformedSetError(ValueError):
    """A folder that is no retrieval set, with a sentence that names the file and the fault."""


@dataclass(frozen=True)
class RetrievalSet:
    """A corpus of (id, title, text), queries by id, and relevance by query id and document id."""

    name: str
    corpus: tuple[tuple[str, str, str], ...]
    queries: dict[str, str]
    relevance: dict[str, dict[str, float]]


def load(folder: Path) -> RetrievalSet:
    """Read corpus.jsonl, queries.jsonl and qrels.tsv; raises MalformedSetError."""
    corpus = tuple(
        (_text(row, "_id"), _text(row, "title", ""), _text(row, "text"))
        for row in _records(folder / "corpus.jsonl")
    )
    texts = {_text(row, "_id"): _text(row, "text") for row in _records(folder / "queries.jsonl")}
    relevance: dict[str, dict[str, float]] = {}
    for query, document, score in _judgements(folder / "qrels.tsv"):
        relevance.setdefault(query, {})[document] = score
    judged = {q: t for q, t in texts.items() if any(s > 0 for s in relevance.get(q, {}).values())}
    if not (corpus and judged):
        raise MalformedSetError(f"{folder}: no document, or no query with a relevant document.")
    return RetrievalSet(folder.resolve().name, corpus, judged, relevance)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise MalformedSetError(f"{path}: {reason}.") from error


def _records(path: Path) -> Iterable[dict[str, Any]]:
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise MalformedSetError(f"{path}, line {number}: not JSON.") from error
        if not isinstance(record, dict):
            raise MalformedSetError(f"{path}, line {number}: not a JSON object.")
        yield record | {"line": f"{path}, line {number}"}


def _text(record: dict[str, Any], key: str, default: str | None = None) -> str:
    value = record.get(key, default)
    if not isinstance(value, str):
        raise MalformedSetError(f"{record['line']}: no text under {key!r}.")
    return value


def _judgements(path: Path) -> Iterable[tuple[str, str, float]]:
    for number, line in enumerate(_lines(path), 1):
        cells = line.rstrip("\r").split("\t")
        if number == 1 or not line.strip():
            continue
        try:
            query, document, score = cells
            value = float(score)
            if not math.isfinite(value):
                raise ValueError(score)
        except ValueError as error:
            fault = "expected query-id, corpus-id and a score between tabs"
            raise MalformedSetError(f"{path}, line {number}: {fault}.") from error
        yield query, document, max(0.0, value)
