"""What all our fields share."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypedDict, Unpack

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from brokerage.web.input_filter import clean_text
from brokerage.web.widgets import Params

# What is too long for the field is kept up to here, so that its writer can shorten it.
MAX_KEPT_LENGTH = 20_000


class FieldOptions(TypedDict, total=False):
    """What every field takes by keyword.

    `required` is the sentence for an empty answer ("Enter your name"); without it the answer
    is optional. `width` is 2, 3, 4, 5, 10, 20 or 30 characters, or "one-half", "two-thirds",
    "full". `label_is_heading` makes the label the page's h1. `noun` begins the other error
    sentences ("Your name must be …") and is the label unless that is a question.
    """

    required: str | None
    hint: str | None
    autocomplete: str | None
    width: int | str | None
    label_is_heading: bool
    noun: str | None
    validators: Sequence[Callable[[BaseForm, Field], None]]
    default: object
    id: str


_OURS = ("required", "hint", "autocomplete", "width", "label_is_heading", "noun")


class BaseField(Field):
    """A question; `data` is `empty` until the answer is understood, and never raises."""

    multiline: ClassVar[bool] = False
    empty: ClassVar[Any] = None
    data: Any

    def __init__(self, label: str, **options: Unpack[FieldOptions]) -> None:
        super().__init__(label, **{k: v for k, v in options.items() if k not in _OURS})
        self.required = options.get("required")
        self.hint = options.get("hint")
        self.autocomplete = options.get("autocomplete")
        self.width = options.get("width")
        self.label_is_heading = options.get("label_is_heading", False)
        self.noun = options.get("noun") or ("Your answer" if label.endswith("?") else label)
        self.problem: str | None = None
        self.typed: Any = ""

    @property
    def first_control_id(self) -> str:
        """The id that the error summary's link must reach."""
        return str(self.id)

    def process_data(self, value: object) -> None:
        """Start from a stored value."""
        self.data = self.empty if value is None else value
        self.typed = self.show(self.data)

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        """Read the first value sent; none at all is an empty answer."""
        self.typed = self.tidy(valuelist[0] if valuelist else "")
        self.data, self.problem = self.empty, None
        if not self.typed:
            return
        try:
            self.data = self.understand(self.typed)
        except ValidationError as refusal:
            self.problem = str(refusal)

    def pre_validate(self, form: BaseForm) -> None:
        """Stop at the field's own problem; an empty optional answer needs no other check."""
        if self.problem:
            raise StopValidation(self.problem)
        if not self.typed:
            raise StopValidation(self.required or "")

    def tidy(self, value: object) -> str:
        """What was typed, made safe."""
        return clean_text(value, multiline=self.multiline, max_length=MAX_KEPT_LENGTH)

    def show(self, value: object) -> str:
        """A stored value as it would be typed."""
        return "" if value is None else str(value)

    def understand(self, typed: str) -> object:
        """What `typed` (never empty) means; raises ValidationError with a sentence."""
        return typed

    def params(self) -> Params:
        """The parameters that every component takes."""
        return {
            "id": self.id,
            "name": self.name,
            "hint": {"text": self.hint} if self.hint else None,
            "errorMessage": {"text": self.errors[0]} if self.errors else None,
        }

    def label_params(self) -> Params:
        """The label, as a heading if it is the page's."""
        return {
            "text": self.label.text,
            "classes": f"govuk-label--{'l' if self.label_is_heading else 's'}",
            "isPageHeading": self.label_is_heading,
        }

    def fieldset_params(self) -> Params:
        """The same for a question with several controls."""
        legend = self.label_params()
        legend["classes"] = f"govuk-fieldset__legend--{'l' if self.label_is_heading else 's'}"
        return {"legend": legend}

    def width_class(self) -> str | None:
        """The class that sets the control's width."""
        if self.width is None:
            return None
        if isinstance(self.width, int):
            return f"govuk-input--width-{self.width}"
        return f"govuk-!-width-{self.width}"

    def _value(self) -> str:
        return str(self.typed)
