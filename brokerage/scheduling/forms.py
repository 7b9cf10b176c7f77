"""Term dates as rows with commas between the values."""

from __future__ import annotations

from brokerage.scheduling.rules.terms import COLUMNS, LONGEST_FILE
from brokerage.web.fields import LongTextField
from brokerage.web.forms import Form


class TermDatesForm(Form):
    """Rows to look at, then to load."""

    rows = LongTextField(
        "Rows of term dates",
        required="Enter the rows",
        hint=f"The first line names the columns: {','.join(COLUMNS)}. "
        "A kind is “term”, or “closed” for days within a term without school. "
        "Copy the dates from the council’s own page and give its address as the source",
        max_length=LONGEST_FILE,
        noun="The rows",
        rows=12,
    )
