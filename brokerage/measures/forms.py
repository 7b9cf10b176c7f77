"""Choosing whether a measure is used, and how much it counts."""

from __future__ import annotations

from brokerage.measures import rules
from brokerage.web.fields import CheckboxesField, RadiosField
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
