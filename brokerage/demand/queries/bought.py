"""What a buyer has bought: handed in by the room that reads published spend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from brokerage.procurement.rules.money import PENCE_A_POUND


@dataclass(frozen=True, kw_only=True)
class Bought:
    """What was spent on one category in one year, as the buyer's own published files say."""

    category: str
    year: int
    pence: int

    @property
    def pounds(self) -> str:
        """Whole pounds, as they are shown."""
        return f"£{round(self.pence / PENCE_A_POUND):,}"


def list_bought(organisation_id: int) -> Sequence[Bought]:
    """Return what this buyer has spent by category and year, newest and most first.

    Nothing until published spend is read here: the page then says that there is none.
    """
    return ()
