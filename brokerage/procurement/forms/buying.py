"""What the guard rails ask, the calculator for any buyer, quick quotes, and keeping the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from brokerage.procurement.forms.briefs import MoneyField
from brokerage.procurement.rules import briefs, buying, insurance, reserving
from brokerage.web.fields import (
    BoundedIntegerField,
    CheckboxesField,
    DatePartsField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
    at_least,
)
from brokerage.web.forms import Form, SearchForm

WITH_VAT, WITHOUT_VAT = "with", "without"
VAT_CHOICES = [
    (WITH_VAT, "Yes, VAT is in it"),
    (WITHOUT_VAT, "No: add VAT at the standard rate for me"),
]
CONTRACT_KINDS = list(buying.CONTRACT_KIND_LABELS.items())
SHORTEST_WORDS = 10


class WhatAppliesForm(SearchForm):
    """A value, and who buys what: the rules that hold then."""

    value = MoneyField("Value", noun="Value", prefix="£", width=10, max_length=20)
    vat = SelectField("Is VAT in it?", choices=VAT_CHOICES, prompt="Yes, VAT is in it")
    kind = SelectField("What is bought?", choices=CONTRACT_KINDS, prompt="Goods or services")
    buyer = SelectField("Who buys?", choices=briefs.BUYER_KIND_LABELS.items(), prompt="A council")
    council = SelectField("Which council? (for its own quote rules)", prompt="Any council")


class BuyingFactsForm(Form):
    """What the guard rails ask of a brief."""

    contract_kind = RadiosField(
        "What kind of contract is it?",
        required="Select what kind of contract it is",
        choices=CONTRACT_KINDS,
    )
    way = RadiosField(
        "How will you buy it?",
        required="Select how you will buy it",
        choices=list(reserving.WAY_LABELS.items()),
    )
    in_house = SelectField(
        "Which company? (if it goes to a company you own)", prompt="Select a company"
    )
    social_value_percent = BoundedIntegerField(
        "How much will social value count? (optional)",
        hint="Your council’s own weight, as a share of all marks",
        noun="The weight of social value",
        low=0,
        high=100,
        suffix="%",
    )

    def offer(self, companies: Sequence[tuple[int, str]]) -> None:
        """Set which companies the council owns."""
        self.in_house.choices = [(str(number), name) for number, name in companies]

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        is_in_house = self.way.data == reserving.Way.IN_HOUSE
        return {
            "contract_kind": self.contract_kind.data,
            "way": self.way.data,
            "in_house_id": int(self.in_house.data) if is_in_house and self.in_house.data else None,
            "social_value_percent": self.social_value_percent.data,
        }


class ReservationForm(Form):
    """For whom it is reserved, and why."""

    kinds = CheckboxesField(
        "For whom is it reserved?",
        required="Select for whom it is reserved",
        hint="One place at most. With both kinds of body, either of them is enough",
        choices=list(reserving.KIND_LABELS.items()),
    )
    area = SelectField(
        "What is the local area? (if it is reserved for it)",
        choices=reserving.AREA_LABELS.items(),
        prompt="Select the area",
    )
    rationale = LongTextField(
        "Why is it reserved?",
        required="Say why it is reserved",
        hint="This is kept in the file. Auditors and suppliers may ask for it",
        noun="The reason",
        max_length=reserving.LONGEST_RATIONALE,
        rows=5,
        validators=[at_least(reserving.SHORTEST_RATIONALE, "Say a little more about why")],
    )


class RuleVersionForm(Form):
    """A new version of a rule, from a day on."""

    verdict = RadiosField(
        "Short answer",
        required="Select the short answer",
        choices=list(buying.VERDICT_LABELS.items()),
    )
    least_pence = MoneyField(
        "From which value including VAT (optional)", noun="The value", prefix="£", max_length=20
    )
    below_pence = MoneyField(
        "Up to, but not including (optional)", noun="The value", prefix="£", max_length=20
    )
    words = LongTextField(
        "Words",
        required="Enter the words",
        max_length=buying.LONGEST_WORDS,
        rows=5,
        validators=[at_least(SHORTEST_WORDS, "Say a little more")],
    )
    source = TextField("Source", required="Enter the source", max_length=buying.LONGEST_SOURCE)
    from_on = DatePartsField(
        "From which day?", required="Enter the day it begins", noun="The first day", low_year=2026
    )
    to_on = DatePartsField("Last day (optional)", noun="The last day", low_year=2026)

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        names = ("verdict", "least_pence", "below_pence", "words", "source", "from_on", "to_on")
        return {name: getattr(self, name).data for name in names}


class QuoteRuleForm(Form):
    """What a council's own standing orders ask for."""

    authority_code = SelectField("Which council?", required="Select the council")
    least_pence = MoneyField(
        "From which value?",
        required="Enter the lowest value",
        noun="The value",
        prefix="£",
        max_length=20,
    )
    most_pence = MoneyField(
        "Up to which value? (optional)", noun="The value", prefix="£", max_length=20
    )
    quotes = BoundedIntegerField(
        "How many quotes?", required="Enter how many quotes", noun="The number", low=0, high=20
    )
    rotates = RadiosField(
        "Do invitations take turns?",
        required="Select if invitations take turns",
        choices=[("yes", "Yes"), ("no", "No")],
        is_inline=True,
    )
    words = TextField("Words", required="Enter the words", max_length=buying.LONGEST_SOURCE)
    source = TextField("Source", required="Enter the source", max_length=buying.LONGEST_SOURCE)
    from_on = DatePartsField(
        "From which day?", required="Enter the day it begins", noun="The first day", low_year=2026
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        names = ("authority_code", "least_pence", "most_pence", "quotes", "words", "source")
        kept = {name: getattr(self, name).data for name in (*names, "from_on")}
        return kept | {"is_rotating": self.rotates.data == "yes"}


class QuickQuoteForm(Form):
    """A whole brief for a small value: ten questions on one page."""

    title = TextField(
        "Title",
        required="Enter a title",
        max_length=briefs.LONGEST_TITLE,
        validators=[at_least(briefs.SHORTEST_TITLE, "Use a few words more for the title")],
    )
    need = LongTextField(
        "What you need, in your own words",
        required="Say what you need",
        noun="What you need",
        max_length=briefs.LONGEST_NEED,
        rows=5,
        validators=[at_least(briefs.SHORTEST_NEED, "Say a little more about what you need")],
    )
    value_pence = MoneyField(
        "What may it cost?",
        required="Enter what it may cost",
        noun="Value",
        prefix="£",
        width=10,
        max_length=20,
    )
    vat = RadiosField("Is VAT in that?", required="Select if VAT is in it", choices=VAT_CHOICES)
    contract_kind = RadiosField(
        "What kind of contract is it?",
        required="Select what kind of contract it is",
        choices=CONTRACT_KINDS,
    )
    risk = RadiosField(
        "What could go wrong?",
        required="Select what could go wrong",
        hint="The insurance that suppliers need follows from this, and never more",
        choices=list(insurance.RISK_LABELS.items()),
    )
    needed_by = DatePartsField("When do you need it by? (optional)", noun="When you need it by")
    postcode = TextField(
        "Postcode of the place (leave it empty if it is done online or by phone)",
        noun="Postcode",
        width=10,
        max_length=20,
    )
