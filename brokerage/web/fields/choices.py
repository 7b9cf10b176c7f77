"""Fields with a list to pick from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Unpack

from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from brokerage.web.fields.base import BaseField, FieldOptions
from brokerage.web.input_filter import clean_text
from brokerage.web.widgets import MacroWidget, Params


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to pick: `is_exclusive` is for "None of these", set apart by an "or"."""

    value: str
    label: str
    hint: str | None = None
    is_exclusive: bool = False


Choices = Iterable[Choice | tuple[str, ...]]


class ChoiceField(BaseField):
    """A field with a list to pick from: Choice objects or (value, label[, hint]) tuples.

    `choices` may be set on the bound field, before it is validated or shown.
    """

    def __init__(
        self,
        label: str,
        *,
        choices: Choices = (),
        **options: Unpack[FieldOptions],
    ) -> None:
        super().__init__(label, **options)
        self.choices = choices

    def listed_choices(self) -> list[Choice]:
        """The choices, in order."""
        return [_as_choice(choice) for choice in self.choices]

    def is_chosen(self, value: str) -> bool:
        """Whether this choice is to be shown as picked."""
        return bool(value == self.typed)

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is not in the list: the list is known only now."""
        super().pre_validate(form)
        if not self._is_listed():
            self.data = self.empty
            raise StopValidation(self.required or "Select an answer from the list")

    def params(self) -> Params:
        """A fieldset; the first control has the field's own id."""
        entries: list[Params] = []
        for choice in self.listed_choices():
            if choice.is_exclusive:
                entries.append({"divider": "or"})
            entries.append(self._choice_params(choice))
        return super().params() | {
            "idPrefix": self.id,
            "fieldset": self.fieldset_params(),
            "items": entries,
        }

    def _choice_params(self, choice: Choice) -> Params:
        return {
            "value": choice.value,
            "text": choice.label,
            "checked": self.is_chosen(choice.value),
            "hint": {"text": choice.hint} if choice.hint else None,
            "behaviour": "exclusive" if choice.is_exclusive else None,
        }

    def _is_listed(self) -> bool:
        return self.typed in {choice.value for choice in self.listed_choices()}


class RadiosField(ChoiceField):
    """One of a few; `data` is the value or None."""

    widget = MacroWidget("radios", "govukRadios")

    def __init__(
        self,
        label: str,
        *,
        choices: Choices = (),
        is_inline: bool = False,
        **options: Unpack[FieldOptions],
    ) -> None:
        """`is_inline` puts two short answers side by side."""
        super().__init__(label, choices=choices, **options)
        self.is_inline = is_inline

    def params(self) -> Params:
        """A fieldset of radio buttons."""
        layout = "govuk-radios--inline" if self.is_inline else None
        return super().params() | {"classes": layout}


class SelectField(ChoiceField):
    """One of many; `prompt` is the first, empty option."""

    widget = MacroWidget("select", "govukSelect")

    def __init__(
        self,
        label: str,
        *,
        choices: Choices = (),
        prompt: str = "Select an answer",
        **options: Unpack[FieldOptions],
    ) -> None:
        super().__init__(label, choices=choices, **options)
        self.prompt = prompt

    def params(self) -> Params:
        """A drop-down list."""
        options = [{"value": "", "text": self.prompt, "selected": not self.typed}]
        options += [
            {"value": choice.value, "text": choice.label, "selected": self.is_chosen(choice.value)}
            for choice in self.listed_choices()
        ]
        return BaseField.params(self) | {
            "label": self.label_params(),
            "items": options,
            "classes": self.width_class(),
        }


class CheckboxesField(ChoiceField):
    """Any number of them; `data` is the list of values in the order of the choices."""

    widget = MacroWidget("checkboxes", "govukCheckboxes")
    empty: ClassVar[Sequence[str]] = ()
    # More boxes than any page has: the rest of a hostile list is not read.
    max_values: ClassVar[int] = 500

    def process_data(self, value: object) -> None:
        """Start from stored values."""
        self.data = list(value) if isinstance(value, Iterable) else []
        self.typed = [str(one) for one in self.data]

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        """Read every value sent, each once."""
        values = (clean_text(one, max_length=200) for one in valuelist[: self.max_values])
        self.typed = list(dict.fromkeys(value for value in values if value))
        self.data = list(self.typed)
        self.problem = None

    def is_chosen(self, value: str) -> bool:
        """Whether this box is to be shown as ticked."""
        return value in self.typed

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is not in the list, and "None of these" beside another."""
        if not self.typed:
            self.data = []
        super().pre_validate(form)
        chosen = [choice for choice in self.listed_choices() if choice.value in self.typed]
        self.data = [choice.value for choice in chosen]
        for choice in chosen:
            if choice.is_exclusive and len(chosen) > 1:
                self.data = []
                raise StopValidation(f"Select “{choice.label}” only if no other answer is true")

    def _is_listed(self) -> bool:
        listed = {choice.value for choice in self.listed_choices()}
        return all(value in listed for value in self.typed)


def _as_choice(choice: Choice | tuple[str, ...]) -> Choice:
    if isinstance(choice, Choice):
        return choice
    value, label, *hints = choice
    return Choice(value, label, hints[0] if hints else None)
