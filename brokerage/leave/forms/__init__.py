"""What a person, an employer and a broker are asked about who works where."""

from __future__ import annotations

from brokerage.leave import rules
from brokerage.web.fields import EmailField, LongTextField, RadiosField, TextField
from brokerage.web.forms import Form, SearchForm


class WorkAddressForm(Form):
    """The address a person uses at work."""

    work_email = EmailField(
        "Your email address at work",
        required="Enter your email address at work",
        hint="We send a link there. It works for two days. Nobody else is told",
        autocomplete="work email",
        noun="Your email address at work",
    )


class EmployerSearchForm(SearchForm):
    """Which employers to choose from."""

    q = TextField("Name of your employer", hint="A part of the name will do", max_length=100)


class EmployerForm(Form):
    """The employer, out of those found."""

    organisation_id = RadiosField("Who do you work for?", required="Select who you work for")


class ReasonForm(Form):
    """Why an employer or a broker says no; whoever is told no reads it."""

    reason = LongTextField(
        "Why?",
        required="Enter the reason",
        hint="They get this by email",
        noun="The reason",
        max_length=rules.LONGEST_REASON,
        rows=4,
    )


class WorkDomainForm(Form):
    """The domain of an employer's work addresses."""

    domain = TextField(
        "What do your work addresses end in?",
        required="Enter what your work addresses end in",
        hint="The part after the @. For name@council.example, enter council.example",
        noun="The part after the @",
        max_length=rules.LONGEST_DOMAIN,
    )
