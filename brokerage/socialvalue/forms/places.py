"""The forms of spaces and of ways into work."""

from __future__ import annotations

from decimal import Decimal

from brokerage.socialvalue.rules import kinds, pathways, spaces
from brokerage.web.fields import (
    BoundedDecimalField,
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


class SpaceForm(Form):
    """A space that can be booked."""

    name = TextField(
        "What is it called?",
        required="Enter what it is called",
        noun="The name",
        max_length=spaces.LONGEST_NAME,
    )
    about = LongTextField(
        "What is it like?",
        required="Say what it is like",
        hint="What is in it, when it is open, what people do there",
        noun="Your answer",
        max_length=spaces.LONGEST_ABOUT,
        rows=4,
        validators=[at_least(spaces.SHORTEST_ABOUT, "Say a little more about what it is like")],
    )
    place_name = TextField(
        "Where is it?",
        required="Say where it is",
        hint="Street and part of town: everyone can read it",
        noun="The place",
        max_length=kinds.LONGEST_PLACE,
    )
    postcode = TextField(
        "Postcode", required="Enter the postcode", width=10, autocomplete="off", max_length=10
    )
    capacity = BoundedIntegerField(
        "How many people does it hold?",
        required="Enter how many people it holds",
        noun="The number",
        low=1,
        high=spaces.MOST_PEOPLE,
    )
    is_free = RadiosField(
        "Is it free for community use?",
        required="Select whether it is free",
        choices=[("yes", "Yes"), ("no", "No")],
        is_inline=True,
    )
    cost = TextField(
        "What does it cost?",
        hint="“£12 an hour, £8 for charities”. Leave it empty if it is free",
        noun="The cost",
        max_length=spaces.LONGEST_COST,
    )
    access = CheckboxesField("Access", choices=list(spaces.ACCESS_LABELS.items()))
    suits = CheckboxesField(
        "What does it suit?",
        required="Select what it suits",
        choices=list(spaces.SUITS_LABELS.items()),
    )


class SpaceSearchForm(SearchForm):
    """Words and filters among spaces."""

    q = TextField(
        "What are you looking for?",
        hint="Like “kitchen” or the name of a hall. Misspelling is fine",
        max_length=100,
        noun="Your search",
    )
    place = TextField("Near", hint="A postcode or a place", max_length=100, width=20)
    suits = SelectField("What for", choices=list(spaces.SUITS_LABELS.items()), prompt="Anything")
    people = BoundedIntegerField(
        "For how many people", noun="The number of people", low=1, high=spaces.MOST_PEOPLE
    )
    access = CheckboxesField("Access", choices=list(spaces.ACCESS_LABELS.items()))
    cost = CheckboxesField("Cost", choices=[("free", "Free for community use")])


class SpaceAskForm(Form):
    """When a space is wanted, for how many, for what."""

    asker = SelectField(
        "Who asks?",
        required="Select one of your organisations",
        noun="The organisation",
        prompt="Select one of your organisations",
    )
    day = DatePartsField("Which day?", required="Enter the day", noun="The day")
    day_part = RadiosField(
        "Which part of the day?",
        required="Select a part of the day",
        choices=list(spaces.PART_LABELS.items()),
    )
    people = BoundedIntegerField(
        "How many people?",
        required="Enter how many people",
        noun="The number of people",
        low=1,
        high=spaces.MOST_PEOPLE,
    )
    purpose = LongTextField(
        "What for?",
        required="Say what it is for",
        noun="Your answer",
        max_length=spaces.LONGEST_PURPOSE,
        rows=2,
    )


class PathwayForm(Form):
    """A way into work, with what keeps people safe."""

    kind = RadiosField(
        "What do you offer?",
        required="Select what you offer",
        choices=list(pathways.PATHWAY_LABELS.items()),
    )
    title = TextField(
        "What is it called?",
        required="Enter what it is called",
        hint="“Two weeks in our workshop”",
        noun="The title",
        max_length=kinds.LONGEST_TITLE,
    )
    detail = LongTextField(
        "What will people do and learn?",
        required="Say what people will do and learn",
        noun="Your answer",
        max_length=kinds.LONGEST_WHY,
        rows=5,
    )
    audiences = CheckboxesField(
        "Whom have you planned it with?",
        required="Select at least one",
        hint="This describes your offer. It is never kept about a person",
        choices=list(pathways.AUDIENCE_LABELS.items()),
    )
    place_name = TextField(
        "Where is it?",
        required="Say where it is",
        noun="The place",
        max_length=kinds.LONGEST_PLACE,
    )
    places = BoundedIntegerField(
        "How many places?",
        required="Enter how many places",
        noun="The number of places",
        low=1,
        high=pathways.MOST_PLACES,
    )
    from_on = DatePartsField("From", required="Enter from when", noun="The first day")
    until_on = DatePartsField("Until", required="Enter until when", noun="The last day")
    safeguards = CheckboxesField(
        "What keeps people safe?",
        required="Select what is in place",
        choices=list(pathways.SAFEGUARD_LABELS.items()),
    )
    support = LongTextField(
        "What helps people to settle?",
        required="Say what helps people to settle",
        hint="A buddy, hours that fit, adjustments, travel costs, English lessons",
        noun="Your answer",
        max_length=pathways.LONGEST_SAFEGUARDS,
        rows=3,
    )
    commitment = SelectField(
        "Does it count towards a promise in one of your contracts?",
        hint="It is counted there once you have both confirmed it",
        prompt="No, it is on top",
    )


class PathwaySearchForm(SearchForm):
    """Which kind, planned with whom."""

    kind = SelectField(
        "What is offered", choices=list(pathways.PATHWAY_LABELS.items()), prompt="Anything"
    )
    audience = SelectField(
        "Planned with", choices=list(pathways.AUDIENCE_LABELS.items()), prompt="Anyone"
    )


class ReferralForm(Form):
    """A reference that means nothing to anybody but the partner."""

    partner = SelectField(
        "Who refers?",
        required="Select one of your organisations",
        noun="The organisation",
        prompt="Select one of your organisations",
    )
    reference = TextField(
        "Your reference",
        required="Enter your reference",
        hint=f"{pathways.REFERENCE_HINT}. No name, no birthday, no number that others know",
        width=20,
        max_length=40,
        autocomplete="off",
    )


class CompleteForm(Form):
    """That it is completed, and how much is counted."""

    counted = BoundedDecimalField(
        "How much is counted?",
        required="Enter how much is counted",
        noun="How much",
        low=Decimal("0.01"),
        high=Decimal(5_000),
    )
    ended_on = DatePartsField("Last day", required="Enter the last day", noun="The last day")


class PartnerForm(Form):
    """Who may refer people."""

    name = TextField(
        "Organisation",
        required="Enter the organisation’s name",
        hint="Exactly as in the directory. It must be approved",
        max_length=160,
    )
