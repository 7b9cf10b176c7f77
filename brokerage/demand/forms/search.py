"""Searching what is planned, and asking to hear of new lines."""

from __future__ import annotations

from brokerage.demand.rules import plans
from brokerage.web.fields import SelectField, TextField
from brokerage.web.forms import Form, SearchForm

LONGEST_QUERY = 300
ALL_BUYERS = "all"
ALL_KINDS = "all"
ANY = ("", "Any")


class DemandSearchForm(SearchForm):
    """Words and filters; buyers, kinds of work and quarters are set when the form is made."""

    q = TextField(
        "What do you sell?",
        hint="Use your own words, like “sandwiches for meetings” or “fixing roofs”",
        max_length=LONGEST_QUERY,
        noun="Your search",
    )
    buyer = SelectField("Who buys", prompt="Anyone")
    category = SelectField("Kind of work", prompt="Any kind of work")
    value = SelectField(
        "About how much", choices=list(plans.VALUE_LABELS.items()), prompt="Any value"
    )
    quarter = SelectField("When", prompt="Any quarter")
    state = SelectField(
        "Where it stands", choices=list(plans.STATE_LABELS.items()), prompt="Still to come"
    )


class SubscriptionForm(Form):
    """Whose plans and which kinds of work to hear of."""

    buyer = SelectField(
        "Whose plans?", required="Select a buyer, or all of them", prompt="Select an answer"
    )
    category = SelectField(
        "Which kind of work?",
        required="Select a kind of work, or all of them",
        prompt="Select an answer",
    )
