"""Inviting an unnamed card."""

from __future__ import annotations

from brokerage.volunteering.rules import bookings as rules
from brokerage.web.fields import LongTextField
from brokerage.web.forms import Form


class CardInvitationForm(Form):
    """A few words to someone whose name the host does not know."""

    note = LongTextField(
        "What would you like to say to them?",
        required="Enter a few words to the volunteer",
        hint="For example, why they would be a good fit. They get this by email, word for word",
        max_length=rules.LONGEST_NOTE,
        noun="Your note",
        rows=4,
    )
