"""Form fields that never raise: whatever is sent, the page comes back with a plain sentence.

Each field keeps what was typed (`typed`, shown again), what it means (`data`, empty until it
is understood) and, through WTForms, at most one error of its own.
"""

from brokerage.web.fields.base import BaseField
from brokerage.web.fields.choices import (
    CheckboxesField,
    Choice,
    ChoiceField,
    Choices,
    RadiosField,
    SelectField,
)
from brokerage.web.fields.dates import DatePartsField
from brokerage.web.fields.files import FileField
from brokerage.web.fields.numbers import BoundedDecimalField, BoundedIntegerField
from brokerage.web.fields.text import (
    CodeField,
    EmailField,
    HiddenField,
    LongTextField,
    PasswordField,
    TextField,
    at_least,
)

__all__ = [
    "BaseField",
    "BoundedDecimalField",
    "BoundedIntegerField",
    "CheckboxesField",
    "Choice",
    "ChoiceField",
    "Choices",
    "CodeField",
    "DatePartsField",
    "EmailField",
    "FileField",
    "HiddenField",
    "LongTextField",
    "PasswordField",
    "RadiosField",
    "SelectField",
    "TextField",
    "at_least",
]
