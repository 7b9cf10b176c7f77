"""Fields of bounded numbers: WTForms' own overflow on 400 digits and raise on sNaN."""

from decimal import Decimal
from typing import Any, ClassVar, Unpack

from wtforms.validators import ValidationError

from brokerage.web.fields.base import FieldOptions
from brokerage.web.fields.text import TextField
from brokerage.web.input_filter import (
    NotANumberError,
    OutOfRangeError,
    parse_bounded_decimal,
    parse_bounded_int,
)


class BoundedIntegerField(TextField):
    """A whole number from `low` to `high`; `data` is an int or None."""

    empty: ClassVar[Any] = None
    inputmode = "numeric"

    def __init__(
        self,
        label: str,
        *,
        low: int = 0,
        high: int = 1_000_000,
        prefix: str | None = None,
        suffix: str | None = None,
        **options: Unpack[FieldOptions],
    ) -> None:
        options.setdefault("width", 5)
        super().__init__(label, prefix=prefix, suffix=suffix, **options)
        self.low = low
        self.high = high

    def understand(self, typed: str) -> object:
        """The number; a leading £ is forgiven."""
        try:
            return parse_bounded_int(typed.removeprefix("£"), self.low, self.high)
        except OutOfRangeError as refusal:
            raise ValidationError(
                f"{self.noun} must be between {self.low:,} and {self.high:,}"
            ) from refusal
        except NotANumberError as refusal:
            raise ValidationError(f"{self.noun} must be a whole number, like 3") from refusal


class BoundedDecimalField(TextField):
    """A number from `low` to `high` with at most `places` decimals; `data`: Decimal or None."""

    empty: ClassVar[Any] = None
    inputmode = "decimal"

    def __init__(
        self,
        label: str,
        *,
        low: Decimal = Decimal(0),
        high: Decimal = Decimal(1_000_000),
        places: int = 2,
        prefix: str | None = None,
        suffix: str | None = None,
        **options: Unpack[FieldOptions],
    ) -> None:
        options.setdefault("width", 10)
        super().__init__(label, prefix=prefix, suffix=suffix, **options)
        self.low = low
        self.high = high
        self.places = places

    def show(self, value: object) -> str:
        """Without an exponent."""
        return f"{value:f}" if isinstance(value, Decimal) else super().show(value)

    def understand(self, typed: str) -> object:
        """The number; a leading £ is forgiven."""
        try:
            number = parse_bounded_decimal(typed.removeprefix("£"), self.low, self.high)
        except OutOfRangeError as refusal:
            raise ValidationError(
                f"{self.noun} must be between {self.low:,f} and {self.high:,f}"
            ) from refusal
        except NotANumberError as refusal:
            raise ValidationError(f"{self.noun} must be a number, like 12.50") from refusal
        if number != round(number, self.places):
            raise ValidationError(f"{self.noun} must have {self.places} decimal places or fewer")
        return number
