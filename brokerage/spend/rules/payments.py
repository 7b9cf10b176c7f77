"""A row of a spend file as a payment, or the reason why it is none. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from brokerage.errors import DomainError
from brokerage.spend.rules.columns import Understanding
from brokerage.spend.rules.headings import Field
from brokerage.spend.rules.names import LONGEST_NAME, is_person, key_of
from brokerage.spend.rules.values import (
    is_kept_back,
    is_likely_day,
    is_marked,
    is_total,
    parse_amount,
    parse_day,
    quarter_of,
)

LONGEST_LABEL = 120
LONGEST_TRANSACTION = 60
MOST_REJECTED_KEPT = 20_000
TAKEN_OUT = "(name taken out)"
HEADING = ("Line", "Why it was not used", "Supplier", "Sum", "Date", "What for", "Service")


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """One payment: `supplier` is "" where nobody may be named."""

    line: int
    supplier: str
    supplier_key: str
    pence: int
    """Without VAT where the file says so; below nought for a credit."""
    paid_on: date | None
    quarter_on: date | None
    service: str
    category: str
    row_key: int
    """The same for the same payment in another file of the same council."""


@dataclass(frozen=True)
class Rejected:
    """A row that was not used, why, and what it says, without a private person's name."""

    line: int
    reason: str
    cells: Sequence[str]

    def as_record(self) -> list[Any]:
        """Return it as it is kept."""
        return [self.line, self.reason, list(self.cells)]


@dataclass
class PaymentReader:
    """Reads the rows below the heading, one after the other, and counts."""

    understanding: Understanding
    today: date
    quarter_on: date | None = None
    """The quarter of payments without a day, from what the file says of itself."""
    count: int = 0
    accepted: int = 0
    total_pence: int = 0
    unnamed: int = 0
    unnamed_pence: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    rejected_count: int = 0
    _seen: dict[bytes, int] = field(default_factory=dict)
    _again: Counter[bytes] = field(default_factory=Counter)

    def read(self, rows: Iterable[tuple[int, list[str] | str]]) -> Iterable[Payment]:
        """Yield each payment; keep the reasons of the others."""
        for line, cells in rows:
            self.count += 1
            try:
                if isinstance(cells, str):
                    raise DomainError(cells)
                payment = self._read(line, cells)
            except DomainError as refusal:
                self._reject(line, refusal.sentence, cells if isinstance(cells, list) else [])
            else:
                self.accepted += 1
                self.total_pence += payment.pence
                if not payment.supplier:
                    self.unnamed += 1
                    self.unnamed_pence += payment.pence
                yield payment

    def _cell(self, cells: Sequence[str], name: str) -> str:
        at = self.understanding.columns.get(name)
        return cells[at] if at is not None and at < len(cells) else ""

    def _read(self, line: int, cells: Sequence[str]) -> Payment:
        supplier = self._cell(cells, Field.SUPPLIER)
        self._check_is_row(cells, supplier)
        pence = self._pence(self._cell(cells, Field.AMOUNT))
        if not supplier and not is_marked(self._cell(cells, Field.REDACTED)):
            raise DomainError("Says no supplier")
        paid_on = self._day(self._cell(cells, Field.DATE))
        is_unnamed = self._is_unnamed(cells, supplier)
        name = "" if is_unnamed else supplier[:LONGEST_NAME]
        key = "" if is_unnamed else _key_of(name)
        service = self._cell(cells, Field.SERVICE)[:LONGEST_LABEL]
        category = self._cell(cells, Field.CATEGORY)[:LONGEST_LABEL]
        transaction = self._cell(cells, Field.TRANSACTION)[:LONGEST_TRANSACTION]
        self._check_new(line, cells, is_unnamed, transaction)
        parts = (key, str(pence), str(paid_on), service, category, transaction)
        return Payment(
            line=line,
            supplier=name,
            supplier_key=key,
            pence=pence,
            paid_on=paid_on,
            quarter_on=quarter_of(paid_on) if paid_on else self.quarter_on,
            service=service,
            category=category,
            row_key=self._key(parts),
        )

    def _check_is_row(self, cells: Sequence[str], supplier: str) -> None:
        if list(cells) == list(self.understanding.headings[: len(cells)]):
            raise DomainError("Is the row of headings again")
        is_sum_of_others = any(map(is_total, cells)) if not supplier else is_total(supplier)
        if is_sum_of_others:
            raise DomainError("Is a total of other rows, not a payment")

    def _pence(self, text: str) -> int:
        pence = parse_amount(text)
        if pence is None:
            raise DomainError(f"The sum cannot be read: “{text[:40]}”" if text else "Has no sum")
        return pence

    def _day(self, text: str) -> date | None:
        understanding = self.understanding
        if Field.DATE not in understanding.columns or not understanding.has_days:
            return None
        if not text:
            raise DomainError("Has no date")
        day = parse_day(text, understanding.style)
        if day is None:
            raise DomainError(f"The date cannot be read: “{text[:40]}”")
        if not is_likely_day(day, self.today):
            raise DomainError(f"The date cannot be right: “{text[:40]}”")
        return day

    def _is_unnamed(self, cells: Sequence[str], supplier: str) -> bool:
        is_redacted = is_marked(self._cell(cells, Field.REDACTED))
        return is_redacted or not supplier or _is_nobody(supplier)

    def _check_new(
        self, line: int, cells: Sequence[str], is_unnamed: bool, transaction: str
    ) -> None:
        """Refuse a row that stands twice; of unnamed ones only a number tells that."""
        if is_unnamed and not transaction:
            return
        digest = _digest(cells)
        if (first := self._seen.setdefault(digest, line)) != line:
            raise DomainError(f"Is the same in every cell as line {first:,}")

    def _key(self, parts: Sequence[str]) -> int:
        """Return what the payment is known by; equal ones of one file are counted on."""
        digest = _digest(parts)
        self._again[digest] += 1
        if self._again[digest] > 1:
            digest = _digest([*parts, str(self._again[digest])])
        return int.from_bytes(digest[:8], "big", signed=True)

    def _reject(self, line: int, reason: str, cells: Sequence[str]) -> None:
        self.rejected_count += 1
        if len(self.rejected) < MOST_REJECTED_KEPT:
            names = (Field.SUPPLIER, Field.AMOUNT, Field.DATE, Field.CATEGORY, Field.SERVICE)
            told = [self._cell(cells, name)[:LONGEST_LABEL] for name in names]
            if cells and self._is_unnamed(cells, told[0]):
                told[0] = TAKEN_OUT if told[0] else ""
            self.rejected.append(Rejected(line, reason, told))


@lru_cache(maxsize=65_536)
def _is_nobody(supplier: str) -> bool:
    return is_kept_back(supplier) or is_person(supplier)


@lru_cache(maxsize=65_536)
def _key_of(name: str) -> str:
    return key_of(name)


def _digest(parts: Iterable[str]) -> bytes:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).digest()
