"""The search for opportunities: it reads the query string and never fails."""

from __future__ import annotations

from brokerage.organisations.forms.directory import DISTANCES, LONGEST_QUERY
from brokerage.organisations.rules import LONGEST_NAME
from brokerage.scheduling.rules import DAYS, PARTS
from brokerage.volunteering.rules.opportunities import COMMITMENT_LABELS, TIME_LABELS
from brokerage.web.fields import CheckboxesField, SelectField, TextField
from brokerage.web.forms import SearchForm

PART_HOURS = ("6am to midday", "midday to 6pm", "6pm to midnight")


class OpportunitySearchForm(SearchForm):
    """Words, a place, and filters; the list of causes is set when the form is made."""

    q = TextField(
        "What would you like to do?",
        hint="Use your own words, like “plant trees” or “help at a food bank”",
        max_length=LONGEST_QUERY,
        noun="Your search",
    )
    near = TextField("Near", hint="A postcode, town or ward", max_length=80, width=20)
    within = SelectField(
        "Within",
        prompt="Any distance",
        choices=[(n, f"{n} mile{'s' * (n != '1')}") for n in DISTANCES],
    )
    cause = SelectField("Cause", prompt="Any cause")
    commitment = SelectField("How often", prompt="Any", choices=COMMITMENT_LABELS.items())
    day = SelectField(
        "Day",
        prompt="Any day",
        choices=[
            ("weekend", "At the weekend"),
            ("weekday", "Monday to Friday"),
            *((day.casefold(), day) for day in DAYS),
        ],
    )
    part = SelectField(
        "Time of day",
        prompt="Any time of day",
        choices=[
            (part.casefold(), f"{part}, {hours}")
            for part, hours in zip(PARTS, PART_HOURS, strict=True)
        ],
    )
    sort = SelectField(
        "Sort by",
        prompt="Best match",
        choices=[("soonest", "Soonest first"), ("nearest", "Nearest first")],
        noun="The order",
    )
    time = CheckboxesField("How much time each turn takes", choices=TIME_LABELS.items())
    only = CheckboxesField(
        "Show only",
        choices=[
            ("remote", "What can be done from home"),
            ("seats", "What has places left"),
            ("young", "What is open to people aged 16 and 17"),
        ],
    )


class BoardWhyNotForm(OpportunitySearchForm):
    """The same search, and the name of an opportunity one has in mind."""

    name = TextField(
        "Name of the opportunity or its host",
        hint="A part of the name is enough",
        max_length=LONGEST_NAME,
    )
