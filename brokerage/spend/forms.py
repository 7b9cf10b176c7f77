"""What is asked about a spend file and a supplier's name."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from brokerage.spend.rules import imports as rules
from brokerage.spend.rules.headings import REQUIRED, Field
from brokerage.web.fields import FileField, LongTextField, RadiosField, SelectField, TextField
from brokerage.web.forms import Form

NOT_IN_FILE = "none"
NOBODY = "nobody"
FIRST_QUARTER_YEAR = 2010
_FIRST_WORDS = ("January to March", "April to June", "July to September", "October to December")


class UploadForm(Form):
    """A file as the council publishes it."""

    file = FileField(
        "Spend file",
        required="Select a file",
        hint=f"CSV or Excel (.xlsx), smaller than {rules.UPLOAD_MEGABYTES}MB, as you publish it. "
        "The headings may have any names and order",
        accept=".csv,.txt,.tsv,.xlsx",
        most_megabytes=rules.UPLOAD_MEGABYTES,
    )
    title = TextField(
        "What do you call this file?",
        required="Enter what you call this file",
        hint="For example, Payments over £500, April to June 2026. Anyone can read it",
        max_length=rules.LONGEST_TITLE,
        noun="What you call it",
    )


class ColumnsForm(Form):
    """Which column is which; a person's word counts."""

    supplier = SelectField("Who was paid", required="Select the column that says who was paid")
    amount = SelectField("The sum", required="Select the column with the sum")
    date = SelectField("The day it was paid")
    service = SelectField("The part of the council that paid")
    category = SelectField("What it was for")
    transaction = SelectField("The number of the payment")
    redacted = SelectField("Whether a name was taken out")
    quarter = SelectField("Which quarter are payments without a day from?")
    title = TextField(
        "What do you call this file?",
        required="Enter what you call this file",
        max_length=rules.LONGEST_TITLE,
        noun="What you call it",
    )

    def offer(self, headings: Sequence[str], today: datetime.date) -> None:
        """Give each question the columns of the file to choose from."""
        columns = [(str(at), f"{heading}"[:80]) for at, heading in enumerate(headings)]
        for name in Field:
            none = [] if name in REQUIRED else [(NOT_IN_FILE, "Not in the file")]
            self[name].choices = [*none, *columns]
        years = range(today.year, FIRST_QUARTER_YEAR - 1, -1)
        quarters = [
            (datetime.date(year, 3 * number + 1, 1).isoformat(), f"{words} {year}")
            for year in years
            for number, words in reversed(list(enumerate(_FIRST_WORDS)))
        ]
        self.quarter.choices = [(NOT_IN_FILE, "Not known"), *quarters]

    @property
    def columns(self) -> dict[str, int]:
        """The place of the column chosen for each field."""
        chosen = {str(name): self[name].data for name in Field}
        return {name: int(at) for name, at in chosen.items() if at and at != NOT_IN_FILE}

    @property
    def quarter_on(self) -> datetime.date | None:
        """The quarter chosen, by its first day."""
        chosen = self.quarter.data
        return None if not chosen or chosen == NOT_IN_FILE else datetime.date.fromisoformat(chosen)


def as_answers(
    columns: Mapping[str, int], quarter_on: datetime.date | None, title: str
) -> dict[str, str]:
    """Return what is known so far as the form's own answers."""
    return {str(name): str(columns.get(name, NOT_IN_FILE)) for name in Field} | {
        "quarter": quarter_on.isoformat() if quarter_on else NOT_IN_FILE,
        "title": title,
    }


class NameForm(Form):
    """Which organisation a name means."""

    answer = RadiosField(
        "Who is this?",
        required="Select who this is, or that it is none of these",
        label_is_heading=True,
    )

    @property
    def organisation_id(self) -> int | None:
        """The organisation chosen; None for none of them."""
        return None if self.answer.data == NOBODY else int(self.answer.data)


class WithdrawForm(Form):
    """Why an import is taken back."""

    reason = LongTextField(
        "Why do you withdraw this import?",
        required="Enter why you withdraw it",
        max_length=rules.LONGEST_REASON,
        noun="Why you withdraw it",
        rows=3,
    )
