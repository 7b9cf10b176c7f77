"""What the pledges of a group come to together. Pure.

An hour or a pound of the ledger has one owner, so figures of several owners can be added. What
cannot be added stands side by side: per cent, and what each says of itself without proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from brokerage.charter.rules import SHARES


class Taken(Protocol):
    """A pledge as a signatory has taken it."""

    @property
    def taken_pledge_id(self) -> int:
        """Its id."""

    @property
    def signatory_id(self) -> int:
        """Whose it is."""

    @property
    def pledge_id(self) -> int | None:
        """Which one of the catalogue; None is one of their own."""

    @property
    def words(self) -> str:
        """What is pledged."""

    @property
    def source(self) -> str:
        """Where its figure comes from."""

    @property
    def unit(self) -> str:
        """In what it is counted."""

    @property
    def value(self) -> Decimal | None:
        """How far it is, if that is known."""

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody else stands for the value."""


@dataclass(frozen=True, kw_only=True)
class PledgeTotal:
    """One pledge over a group: who took it, and what it comes to where that can be said."""

    pledge_id: int | None
    words: str
    unit: str
    by: tuple[tuple[str, Decimal | None], ...]
    value: Decimal | None
    """The sum of what is confirmed; None where a sum would mean nothing."""


def add_up(pledges: Iterable[Taken], names: Mapping[int, str]) -> list[PledgeTotal]:
    """Return the pledges of a group, each once; a signatory's figure counts once in it."""
    found: dict[tuple[int | None, str, str], dict[int, Taken]] = {}
    for each in pledges:
        key = (each.pledge_id, each.words, each.unit)
        found.setdefault(key, {}).setdefault(each.signatory_id, each)
    return [
        PledgeTotal(
            pledge_id=pledge_id,
            words=words,
            unit=unit,
            by=tuple((names[number], taken.value) for number, taken in by.items()),
            value=_sum(list(by.values())),
        )
        for (pledge_id, words, unit), by in found.items()
    ]


def _sum(taken: list[Taken]) -> Decimal | None:
    if any(each.source in SHARES or each.unit == "%" for each in taken):
        return None
    return sum(
        (each.value for each in taken if each.value is not None and each.is_confirmed), Decimal(0)
    )
