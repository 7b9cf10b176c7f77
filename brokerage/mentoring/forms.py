"""The forms of mentoring. `heading` is the page's h1."""

from __future__ import annotations

from typing import ClassVar

from brokerage.mentoring.rules import pairs, profiles
from brokerage.mentoring.rules.profiles import Side
from brokerage.web.fields import (
    BoundedIntegerField,
    CheckboxesField,
    DatePartsField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form, SearchForm

YES = "yes"
NO = "no"
LONGEST_POSTCODE = 20
DO_NOT_WRITE = "Do not write about health or anything private"
UNNAMED = "Leave out your name and how to reach you: they see both after a yes"


class TopicsForm(Form):
    """What it is about."""

    HEADINGS: ClassVar[dict[str, str]] = {
        Side.MENTOR: "What can you help with?",
        Side.MENTEE: "What would you like help with?",
    }
    topics = CheckboxesField(
        "Topics",
        required="Select at least one topic",
        hint=f"Select up to {profiles.MOST_TOPICS}",
    )
    own_words = LongTextField(
        "In your own words (optional)",
        hint="We look for a match by these words, and nobody is shown them. " + DO_NOT_WRITE,
        noun="Your own words",
        max_length=profiles.LONGEST_OWN_WORDS,
        rows=3,
    )


class WaysForm(Form):
    """How to meet, and where from."""

    heading: ClassVar[str] = "How can you meet?"
    ways = CheckboxesField(
        "Ways to meet",
        required="Select how you can meet",
        hint="If you meet in person, choose a public place, like a library or a café",
        choices=list(profiles.WAY_LABELS.items()),
    )
    postcode = TextField(
        "Postcode, if you meet in person",
        hint="The first half, like OX4, is enough. If you enter all of it, we keep the first half",
        noun="The postcode",
        autocomplete="postal-code",
        width=10,
        max_length=LONGEST_POSTCODE,
    )
    miles = BoundedIntegerField(
        "How far would you go?",
        noun="How far you would go",
        suffix="miles",
        low=1,
        high=profiles.MOST_MILES,
    )


class PaceForm(Form):
    """How often, how many meetings, and how many people at once."""

    heading: ClassVar[str] = "How often, and how many times?"
    pace = RadiosField(
        "How often?", required="Select how often", choices=list(profiles.PACE_LABELS.items())
    )
    meetings = BoundedIntegerField(
        "How many meetings?",
        required="Enter how many meetings",
        hint="About an hour each. Six is common. You can agree on more later",
        noun="How many meetings",
        low=1,
        high=profiles.MOST_MEETINGS,
    )
    places = BoundedIntegerField(
        "How many mentees at once?",
        required="Enter how many mentees",
        hint=f"One to begin with is fine, and {profiles.MOST_PLACES} is the most",
        noun="How many mentees",
        low=1,
        high=profiles.MOST_PLACES,
    )


class AskForm(Form):
    """What is asked of the person behind a card."""

    pace = RadiosField(
        "How often would you meet?",
        required="Select how often",
        choices=list(profiles.PACE_LABELS.items()),
    )
    meetings = BoundedIntegerField(
        "How many meetings would you have?",
        required="Enter how many meetings",
        noun="How many meetings",
        low=1,
        high=profiles.MOST_MEETINGS,
    )
    note = LongTextField(
        "What would you like to say?",
        required="Enter a few words",
        hint=f"For example, what you hope for. {UNNAMED}. {DO_NOT_WRITE}",
        noun="Your words",
        max_length=pairs.LONGEST_NOTE,
        rows=4,
    )


class AcceptForm(Form):
    """A yes."""

    message = LongTextField(
        "A first word to them (optional)",
        hint="For example, when you could meet first. They get this by email, word for word",
        noun="Your message",
        max_length=pairs.LONGEST_NOTE,
        rows=4,
    )


class DeclineForm(Form):
    """A no, and why."""

    reason = RadiosField(
        "Why can you not say yes?",
        required="Select a reason",
        choices=list(pairs.DECLINE_LABELS.items()),
    )
    message = LongTextField(
        "A kind word (optional)",
        hint=f"They get this by email, word for word. Leave out your name. {DO_NOT_WRITE}",
        noun="Your message",
        max_length=pairs.LONGEST_NOTE,
        rows=3,
    )


class PlanForm(Form):
    """The day of a meeting."""

    planned_on = DatePartsField(
        "On which day? (optional)",
        hint="For example, 27 3 2027. Leave it empty if you do not know yet",
        noun="The day",
        low_year=2000,
        high_year=2100,
    )


class EndForm(Form):
    """Why it ends."""

    reason = RadiosField(
        "Why does it end?",
        required="Select a reason",
        hint="Only a broker sees this. The other side reads that it has ended, and no reason",
        choices=[(each.value, pairs.END_LABELS[each]) for each in pairs.OWN_END_REASONS],
    )


class FeedbackForm(Form):
    """How it was."""

    verdict = RadiosField(
        "How was it?", required="Select how it was", choices=list(pairs.VERDICT_LABELS.items())
    )
    words = LongTextField(
        "What went well, and what could be better? (optional)",
        hint=DO_NOT_WRITE,
        noun="Your words",
        max_length=pairs.LONGEST_FEEDBACK,
        rows=5,
    )
    is_shared = RadiosField(
        "Who may read this?",
        required="Select who may read this",
        choices=[(NO, "Only a broker"), (YES, "A broker, and the other one of us")],
    )


class ReportForm(Form):
    """What is wrong, by a code."""

    reason = RadiosField(
        "What is it about?",
        required="Select what it is about",
        choices=list(pairs.REPORT_LABELS.items()),
    )


class BrokerSearchForm(SearchForm):
    """Which pairs a broker lists."""

    show = SelectField(
        "Show",
        prompt="Everything",
        choices=list(pairs.VIEW_LABELS.items()),
        noun="What to show",
    )
