"""When somebody is often free, asked the same way wherever it is asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from brokerage.scheduling.rules import DAY_PARTS, DAYS, PARTS
from brokerage.web.fields import CheckboxesField, Choice
from brokerage.web.forms import Form

ANY = "yes"


class DayPartsForm(Form):
    """Day-parts of the week, or any of them. `heading` is the page's h1."""

    heading: ClassVar[str] = "When are you free?"
    days: ClassVar[Sequence[str]] = DAYS
    parts: ClassVar[Sequence[str]] = PARTS
    day_parts = CheckboxesField(
        "Times that often suit you",
        hint="Mornings are 6am to midday, afternoons midday to 6pm, evenings from 6pm",
        choices=[(f"{day}{part}", f"{day} {part.lower()}") for day in DAYS for part in PARTS],
    )
    any_time = CheckboxesField("Or", choices=[Choice(ANY, "Any of these: my time is my own")])

    @staticmethod
    def ticked(parts: Collection[str]) -> dict[str, list[str]]:
        """What the form begins with for day-parts that are known."""
        if set(parts) >= set(DAY_PARTS):
            return {"day_parts": [], "any_time": [ANY]}
        return {"day_parts": list(parts), "any_time": []}

    @property
    def chosen_parts(self) -> list[str]:
        """The day-parts that were ticked, one by one or all at once."""
        return list(DAY_PARTS) if self.any_time.data else self.day_parts.data
