"""Contract notices with their suppliers, read from CSV files and split by time."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matching.retrieval_set import MalformedSetError, RetrievalSet

COLUMNS = ("date", "title", "description", "suppliers")
"""What a file of notices has: an ISO date, two texts, and names with a "|" between them."""
PAST_SHARE = 0.5  # of the contracts that are known; the others are what is asked for
_WITHHELD = re.compile(r"\[.*\]")  # stands for a name that was taken out
_FORMS = {"limited": "ltd", "incorporated": "inc", "company": "co"}


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract that was let; `suppliers` are keys of names, `supplier_key`."""

    day: date
    text: str
    suppliers: tuple[str, ...]


@dataclass(frozen=True)
class ContractSet:
    """Suppliers with the texts of their past contracts, and later contracts as queries.

    `past` by supplier key in order of time, each text once. `judged` are the later contracts with
    those of its suppliers that have a past; `since` is the day from which they are.
    """

    name: str
    since: date
    past: dict[str, tuple[str, ...]]
    judged: RetrievalSet
    """One document a supplier, its past contracts in one text."""

    @property
    def newcomers(self) -> frozenset[str]:
        """The queries that only suppliers with one past contract answer."""
        return frozenset(
            query
            for query, suppliers in self.judged.relevance.items()
            if all(len(self.past[each]) == 1 for each in suppliers)
        )


def supplier_key(name: str) -> str:
    """One spelling of a name: lower case, no punctuation, legal forms short; "" if withheld."""
    if _WITHHELD.fullmatch(name.strip()):
        return ""
    found = re.findall(r"\w+", name.casefold().replace("&", " and "))
    return " ".join(_FORMS.get(word, word) for word in found)


def holds_contracts(folder: Path) -> bool:
    """Whether this is a file of notices, or a folder that is no retrieval set but has one."""
    if (folder / "corpus.jsonl").exists():
        return False
    return any(True for _ in _files(folder))


def load_contracts(folder: Path, *, past_share: float = PAST_SHARE) -> ContractSet:
    """Read all notices of a folder, or of one file; raises MalformedSetError.

    The past ends before the day on which `past_share` (between 0 and 1) of the contracts are let.
    """
    if not 0 < past_share < 1:
        raise ValueError("The share of contracts that are past lies between 0 and 1.")
    contracts = sorted(
        (each for path in _files(folder) for each in _contracts(path)),
        key=lambda each: (each.day, each.text, each.suppliers),
    )
    if not contracts:
        raise MalformedSetError(f"{folder}: no contract with a supplier.")
    since = contracts[int(len(contracts) * past_share)].day
    past: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for contract in contracts:
        for supplier in contract.suppliers if contract.day < since else ():
            past[supplier].setdefault(contract.text)
    kept = {supplier: tuple(texts) for supplier, texts in sorted(past.items())}
    later = [each for each in contracts if each.day >= since]
    name = folder.resolve().name
    return ContractSet(name, since, kept, _judged(name, kept, later, folder))


def _judged(
    name: str, past: dict[str, tuple[str, ...]], later: list[Contract], folder: Path
) -> RetrievalSet:
    queries: dict[str, str] = {}
    relevance: dict[str, dict[str, float]] = {}
    for number, contract in enumerate(later):
        known = {supplier: 1.0 for supplier in contract.suppliers if supplier in past}
        if known:
            queries[str(number)], relevance[str(number)] = contract.text, known
    if not queries:
        raise MalformedSetError(f"{folder}: no later contract went to a supplier with a past one.")
    corpus = tuple((supplier, supplier, ". ".join(texts)) for supplier, texts in past.items())
    return RetrievalSet(name, corpus, queries, relevance)


def _files(folder: Path) -> Iterator[Path]:
    for path in [folder] if folder.is_file() else sorted(folder.glob("*.csv")):
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                if set(COLUMNS) <= set(next(csv.reader(file), ())):
                    yield path
        except (OSError, UnicodeDecodeError, csv.Error):
            continue  # whatever it is, it holds no notices


def _contracts(path: Path) -> Iterator[Contract]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        try:
            for row in reader:
                names = map(supplier_key, (row["suppliers"] or "").split("|"))
                suppliers = tuple(sorted(name for name in Counter(names) if name))
                parts = [(row[column] or "").strip() for column in ("title", "description")]
                text = ". ".join(part for part in parts if part)
                if suppliers and text and row["date"]:
                    day = date.fromisoformat(row["date"].strip()[:10])
                    yield Contract(day, text, suppliers)
        except (ValueError, csv.Error) as error:
            fault = f"{path}, line {reader.line_num}: {error}."
            raise MalformedSetError(fault) from error
