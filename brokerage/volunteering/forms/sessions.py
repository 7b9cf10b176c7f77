"""A date of an opportunity: when, and how many places."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

from wtforms.validators import ValidationError

from brokerage.errors import DomainError
from brokerage.scheduling.rules import MOST_PLACES, parse_clock
from brokerage.scheduling.rules.repeats import (
    MOST_TIMES,
    MOST_WEEKS,
    PATTERN_LABELS,
    Repeat,
)
from brokerage.web.fields import (
    BoundedIntegerField,
    Choices,
    DatePartsField,
    RadiosField,
    SelectField,
    TextField,
)
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
    minimum = BoundedIntegerField(
        "How many people must come for it to take place? (optional)",
        hint="If fewer have a place when asking ends, we write to you and you decide",
        noun="The fewest people",
        low=0,
        high=MOST_PLACES,
    )

    @property
    def fewest(self) -> int:
        """The fewest people; 0 where it takes place in any case."""
        return self.minimum.data or 0


class FollowingForm(Form):
    """New times and places for a date and those after it."""

    starts_time = ClockField(
        "When do they start?",
        required="Enter when they start",
        hint="For example, 10:00 or 2pm",
        width=10,
    )
    ends_time = ClockField(
        "When do they end?",
        required="Enter when they end",
        hint="For example, 13:00 or 4.30pm",
        width=10,
    )
    places = BoundedIntegerField(
        "How many people can come each time?",
        required="Enter how many people can come",
        noun="How many people can come",
        low=1,
        high=MOST_PLACES,
    )
    minimum = BoundedIntegerField(
        "How many people must come for it to take place? (optional)",
        noun="The fewest people",
        low=0,
        high=MOST_PLACES,
    )


class SeriesForm(Form):
    """How dates repeat, and what is the same each time."""

    first_on = DatePartsField(
        "Which day is the first?",
        required="Enter the first day",
        hint="For example, 12 1 2027",
        noun="The first day",
        low_year=2020,
        high_year=2060,
    )
    starts_time = ClockField(
        "When do they start?",
        required="Enter when they start",
        hint="For example, 10:00 or 2pm",
        width=10,
    )
    ends_time = ClockField(
        "When do they end?",
        required="Enter when they end",
        hint="For example, 13:00 or 4.30pm",
        width=10,
    )
    places = BoundedIntegerField(
        "How many people can come each time?",
        required="Enter how many people can come",
        noun="How many people can come",
        low=1,
        high=MOST_PLACES,
    )
    minimum = BoundedIntegerField(
        "How many people must come for it to take place? (optional)",
        hint="If fewer have a place when asking ends, we write to you and you decide",
        noun="The fewest people",
        low=0,
        high=MOST_PLACES,
    )
    pattern = RadiosField(
        "How do they repeat?",
        required="Select how they repeat",
        choices=list(PATTERN_LABELS.items()),
    )
    every = BoundedIntegerField(
        "If by weeks: every how many weeks? (optional)",
        hint="Leave empty for every week",
        noun="Every how many weeks",
        low=1,
        high=MOST_WEEKS,
    )
    times = BoundedIntegerField(
        "How many times? (optional)",
        hint="Enter this or a last day",
        noun="How many times",
        low=2,
        high=MOST_TIMES,
    )
    until = DatePartsField(
        "What is the last day? (optional)",
        hint="Enter this or how many times",
        noun="The last day",
        low_year=2020,
        high_year=2060,
    )
    authority_code = SelectField(
        "Only in the term time of which council’s schools? (optional)",
        prompt="Also in the holidays",
        noun="The council",
    )

    def list_authorities(self, choices: Choices) -> None:
        """Set whose term dates are known; without any, the question is not asked."""
        listed = list(choices)
        if listed:
            self.authority_code.choices = listed
        else:
            del self.authority_code

    @property
    def chosen_authority(self) -> str | None:
        """Whose term dates count; None for the holidays too."""
        return (self.authority_code.data or None) if "authority_code" in self else None

    @property
    def repeat(self) -> Repeat:
        """What is asked for, as the rules take it."""
        return Repeat(
            pattern=self.pattern.data,
            first_on=self.first_on.data,
            every=self.every.data or 1,
            until=self.until.data,
            times=self.times.data,
            in_term_only=self.chosen_authority is not None,
        )
