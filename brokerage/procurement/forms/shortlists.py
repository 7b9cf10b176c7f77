"""Adding to a shortlist, and notes for colleagues."""

from __future__ import annotations

from brokerage.procurement.rules.briefs import LONGEST_NOTE
from brokerage.web.fields import BoundedIntegerField, HiddenField, LongTextField
from brokerage.web.forms import Form
from brokerage.web.input_filter import LARGEST_ID


class AddToShortlistForm(Form):
    """Which supplier, and the page to go back to."""

    supplier = BoundedIntegerField(
        "Supplier", low=1, high=LARGEST_ID, required="Select a supplier to add"
    )
    next = HiddenField()


class ShortlistNoteForm(Form):
    """A few words to colleagues."""

    note = LongTextField(
        "Note for your colleagues",
        hint="Only people of your organisation who may see this brief can read it. The supplier "
        "cannot. Leave out what you would not want to be asked about under freedom of information",
        max_length=LONGEST_NOTE,
        noun="Your note",
        rows=4,
    )
