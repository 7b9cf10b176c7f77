"""What anyone may ask about an unclaimed listing."""

from __future__ import annotations

from brokerage.organisations import rules
from brokerage.web.fields import EmailField, LongTextField
from brokerage.web.forms import Form


class RemovalForm(Form):
    """Who asks for a listing to be removed, and why they may."""

    email = EmailField(
        "Your email address",
        required="Enter your email address",
        hint="We only use it to tell you what we decide",
        noun="Email address",
    )
    explanation = LongTextField(
        "How are you connected to this organisation?",
        required="Tell us how you are connected to this organisation",
        hint="For example, “I am its treasurer”. Only brokers read this",
        max_length=rules.LONGEST_REASON,
        rows=4,
        noun="Your answer",
    )


class TakeOverForm(Form):
    """Why someone may act for the organisation that a listing is about."""

    explanation = LongTextField(
        "How can we see that you act for this organisation?",
        required="Tell us how we can see that you act for this organisation",
        hint="For example, your role, a page that names you, or a phone number on its website",
        max_length=rules.LONGEST_REASON,
        rows=4,
        noun="Your answer",
    )
