"""The site's own forms."""

from __future__ import annotations

from brokerage.pages import rules
from brokerage.web.fields import EmailField, LongTextField
from brokerage.web.forms import Form


class FeedbackForm(Form):
    """What someone wants to tell the people who run the site."""

    doing = LongTextField(
        "What were you doing?",
        required="Enter what you were doing",
        hint="For example: looking for a caterer, or signing up our charity.",
        max_length=rules.LONGEST_DOING,
        rows=3,
    )
    happened = LongTextField(
        "What happened?",
        required="Enter what happened",
        hint="Tell us what went well or badly. Do not tell us anything private about other people.",
        max_length=rules.LONGEST_HAPPENED,
        rows=6,
    )
    email = EmailField(
        "Your email address (optional)",
        hint="Only if you would like an answer. We use it for nothing else.",
        noun="Your email address",
        width="two-thirds",
    )
