"""Check-ins: correcting a figure, telling what happened, asking leads and buddies."""

from __future__ import annotations

from brokerage.charter import rules
from brokerage.charter.rules.buddies import LONGEST_WORDS
from brokerage.charter.rules.check_ins import LONGEST_BADLY, LONGEST_STORY
from brokerage.web.fields import BoundedDecimalField, EmailField, LongTextField, RadiosField
from brokerage.web.forms import Form

YES, NO = "yes", "no"


class CorrectFigureForm(Form):
    """Another figure beside the one that was found, and why."""

    value = BoundedDecimalField(
        "What should it be?",
        required="Enter the figure, or go back",
        hint="Counted from the first day of your 12 months",
        noun="The figure",
        high=rules.MOST_VALUE,
    )
    explanation = LongTextField(
        "How do you know this?",
        required="Explain how you know this",
        hint="For example: our payroll report of March. Everyone can read this if you show the "
        "pledge. No names of people",
        noun="Your explanation",
        max_length=rules.LONGEST_REASON,
        rows=3,
    )


class SendCheckInForm(Form):
    """What is told beside the figures."""

    went_badly = LongTextField(
        "What did not go well? (optional)",
        hint="It helps others. It stands in the yearly report without your name",
        noun="What did not go well",
        max_length=LONGEST_BADLY,
    )
    story = LongTextField(
        "A story (optional)",
        hint="One thing that happened because of a pledge. Only names of people who have agreed",
        max_length=LONGEST_STORY,
    )
    may_publish = RadiosField(
        "May we show the story to everyone?",
        required="Select if we may show the story",
        choices=((YES, "Yes"), (NO, "No, or there is none")),
        is_inline=True,
    )


class LeadLinkForm(Form):
    """Where the lead's link goes."""

    address = EmailField(
        "Email address of the lead",
        required="Enter the email address",
        hint="Best a shared one, like procurement@example.org. We write to it once a quarter "
        "until you stop it or the 12 months are over, then delete it",
        label_is_heading=True,
    )


class AskBuddyForm(Form):
    """What one would like to know."""

    words = LongTextField(
        "What would you like to know? (optional)",
        hint="They see who you are and what you write",
        max_length=LONGEST_WORDS,
        rows=3,
        noun="What you write",
    )


class AnswerBuddyForm(Form):
    """Yes or no."""

    answer = RadiosField(
        "Will you be their buddy?",
        required="Select if you will be their buddy",
        choices=((YES, "Yes"), (NO, "No")),
        is_inline=True,
    )
    words = LongTextField(
        "What do you want to tell them?",
        required="Write how to get in touch, or why it does not fit now",
        hint="If yes: how to get in touch, best with a shared address. If no: why it does not fit",
        max_length=LONGEST_WORDS,
        rows=3,
        noun="What you write",
    )


class EndPairForm(Form):
    """Why it ends."""

    words = LongTextField(
        "Is there anything to say about it? (optional)",
        hint="The other side gets it by email",
        max_length=LONGEST_WORDS,
        rows=3,
        noun="What you write",
    )
