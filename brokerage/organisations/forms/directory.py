"""The directory's search: it reads the query string and never fails."""

from __future__ import annotations

from brokerage.organisations import rules
from brokerage.web.fields import CheckboxesField, SelectField, TextField
from brokerage.web.forms import SearchForm

LONGEST_QUERY = 300
DISTANCES = ("1", "3", "5", "10", "20", "50")
ANY = ("", "Any")


class DirectorySearchForm(SearchForm):
    """Words, a place, and filters; the list of categories is set when the form is made."""

    q = TextField(
        "What are you looking for?",
        hint="Use your own words, like “fix a boiler” or “reading with children”",
        max_length=LONGEST_QUERY,
        noun="Your search",
    )
    near = TextField("Near", hint="A postcode, town or ward", max_length=80, width=20)
    within = SelectField(
        "Within",
        choices=[("", "Any distance"), *((n, f"{n} mile{'s' * (n != '1')}") for n in DISTANCES)],
    )
    kind = SelectField("Kind of organisation", choices=[ANY, *rules.KIND_LABELS.items()])
    category = SelectField("What they sell")
    wants = SelectField("What they want", choices=[ANY, *rules.WANT_LABELS.items()])
    only = CheckboxesField(
        "Show only",
        choices=[
            ("social-enterprise", "Social enterprises and co-operatives"),
            ("members", "Organisations that have signed up here"),
        ],
    )
    sort = SelectField(
        "Sort by", choices=[("", "Best match"), ("distance", "Nearest first")], noun="The order"
    )


class DirectoryWhyNotForm(DirectorySearchForm):
    """The same search, and the name of an organisation one has in mind."""

    name = TextField(
        "Name of the organisation",
        hint="A part of its name is enough",
        max_length=rules.LONGEST_NAME,
    )
