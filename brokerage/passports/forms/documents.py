"""The form for a paper that shows something."""

from __future__ import annotations

from typing import ClassVar

from brokerage.passports.rules.documents import LONGEST_TITLE, MOST_MEGABYTES
from brokerage.web.documents import ACCEPT
from brokerage.web.fields import FileField, TextField
from brokerage.web.forms import Form


class DocumentForm(Form):
    """A file and what it is."""

    heading: ClassVar[str] = "Add a paper"
    intro: ClassVar[str] = "Only your own members and brokers see it. Buyers do not."

    document = FileField(
        "File",
        required="Select a file",
        hint=f"A PDF, PNG or JPEG, smaller than {MOST_MEGABYTES}MB. Of a picture we keep a copy "
        "without the place and time that a phone notes in it",
        accept=ACCEPT,
        most_megabytes=MOST_MEGABYTES,
    )
    title = TextField(
        "What is it?",
        required="Say what it is",
        hint="For example “Public liability certificate 2027”",
        noun="What it is",
        max_length=LONGEST_TITLE,
    )
