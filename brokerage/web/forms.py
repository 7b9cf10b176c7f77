"""The base of every form: CSRF on, errors in one list for the summary at the top."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from brokerage.errors import DomainError
from brokerage.web.fields import Choices

STALE_PAGE = "This page was open for too long. Check your answers and send it again"


@dataclass(frozen=True, slots=True)
class FormError:
    """One line of the error summary; `href` reaches the control (None: the whole form)."""

    text: str
    href: str | None


class Form(FlaskForm):
    """A form that writes. Its fields come from `brokerage.web.fields`."""

    class Meta(FlaskForm.Meta):
        """Reads HTML forms only."""

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> object:
            """Flask-WTF also reads JSON, and fails on any that is not an object of strings."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            if not form.is_submitted():
                return None
            return CombinedMultiDict[str, Any]((request.files, request.form))

    def add_domain_error(self, error: DomainError) -> None:
        """Show a rule's refusal at the field it names, or above the form."""
        field = self._fields.get(error.field) if error.field else None
        if field is None:
            self.form_errors.append(error.sentence)
        else:
            field.errors = [*field.errors, error.sentence]

    @property
    def error_list(self) -> list[FormError]:
        """Every error, in the order of the page."""
        errors = [FormError(str(sentence), None) for sentence in self.form_errors]
        for field in self:
            if field.name == self.meta.csrf_field_name:
                errors += [FormError(STALE_PAGE, None)] if field.errors else []
                continue
            anchor = f"#{getattr(field, 'first_control_id', field.id)}"
            errors += [FormError(str(sentence), anchor) for sentence in field.errors]
        return errors


class SearchForm(Form):
    """A form that only reads the query string: it never fails.

    A value that makes no sense is left out of `data`, and `notes` says so. Mark no field of
    it as required.
    """

    class Meta(Form.Meta):
        """A search changes nothing, so it carries no token."""

        csrf = False

    def __init__(
        self,
        args: MultiDict[str, str] | None = None,
        *,
        choices: Mapping[str, Choices] | None = None,
        **kwargs: object,
    ) -> None:
        """`args` is a MultiDict (the request's own if None); `choices`: field name → list."""
        super().__init__(formdata=request.args if args is None else args, **kwargs)
        for name, listed in (choices or {}).items():
            self._fields[name].choices = listed
        self.notes = self._leave_out_what_makes_no_sense()

    @property
    def query(self) -> dict[str, Any]:
        """What is typed and ticked, as a query string takes it."""
        return {field.name: field.data for field in self if field.data}

    def _leave_out_what_makes_no_sense(self) -> list[str]:
        self.validate()
        notes = []
        for field in self:
            left_out = f"We left “{field.label.text}” out of your search."
            notes += [f"{left_out} {sentence}." for sentence in field.errors]
            field.errors = []
        return notes


class PostForm(Form):
    """A button with its token and a place for a refusal."""
