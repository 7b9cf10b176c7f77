"""Choosing briefs, and deciding on a suggestion."""

from __future__ import annotations

from brokerage.rotation import rules
from brokerage.web.fields import CheckboxesField, Choice, LongTextField, RadiosField
from brokerage.web.forms import Form


class SuggestForm(Form):
    """For which briefs."""

    briefs = CheckboxesField("Which briefs?", required=rules.NOTHING_CHOSEN)


class DecideForm(Form):
    """What the buyer makes of it, and why."""

    outcome = RadiosField(
        "What do you decide?",
        choices=[Choice(each, label) for each, label in rules.OUTCOME_LABELS.items()],
        required="Select what you decide",
    )
    reason = LongTextField(
        "Why?",
        required="Enter why",
        hint="It is kept with the brief’s file. Anyone who audits it can read it",
        max_length=rules.LONGEST_REASON,
        noun="Your reason",
        rows=4,
    )
