"""A date typed in three boxes."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import MAXYEAR, MINYEAR, date
from typing import Any, Unpack

from werkzeug.datastructures import MultiDict
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from brokerage.web.fields.base import BaseField, FieldOptions
from brokerage.web.input_filter import clean_text, parse_bounded_int
from brokerage.web.widgets import MacroWidget, Params

PARTS = ("day", "month", "year")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MAX_PART_LENGTH = 20


class DatePartsField(BaseField):
    """Day, month and year, sent as NAME-day, NAME-month, NAME-year; `data` is a date or None.

    Any number of parts may come, any number of times: the first of each is read. A month may
    be written as a word. `low_year` and `high_year` bound the year.
    """

    widget = MacroWidget("date-input", "govukDateInput")
    parts: Mapping[str, str]

    def __init__(
        self,
        label: str,
        *,
        low_year: int = 1900,
        high_year: int = 2100,
        **options: Unpack[FieldOptions],
    ) -> None:
        super().__init__(label, **options)
        self.low_year = max(low_year, MINYEAR)
        self.high_year = min(high_year, MAXYEAR)
        self.wrong_parts: tuple[str, ...] = ()

    @property
    def first_control_id(self) -> str:
        """The first part that is wrong."""
        return f"{self.id}-{self.wrong_parts[0] if self.wrong_parts else 'day'}"

    def is_wrong(self, part: str) -> bool:
        """Whether this box is to be marked; all are when the date as a whole is wrong."""
        return not self.wrong_parts or part in self.wrong_parts

    def process(
        self,
        formdata: MultiDict[str, Any] | None,
        data: object = unset_value,
        extra_filters: object = None,
    ) -> None:
        """Read the parts from `formdata`, which WTForms looks up by one name only."""
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        self.parts = {part: self._read(formdata, part) for part in PARTS}
        self.raw_data = list(self.parts.values())
        self.process_formdata([" ".join(self.parts.values())])

    def process_data(self, value: object) -> None:
        """Start from a stored date."""
        day = value if isinstance(value, date) else None
        super().process_data(day)
        numbers = (day.day, day.month, day.year) if day else ("", "", "")
        self.parts = dict(zip(PARTS, map(str, numbers), strict=True))

    def understand(self, typed: str) -> object:
        """The date; notes which parts are wrong."""
        self.wrong_parts = tuple(part for part in PARTS if not self.parts[part])
        if self.wrong_parts:
            raise ValidationError(f"{self.noun} must include a {' and '.join(self.wrong_parts)}")
        numbers = self._read_numbers()
        self.wrong_parts = tuple(part for part in PARTS if part not in numbers)
        if self.wrong_parts == ("year",):
            raise ValidationError(f"The year must be between {self.low_year} and {self.high_year}")
        try:
            return date(numbers["year"], numbers["month"], numbers["day"])
        except (KeyError, ValueError) as refusal:
            raise ValidationError(f"{self.noun} must be a real date") from refusal

    def _read_numbers(self) -> dict[str, int]:
        bounds = {"day": (1, 31), "month": (1, 12), "year": (self.low_year, self.high_year)}
        numbers = {}
        for part, (low, high) in bounds.items():
            with suppress(ValueError):
                numbers[part] = parse_bounded_int(self._as_number(part), low, high)
        return numbers

    def params(self) -> Params:
        """A fieldset of three inputs."""
        return super().params() | {
            "namePrefix": self.name,
            "fieldset": self.fieldset_params(),
            "items": [self._part_params(part) for part in PARTS],
        }

    def _part_params(self, part: str) -> Params:
        width = "govuk-input--width-4" if part == "year" else "govuk-input--width-2"
        mark = " govuk-input--error" if self.errors and self.is_wrong(part) else ""
        return {"name": part, "classes": width + mark, "value": self.parts[part] or None}

    def _read(self, formdata: MultiDict[str, Any], part: str) -> str:
        values = formdata.getlist(f"{self.name}-{part}")
        return clean_text(values[0] if values else "", max_length=_MAX_PART_LENGTH)

    def _as_number(self, part: str) -> str:
        typed = self.parts[part]
        start = typed[:3].lower()
        if part == "month" and start in _MONTHS:
            return str(_MONTHS.index(start) + 1)
        return typed
