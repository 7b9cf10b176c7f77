"""What members are asked about their passport."""

from __future__ import annotations

from typing import Any, ClassVar

from brokerage.passports import rules
from brokerage.passports.rules import social_value
from brokerage.web.fields import (
    BoundedIntegerField,
    CheckboxesField,
    Choice,
    DatePartsField,
    LongTextField,
    RadiosField,
    TextField,
)
from brokerage.web.forms import Form, SearchForm

YES = "yes"
NO = "no"
YES_OR_NO = [(YES, "Yes"), (NO, "No")]


class PassportForm(Form):
    """A part of a passport; `answers` is what is stored, by column."""

    heading: ClassVar[str]
    intro: ClassVar[str] = ""

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        names = [name for name in self._fields if name != self.meta.csrf_field_name]
        return {name: self._fields[name].data for name in names}


class SiteForm(PassportForm):
    """An address, since when, and what is done there."""

    heading: ClassVar[str] = "A site"
    address = TextField(
        "Address",
        required="Enter the address",
        hint="Building and street. Others see only the council and the first half of the postcode",
        max_length=rules.LONGEST_ADDRESS,
        autocomplete="street-address",
    )
    postcode = TextField(
        "Postcode",
        required="Enter the postcode",
        max_length=10,
        width=10,
        autocomplete="postal-code",
    )
    since_on = DatePartsField(
        "Since when have you been there?",
        required="Enter since when you have been there",
        hint="For example, 1 9 2023",
        noun="The day",
        low_year=1800,
    )
    operations = RadiosField(
        "What is done there?",
        required="Select what is done there",
        choices=[
            Choice(
                rules.Operations.SUBSTANTIVE,
                rules.OPERATION_LABELS[rules.Operations.SUBSTANTIVE],
                "People, goods or machines are there in the usual course of your work",
            ),
            Choice(
                rules.Operations.REGISTERED,
                rules.OPERATION_LABELS[rules.Operations.REGISTERED],
                "For example, your accountant’s address",
            ),
        ],
    )
    what = TextField(
        "What do you do there? (optional)",
        hint="For example, “Our kitchen: six people bake here”",
        noun="What you do there",
        max_length=rules.LONGEST_WORDS,
    )
    document = LongTextField(
        "Which paper shows it? (optional)",
        hint="For example, a lease, a business rates bill or a licence. Only brokers see this",
        noun="The paper",
        max_length=rules.LONGEST_WORDS,
        rows=3,
    )


class YearForm(PassportForm):
    """The figures of one accounting year."""

    heading: ClassVar[str] = "Figures of a year"
    intro: ClassVar[str] = (
        "From these we work out how big you are, by two tests. Nobody outside sees the figures: "
        "only the word that comes out. A broker compares them with your accounts."
    )
    starts_on = DatePartsField(
        "When did the year begin?",
        required="Enter when the year began",
        hint="The first day of the 12 months. For example, 1 4 2025",
        noun="The first day",
        low_year=2000,
    )
    staff = BoundedIntegerField(
        "How many people did you employ, on average over the year?",
        required="Enter how many people you employed",
        hint="Enter 0 if you work alone and employ nobody",
        noun="The number of people",
        high=rules.MOST_PEOPLE,
        width=10,
    )
    turnover = BoundedIntegerField(
        "Turnover, in whole pounds",
        required="Enter the turnover",
        hint="What you sold in the year, without VAT. For example, 185000",
        noun="Turnover",
        high=rules.MOST_POUNDS,
        prefix="£",
        width=20,
    )
    balance_sheet = BoundedIntegerField(
        "Balance sheet total, in whole pounds",
        required="Enter the balance sheet total",
        hint="All you owned at the end of the year, before what you owed. For example, 42000",
        noun="The balance sheet total",
        high=rules.MOST_POUNDS,
        prefix="£",
        width=20,
    )


class PurposeForm(PassportForm):
    """The three questions that make a VCSE."""

    heading: ClassVar[str] = "What you are for"
    intro: ClassVar[str] = (
        "With three times yes and proof that a broker has seen, you count as a VCSE: a voluntary, "
        "community or social enterprise."
    )
    is_non_governmental = RadiosField(
        "Are you independent of the council and of government?",
        required="Select yes or no",
        choices=YES_OR_NO,
    )
    is_value_driven = RadiosField(
        "Do you exist for a purpose rather than for profit?",
        required="Select yes or no",
        hint="A social, cultural or environmental purpose that your rules name",
        choices=YES_OR_NO,
    )
    reinvests_surplus = RadiosField(
        "Do you put most of your surplus back into that purpose?",
        required="Select yes or no",
        choices=YES_OR_NO,
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        return {name: value == YES for name, value in super().answers.items()}


class CapacityForm(PassportForm):
    """How much work fits."""

    heading: ClassVar[str] = "How much you can take on"
    people = BoundedIntegerField(
        "How many people can work on a contract at once?",
        required="Enter how many people can work on a contract",
        hint="Count yourself",
        noun="The number of people",
        low=1,
        high=rules.MOST_PEOPLE,
    )
    capacity = LongTextField(
        "What can you take on? (optional)",
        hint="For example, “Two sites at a time, or 300 lunches a day”",
        noun="What you can take on",
        max_length=rules.LONGEST_WORDS,
        rows=3,
    )
    smallest_pounds = BoundedIntegerField(
        "Smallest usual contract, in whole pounds (optional)",
        noun="The smallest contract",
        high=rules.MOST_POUNDS,
        prefix="£",
        width=10,
    )
    largest_pounds = BoundedIntegerField(
        "Largest usual contract, in whole pounds (optional)",
        noun="The largest contract",
        high=rules.MOST_POUNDS,
        prefix="£",
        width=10,
    )


class OffersForm(PassportForm):
    """What the supplier could add beside its work."""

    heading: ClassVar[str] = "What you can add"
    intro: ClassVar[str] = (
        "Small things beside your work that help people here. We list what fits your size."
    )
    offers = CheckboxesField(
        "What could you deliver?",
        hint="Choose only what you would really do. Buyers see it sized to the contract",
    )


class ContractForm(SearchForm):
    """A contract to size offers to."""

    pounds = BoundedIntegerField(
        "Value of a contract, in whole pounds",
        noun="The value",
        low=social_value.LEAST_POUNDS,
        high=social_value.MOST_POUNDS,
        prefix="£",
        width=10,
    )
    months = BoundedIntegerField(
        "How many months it runs",
        noun="The number of months",
        low=1,
        high=social_value.MOST_MONTHS,
    )


class CorrectionForm(Form):
    """What is wrong."""

    text = LongTextField(
        "What is wrong, and how should it be?",
        required="Enter what is wrong",
        hint="Do not name other people or buyers",
        noun="Your text",
        max_length=rules.LONGEST_CORRECTION,
    )
