"""What the pledges of all signatories come to, for the public page. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from brokerage.charter.rules import SHARES
from brokerage.charter.rules.groups import Taken
from brokerage.charter.rules.rag import Rag


@dataclass
class PledgeSum:
    """One pledge of the catalogue over all who show it."""

    signatories: int = 0
    green: int = 0
    confirmed: Decimal = Decimal(0)
    """The sum of what is confirmed; not for shares."""
    is_sum: bool = False
    """Whether the sum means something: there is a confirmed figure that can be added."""


class Standing(Taken, Protocol):
    """A taken pledge and how it stands."""

    @property
    def rag(self) -> Rag:
        """How it stands."""


def sum_up(pledges: Iterable[Standing]) -> dict[int, PledgeSum]:
    """Return by the catalogue's id how many have taken a pledge, and what came of it."""
    sums: dict[int, PledgeSum] = {}
    for each in pledges:
        if each.pledge_id is None:
            continue
        found = sums.setdefault(each.pledge_id, PledgeSum())
        found.signatories += 1
        found.green += each.rag == Rag.GREEN
        if each.is_confirmed and each.value is not None and each.source not in SHARES:
            found.confirmed += each.value
            found.is_sum = True
    return sums
