"""Forms of reports and of what matters to residents."""

from __future__ import annotations

from brokerage.reporting import rules
from brokerage.reporting.rules.voices import MOST_CHOICES
from brokerage.web.fields import (
    CheckboxesField,
    HiddenField,
    LongTextField,
    SelectField,
)
from brokerage.web.forms import Form, PostForm, SearchForm


class StartReportForm(Form):
    """Of which year."""

    year = SelectField(
        "Which year is the report about?",
        required="Select a year",
        hint="From 1 January to 31 December. If it is published already, you begin its correction.",
        prompt="Select a year",
    )


class DraftForm(Form):
    """The words beside the figures."""

    introduction = LongTextField(
        "Introduction (optional)",
        hint="Two or three sentences: what the year was about.",
        max_length=rules.LONGEST_WORDS,
        rows=4,
    )
    went_badly = LongTextField(
        "What did not go well?",
        hint="In plain words. The red pledges and the disputed claims are listed below it anyway. "
        "You need this before you can publish.",
        max_length=rules.LONGEST_WORDS,
        rows=6,
    )
    methods = LongTextField(
        "Anything else a reader has to know about how this was counted (optional)",
        max_length=rules.LONGEST_WORDS,
        rows=4,
    )
    change_note = LongTextField(
        "What does this edition change, and why?",
        hint="Only for a correction of what is published. The edition before stays as it was.",
        max_length=rules.LONGEST_CHANGE,
        rows=3,
    )


class PublishForm(PostForm):
    """Publish the figures that were looked at."""

    seen = HiddenField("The figures you have looked at")


class VoiceForm(Form):
    """Up to three things, and a ward if one likes."""

    themes = CheckboxesField("Themes of the charter")
    measures = CheckboxesField("Kinds of help")
    ward = SelectField(
        "Your ward (optional)",
        hint="We show what a ward says only if five people or more have answered for it.",
        prompt="I would rather not say",
    )

    @property
    def choices(self) -> list[str]:
        """Everything that is ticked."""
        return [*self.themes.data, *self.measures.data]


class WardSearch(SearchForm):
    """Of which ward to show what was said."""

    ward = SelectField("Ward", prompt="All of the area")


TOO_OFTEN = "Someone at your address has answered several times in the last hour. Try again later"
CHOOSE = f"Choose up to {MOST_CHOICES}"
