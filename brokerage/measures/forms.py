"""Choosing whether a measure is used, and how much it counts."""

from __future__ import annotations

from brokerage.measures import rules
from brokerage.measures.rules import files
from brokerage.web.fields import (
    CheckboxesField,
    DatePartsField,
    FileField,
    RadiosField,
    TextField,
)
from brokerage.web.forms import Form


class ChoiceForm(Form):
    """In which sets a measure is, and its priority."""

    sets = CheckboxesField(
        "Which of your sets is it in?",
        hint="Leave both clear to stop using it. What is in the Light set is in the Master set too",
        choices=list(rules.SET_LABELS.items()),
    )
    weight = RadiosField(
        "How much does it count when you score a bid?",
        required="Select how much it counts",
        hint=rules.SCORES_BIDS_ONLY,
        choices=[(str(weight), label) for weight, label in rules.WEIGHT_LABELS.items()],
    )


class UploadForm(Form):
    """A table of measures."""

    file = FileField(
        "Your measures as a CSV file",
        required="Select a file",
        hint=f"At most {files.MOST_MEGABYTES}MB. In Excel, choose “Save as” and then “CSV”",
        accept=".csv,text/csv,text/plain",
        most_megabytes=files.MOST_MEGABYTES,
        noun="The file",
    )


class ImportForm(Form):
    """Yes, import it."""


class NewVersionForm(Form):
    """What the version is called that the changes begin, and from when it holds."""

    version = TextField(
        "What is the new version called?",
        required="Enter a name for the new version",
        hint="For example, 2027",
        max_length=rules.LONGEST_VERSION,
        noun="The name",
        width=10,
    )
    from_on = DatePartsField(
        "From when does it hold?",
        required="Enter from when it holds",
        hint="Today at the earliest: what was counted before stays as it was",
    )
