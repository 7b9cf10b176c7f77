"""A date of an opportunity: when, and how many places."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

from wtforms.validators import ValidationError

from brokerage.errors import DomainError
from brokerage.scheduling.rules import MOST_PLACES, parse_clock
from brokerage.web.fields import BoundedIntegerField, DatePartsField, TextField
from brokerage.web.forms import Form


class ClockField(TextField):
    """A time of day as people write it; `data` is a time or None."""

    empty: ClassVar[Any] = None

    def show(self, value: object) -> str:
        """On the 24-hour clock."""
        return f"{value:%H:%M}" if isinstance(value, time) else super().show(value)

    def understand(self, typed: str) -> object:
        """The time."""
        try:
            return parse_clock(typed)
        except DomainError as refusal:
            raise ValidationError(refusal.sentence) from refusal


class SessionForm(Form):
    """When it is, and how many people can come."""

    starts_on = DatePartsField(
        "Which day is it?",
        required="Enter the day",
        hint="For example, 27 3 2027",
        noun="The day",
        low_year=2020,
        high_year=2060,
    )
    starts_time = ClockField(
        "When does it start?",
        required="Enter when it starts",
        hint="For example, 10:00 or 2pm",
        width=10,
    )
    ends_time = ClockField(
        "When does it end?",
        required="Enter when it ends",
        hint="For example, 13:00 or 4.30pm",
        width=10,
    )
    places = BoundedIntegerField(
        "How many people can come?",
        required="Enter how many people can come",
        noun="How many people can come",
        low=1,
        high=MOST_PLACES,
    )
