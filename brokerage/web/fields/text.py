"""Fields of text."""

from collections.abc import Callable
from typing import Any, ClassVar, Unpack

from email_validator import EmailNotValidError, validate_email
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from brokerage.web.fields.base import MAX_KEPT_LENGTH, BaseField, FieldOptions
from brokerage.web.input_filter import clean_text
from brokerage.web.widgets import MacroWidget, Params

# The longest address that mail can carry (RFC 5321, 4.5.3.1.3).
MAX_EMAIL_LENGTH = 254


def at_least(length: int, sentence: str) -> Callable[[BaseForm, Field], None]:
    """Return a validator that answers a shorter text with this sentence."""

    def check(form: BaseForm, field: Field) -> None:
        if len(field.data) < length:
            raise ValidationError(sentence)

    return check


class TextField(BaseField):
    """One line of text; `data` is a str, "" when empty."""

    widget = MacroWidget("input", "govukInput")
    empty: ClassVar[Any] = ""
    input_type: ClassVar[str] = "text"
    inputmode: ClassVar[str | None] = None
    spellcheck: ClassVar[bool | None] = None

    def __init__(
        self,
        label: str,
        *,
        max_length: int = 200,
        prefix: str | None = None,
        suffix: str | None = None,
        **options: Unpack[FieldOptions],
    ) -> None:
        """`prefix` and `suffix` are shown at the control: "£", "miles"."""
        super().__init__(label, **options)
        self.max_length = max_length
        self.prefix = prefix
        self.suffix = suffix

    def understand(self, typed: str) -> object:
        """The text, if it is short enough."""
        if len(typed) > self.max_length:
            raise ValidationError(f"{self.noun} must be {self.max_length:,} characters or fewer")
        return typed

    def params(self) -> Params:
        """One input."""
        return super().params() | {
            "label": self.label_params(),
            "type": self.input_type,
            "value": self.typed or None,
            "autocomplete": self.autocomplete,
            "inputmode": self.inputmode,
            "spellcheck": self.spellcheck,
            "classes": self.width_class(),
            "prefix": {"text": self.prefix} if self.prefix else None,
            "suffix": {"text": self.suffix} if self.suffix else None,
        }


class LongTextField(TextField):
    """Several lines, with a count of the characters left."""

    widget = MacroWidget("character-count", "govukCharacterCount")
    multiline = True

    def __init__(
        self,
        label: str,
        *,
        max_length: int = 1_000,
        rows: int = 5,
        **options: Unpack[FieldOptions],
    ) -> None:
        super().__init__(label, max_length=max_length, **options)
        self.rows = rows

    def params(self) -> Params:
        """A text area; the macro takes numbers as text."""
        return BaseField.params(self) | {
            "label": self.label_params(),
            "value": self.typed or None,
            "rows": str(self.rows),
            "maxlength": str(self.max_length),
            "spellcheck": True,
        }


class EmailField(TextField):
    """An address, its domain in lower case; whether it answers is found out by mail."""

    input_type = "email"
    spellcheck = False

    def __init__(self, label: str, **options: Unpack[FieldOptions]) -> None:
        options.setdefault("autocomplete", "email")
        super().__init__(label, max_length=MAX_EMAIL_LENGTH, **options)

    def understand(self, typed: str) -> object:
        """The address in its normal form."""
        super().understand(typed)
        try:
            return validate_email(typed, check_deliverability=False).normalized
        except EmailNotValidError as refusal:
            raise ValidationError(
                "Enter an email address in the correct format, like name@example.com"
            ) from refusal


class PasswordField(TextField):
    """A secret, kept to the letter and never shown again. Pass "new-password" to choose one."""

    widget = MacroWidget("password-input", "govukPasswordInput")

    def __init__(self, label: str, **options: Unpack[FieldOptions]) -> None:
        options.setdefault("autocomplete", "current-password")
        super().__init__(label, **options)

    def tidy(self, value: object) -> str:
        """Spaces at the ends are part of a password."""
        return clean_text(value, max_length=MAX_KEPT_LENGTH, keep_spaces=True)

    def show(self, value: object) -> str:
        """Never."""
        return ""

    def params(self) -> Params:
        """No value: what was typed is not sent back."""
        return BaseField.params(self) | {
            "label": self.label_params(),
            "autocomplete": self.autocomplete,
        }


class CodeField(TextField):
    """A one-time code of `digits` digits; spaces and hyphens are forgiven."""

    inputmode = "numeric"
    spellcheck = False

    def __init__(self, label: str, *, digits: int = 6, **options: Unpack[FieldOptions]) -> None:
        options.setdefault("autocomplete", "one-time-code")
        options.setdefault("width", 10)
        super().__init__(label, **options)
        self.digits = digits

    def understand(self, typed: str) -> object:
        """The digits alone."""
        code = typed.replace(" ", "").replace("-", "")
        if len(code) != self.digits or not (code.isascii() and code.isdigit()):
            raise ValidationError(f"{self.noun} must be {self.digits} digits, like 123456")
        return code


class HiddenField(TextField):
    """A value the page carries along; trust it no more than any other."""

    widget = HiddenInput()

    def __init__(self, label: str = "Hidden", **options: Unpack[FieldOptions]) -> None:
        super().__init__(label, **options)
