"""Writing an enquiry: one text for all."""

from __future__ import annotations

from collections.abc import Mapping

from brokerage.procurement.rules import enquiries as rules
from brokerage.procurement.rules.briefs import LONGEST_TITLE
from brokerage.web.fields import Choice, DatePartsField, LongTextField, RadiosField, TextField
from brokerage.web.filters import plural
from brokerage.web.forms import Form


class EnquiryForm(Form):
    """What is asked, until when, and of whom."""

    audience = RadiosField("Who do you want to ask?", required="Select who you want to ask")
    title = TextField(
        "Title",
        required="Enter a title",
        hint="Suppliers see this title and the text below, and nothing else of your brief",
        max_length=LONGEST_TITLE,
    )
    text = LongTextField(
        "What do you want to ask?",
        required="Enter what you want to ask",
        hint="Every supplier gets the same words. Say what you need, where and when, and what "
        "you would like to know",
        max_length=rules.LONGEST_TEXT,
        noun="Your text",
        rows=10,
    )
    answer_by = DatePartsField(
        "Last day for answers",
        required="Enter the last day for answers",
        hint="Two weeks is fair. For example, 27 3 2027",
    )
    decide_by = DatePartsField(
        "When do you decide?",
        required="Enter when you decide",
        noun="The day you decide",
        hint="Suppliers are told to expect to hear from you by then",
    )

    def list_audiences(self, counts: Mapping[str, int]) -> None:
        """Set whom it can go to, with how many new ones each would reach."""
        self.audience.choices = [
            Choice(
                audience,
                label,
                f"{plural(counts[audience], 'supplier', 'suppliers')} not asked yet",
            )
            for audience, label in rules.AUDIENCE_LABELS.items()
            if audience in counts
        ]
