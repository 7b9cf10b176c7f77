"""What is asked about a cohort, a place, a fixed pair and a no."""

from __future__ import annotations

from brokerage.cohorts.rules import cohorts as rules
from brokerage.cohorts.rules.offers import DECLINE_LABELS
from brokerage.web.fields import (
    BoundedIntegerField,
    CheckboxesField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form

MINIMUM_CHOICES = (
    ("yes", "Nobody goes there", "Those people are placed elsewhere"),
    ("no", "It must run", "Then it counts before everything else"),
)


class CohortForm(Form):
    """What the group is called, what it is for, and how long people have to answer."""

    name = TextField(
        "What is the group called?",
        required="Enter what the group is called",
        hint="For example, Reading helpers, spring 2027",
        max_length=rules.LONGEST_NAME,
        noun="The name",
    )
    description = LongTextField(
        "What do people join?",
        required="Enter what people join",
        hint="Say what they will do, from when, how often, and what you will ask of them. "
        "Everyone can read this",
        max_length=rules.LONGEST_DESCRIPTION,
        noun="What people join",
        rows=6,
    )
    answer_days = BoundedIntegerField(
        "How many working days do people have to answer an offer?",
        required="Enter how many working days people have to answer",
        hint="Usually 5. The place is kept for them until then",
        noun="The number of days",
        low=rules.FEWEST_ANSWER_DAYS,
        high=rules.MOST_ANSWER_DAYS,
    )


class PlacesForm(Form):
    """Which roles and dates are the places."""

    places = CheckboxesField(
        "Which roles and dates are places of this group?",
        required="Select at least one",
        hint="Each is added with the places that it has free. You can change that next",
    )


class PlaceForm(Form):
    """How many a place takes, how few it runs with, and whether it comes first."""

    capacity = BoundedIntegerField(
        "How many people can this group send there?",
        required="Enter how many people",
        noun="How many people",
        low=1,
        high=rules.MOST_SEATS,
    )
    minimum = BoundedIntegerField(
        "What is the fewest it works with?",
        required="Enter the fewest, or 0",
        hint="0 if any number will do",
        noun="The fewest",
        low=0,
        high=rules.MOST_SEATS,
    )
    may_stay_empty = RadiosField(
        "What if there are not that many?",
        required="Select what happens then",
        choices=MINIMUM_CHOICES,
    )
    added_priority = BoundedIntegerField(
        "How many points does it get beyond those of its area?",
        required="Enter a number of points, or 0",
        hint="From 0 to 9. Places with more points are filled first",
        noun="The points",
        low=0,
        high=rules.MOST_PRIORITY,
    )
    priority_reason = TextField(
        "Why does it get those points? (if any)",
        hint="For example, The school has waited since last spring. "
        "Say it of the place, never of a person",
        max_length=rules.LONGEST_REASON,
        noun="The reason",
    )


class PairForm(Form):
    """Where a member is always, or never."""

    place = SelectField(
        "Which place?", required="Select a place", prompt="Select a place", noun="The place"
    )
    kind = RadiosField(
        "What holds for them there?",
        required="Select what holds",
        choices=list(rules.PAIR_LABELS.items()),
    )


class DeclineOfferForm(Form):
    """Why not."""

    reason = RadiosField(
        "Why not this one?",
        required="Select a reason",
        choices=list(DECLINE_LABELS.items()),
        hint="It helps the host to find you something better",
    )
