"""A field for one file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Unpack

from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from brokerage.web.fields.base import BaseField, FieldOptions
from brokerage.web.input_filter import clean_text
from brokerage.web.widgets import MacroWidget, Params

MEGABYTE = 1024 * 1024
_LONGEST_NAME = 200


class FileField(BaseField):
    """A file of at most `most_megabytes`; `data` is its bytes or None.

    The name it was sent under says only that there is one: it is never shown, kept or trusted.
    What kind of file the bytes are, whoever uses them finds out.
    """

    widget = MacroWidget("file-upload", "govukFileUpload")
    empty: ClassVar[Any] = None

    def __init__(
        self,
        label: str,
        *,
        accept: str | None = None,
        most_megabytes: int = 7,
        **options: Unpack[FieldOptions],
    ) -> None:
        """`accept` helps the browser to show the right files ("image/png,image/jpeg")."""
        super().__init__(label, **options)
        self.accept = accept
        self.most_megabytes = most_megabytes

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        """Read the first file sent; text under this name is no file."""
        sent = next((one for one in valuelist if isinstance(one, FileStorage)), None)
        self.typed = clean_text(sent.filename, max_length=_LONGEST_NAME) if sent else ""
        self.data, self.problem = self.empty, None
        if sent is None or not self.typed:
            return
        try:
            self.data = self._read(sent)
        except ValidationError as refusal:
            self.problem = str(refusal)

    def show(self, value: object) -> str:
        """Nothing: a browser takes no file back."""
        return ""

    def params(self) -> Params:
        """One file input."""
        attributes = {"accept": self.accept} if self.accept else None
        return super().params() | {"label": self.label_params(), "attributes": attributes}

    def _read(self, sent: FileStorage) -> bytes:
        most = self.most_megabytes * MEGABYTE
        raw = sent.stream.read(most + 1)
        if not raw:
            raise ValidationError("The selected file is empty")
        if len(raw) > most:
            raise ValidationError(f"The selected file must be smaller than {self.most_megabytes}MB")
        return raw
