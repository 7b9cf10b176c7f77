"""What brokers decide and keep: sign-ups, check-ins, the catalogue, groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from brokerage.charter import rules
from brokerage.charter.rules import SOURCE_LABELS, VOICE_LABELS
from brokerage.charter.rules.catalogue import read_codes
from brokerage.web.fields import (
    CheckboxesField,
    DatePartsField,
    FileField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form

APPROVE, CHANGES = "approve", "changes"
DONE, BACK = "done", "back"
LONGEST_TABLE = 60_000


class DecideTermForm(Form):
    """Yes, or what should be different."""

    decision = RadiosField(
        "What do you decide?",
        required="Select what you decide",
        choices=(
            (APPROVE, "Approve it", "It is public at once, and the check-ins are scheduled"),
            (CHANGES, "Ask for changes", "They can change it and send it again"),
        ),
    )
    reason = LongTextField(
        "What should be different?",
        hint="Only needed if you ask for changes",
        max_length=rules.LONGEST_REASON,
        rows=4,
        noun="What should be different",
    )


class FirstMeetingForm(Form):
    """The record of the first meeting."""

    met_on = DatePartsField("When did you meet?", required="Enter when you met")
    baseline = LongTextField(
        "Where do they start?",
        required="Write where they start",
        noun="Where they start",
        max_length=rules.LONGEST_NOTE,
    )
    needs = LongTextField(
        "What do they need?",
        required="Write what they need",
        hint="For example: a buddy, a template, help with a form. No names of people",
        noun="What they need",
        max_length=rules.LONGEST_NOTE,
    )


class CloseCheckInForm(Form):
    """For which own figures there is proof; done, or back."""

    seen = CheckboxesField("For which of these have you seen proof?")
    decision = RadiosField(
        "What do you decide?",
        required="Select what you decide",
        choices=(
            (DONE, "It is done", "The figures are frozen. What you left clear is not confirmed"),
            (BACK, "Send it back", "They can correct it and send it again"),
        ),
    )
    reason = LongTextField(
        "What should they look at?",
        hint="Only needed if you send it back",
        max_length=rules.LONGEST_REASON,
        rows=3,
        noun="What they should look at",
    )

    def list_figures(self, figures: Iterable[Any]) -> None:
        """Set the figures nobody but the signatory stands for."""
        self.seen.choices = [
            (
                str(each.id),
                f"{each.taken_pledge.words}: {rules.with_unit(each.value, each.taken_pledge.unit)}",
            )
            for each in figures
        ]

    @property
    def seen_ids(self) -> list[int]:
        """The ids that are ticked."""
        return [int(each) for each in self.seen.data]


class AddPledgeForm(Form):
    """One pledge of the catalogue."""

    code = TextField(
        "Code",
        required="Enter a code",
        hint="Small letters, figures and hyphens, like local-smes",
        max_length=rules.LONGEST_CODE,
        width=20,
    )
    theme_code = SelectField("Theme", required="Select a theme", prompt="Select a theme")
    words = TextField("The pledge", required="Enter the pledge", max_length=rules.LONGEST_PLEDGE)
    about = LongTextField(
        "What counts (optional)", max_length=rules.LONGEST_ABOUT, rows=3, noun="What counts"
    )
    voices = CheckboxesField(
        "In which voices can it be taken?",
        required="Select at least one voice",
        choices=list(VOICE_LABELS.items()),
    )
    source = RadiosField(
        "Where does its figure come from?",
        required="Select where its figure comes from",
        choices=list(SOURCE_LABELS.items()),
    )
    source_codes = TextField(
        "Codes (optional)",
        hint="Measures like NT17 for hours, mentoring and agreements; kinds like "
        "oxford-living-wage for an accreditation; local, sme or vcse for a share",
        max_length=200,
    )
    unit = TextField(
        "Unit",
        required="Enter the unit",
        hint="For example: hours, %",
        max_length=rules.LONGEST_UNIT,
        width=20,
    )

    def list_themes(self, themes: Iterable[Any]) -> None:
        """Set the themes to choose from."""
        self.theme_code.choices = [(each.code, each.name) for each in themes]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that are typed."""
        return read_codes(self.source_codes.data)


class PreviewPledgesForm(Form):
    """A table of pledges: a file, or its rows typed in."""

    file = FileField("A CSV file (optional)", accept=".csv", most_megabytes=1)
    rows = LongTextField(
        "Or paste its rows (optional)",
        hint="With a heading: code, theme, words, about, voices, source, source codes, unit",
        max_length=LONGEST_TABLE,
        rows=8,
        noun="The rows",
    )


class ImportPledgesForm(Form):
    """The rows that were looked at."""

    rows = LongTextField(
        "The rows as they were read",
        required="Paste the rows, or begin again with the file",
        max_length=LONGEST_TABLE,
        rows=8,
        noun="The rows",
    )


class GroupForm(Form):
    """A group's name."""

    name = TextField(
        "What is the group called?",
        required="Enter the group’s name",
        hint="For example: the city council and its companies",
        max_length=rules.LONGEST_NAME,
    )


class GroupMemberForm(Form):
    """Who joins a group."""

    signatory = SelectField(
        "Add a signatory", required="Select a signatory", prompt="Select a signatory"
    )
