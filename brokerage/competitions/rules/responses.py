"""What a response holds and when it is complete. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from brokerage.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A supplier's answers by question, its price, and how much it offers of each measure."""

    answers: Mapping[int, str] = field(default_factory=dict)
    price_pence: int | None = None
    quantities: Mapping[int, Decimal] = field(default_factory=dict)

    def as_content(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "answers": {str(number): text for number, text in self.answers.items()},
            "price_pence": self.price_pence,
            "quantities": {str(number): str(many) for number, many in self.quantities.items()},
        }

    @classmethod
    def from_content(cls, content: Mapping[str, Any] | None) -> Offered:
        """Read it back; nothing gives an empty one."""
        kept = content or {}
        return cls(
            answers={int(number): text for number, text in kept.get("answers", {}).items()},
            price_pence=kept.get("price_pence"),
            quantities={
                int(number): Decimal(many) for number, many in kept.get("quantities", {}).items()
            },
        )


def check_known(offered: Offered, questions: Collection[int], measures: Collection[int]) -> None:
    """Refuse an answer to what was not asked, and an offer of what was not chosen."""
    if not set(offered.answers) <= set(questions) or not set(offered.quantities) <= set(measures):
        raise DomainError("The competition has changed. Open this page again.")


def check_complete(offered: Offered, questions: Collection[int]) -> None:
    """Refuse to send a response in which something is missing, at its field."""
    for number in questions:
        if not offered.answers.get(number, "").strip():
            raise DomainError("Answer this question before you send", f"answer_{number}")
    if offered.price_pence is None:
        raise DomainError("Enter your price before you send", "price")
