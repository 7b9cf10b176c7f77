"""The pages of the registration journey; an approved organisation changes its page by them too.

`heading` is the page's h1. Where a page asks one question, the question is the heading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from brokerage.organisations import rules
from brokerage.web.fields import (
    BoundedIntegerField,
    CheckboxesField,
    Choice,
    LongTextField,
    RadiosField,
    TextField,
    at_least,
)
from brokerage.web.forms import Form

NONE = "none"
YES = "yes"
KIND_HINTS: Mapping[str, str] = {
    rules.Kind.BUSINESS: "A company, a partnership or a sole trader",
    rules.Kind.SOCIAL_ENTERPRISE: "It trades for a good cause, for example a CIC",
    rules.Kind.CHARITY: "Registered or too small to have to be",
    rules.Kind.CO_OPERATIVE: "Owned by its members",
    rules.Kind.COMMUNITY_GROUP: "People who do something together, with or without papers",
    rules.Kind.SCHOOL: "A school, a college or a nursery",
    rules.Kind.AUTHORITY: "A county, city, district, town or parish council",
    rules.Kind.ANCHOR_EMPLOYER: "Large, local and staying: a hospital, a university",
}
REGISTER_HINTS: Mapping[str, str] = {
    rules.Register.COMPANY: "8 digits, or 2 letters and 6 digits: 01234567, OC123456. "
    "Limited companies and CICs have one",
    rules.Register.CHARITY: "6 or 7 digits: 1234567. For England and Wales",
    rules.Register.MUTUAL: "4 to 6 digits, often after letters: RS007123. "
    "Co-operatives and community benefit societies have one",
}
WANT_HINTS: Mapping[str, str] = {
    rules.Want.SELL: "Councils and others who look for suppliers can find you",
    rules.Want.MAKE_OFFERS: "Things, time, skills, space or transport you can give",
    rules.Want.HOST_VOLUNTEERS: "You have something that volunteers can help with",
    rules.Want.SEND_VOLUNTEERS: "Your staff may volunteer in working hours",
    rules.Want.SIGN_CHARTER: "You promise to do something for a fairer local economy",
}


def _at_most(most: int, noun: str) -> Any:
    def check(form: BaseForm, field: Field) -> None:
        if len(field.data) > most:
            raise ValidationError(f"Select {most} {noun} or fewer")

    return check


class KindForm(Form):
    """What the organisation is."""

    heading: ClassVar[str] = "What are you?"
    kind = RadiosField(
        "Choose the one that fits best",
        required="Select what you are",
        choices=[
            Choice(kind, label, KIND_HINTS[kind]) for kind, label in rules.KIND_LABELS.items()
        ],
    )
    is_social_enterprise = CheckboxesField(
        "Are you a social enterprise too?",
        choices=[
            Choice(
                YES,
                "Yes, we are also a social enterprise",
                "You trade for people or the planet and put most of your profit into that",
            )
        ],
    )


class NameForm(Form):
    """What the organisation is called and where it is on the web."""

    heading: ClassVar[str] = "Name and website"
    name = TextField(
        "Name of the organisation",
        required="Enter the name of the organisation",
        hint="As people know it",
        max_length=rules.LONGEST_NAME,
        autocomplete="organization",
    )
    website = TextField(
        "Website (if you have one)",
        hint="For example, www.example.org",
        noun="Website",
        max_length=rules.LONGEST_WEBSITE,
        autocomplete="url",
    )


class RegistrationForm(Form):
    """The number on a public register, or that there is none."""

    heading: ClassVar[str] = "Do you have a registration number?"
    register = RadiosField(
        "Which register is it on?",
        required="Select a register, or “None of these”",
        choices=[
            *(
                Choice(register, label, REGISTER_HINTS[register])
                for register, label in rules.REGISTER_LABELS.items()
            ),
            Choice(NONE, "None of these", "For example, a sole trader, a school or a small group"),
        ],
    )
    registration_number = TextField(
        "Registration number",
        hint="Leave this empty if you chose “None of these”",
        width=20,
        max_length=rules.LONGEST_NUMBER * 2,
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Want a number exactly where there is a register."""
        is_fine: bool = super().validate(extra_validators)
        number = self.registration_number
        if self.register.data == NONE and number.typed:
            number.errors = ["Select which register this number is on, or clear the number"]
            return False
        if self.register.data in rules.REGISTER_LABELS and not number.typed:
            number.errors = ["Enter your registration number"]
            return False
        return is_fine

    @property
    def register_or_none(self) -> str | None:
        """The register, or None for a body on none of them."""
        return None if self.register.data == NONE else self.register.data


class PlaceForm(Form):
    """Where the organisation is."""

    heading: ClassVar[str] = "What is your postcode?"
    postcode = TextField(
        heading,
        required="Enter your postcode",
        hint="Where you are based, like OX1 1BX. We use it to work out who is near by",
        noun="Postcode",
        autocomplete="postal-code",
        label_is_heading=True,
        width=10,
        max_length=20,
    )


class DescriptionForm(Form):
    """What the organisation does, in its own words."""

    heading: ClassVar[str] = "What do you do?"
    description = LongTextField(
        heading,
        required="Tell us what you do",
        hint="Use your own words. Say what you make, sell or do, and who for",
        noun="What you do",
        label_is_heading=True,
        max_length=rules.LONGEST_DESCRIPTION,
        rows=8,
        validators=[
            at_least(
                rules.SHORTEST_DESCRIPTION, "Say a little more: a sentence or two about what you do"
            )
        ],
    )


class CategoriesForm(Form):
    """What that is called: suggested from the organisation's own words, to be confirmed."""

    heading: ClassVar[str] = "Which of these fit?"
    categories = CheckboxesField(
        "What you sell or provide",
        hint="Buyers search by these. Select all that fit",
        validators=[_at_most(rules.MOST_CATEGORIES, "kinds of work")],
    )
    causes = CheckboxesField(
        "Causes you work for",
        hint="Volunteers and givers search by these. Select all that fit",
        validators=[_at_most(rules.MOST_CAUSES, "causes")],
    )
    other_words = TextField(
        "Try other words",
        hint="If something is missing, say it another way: “sandwiches”, “grass cutting”",
        max_length=200,
    )
    suggest = TextField("Suggest again")

    def offer(self, categories: Sequence[Choice], causes: Sequence[Choice]) -> None:
        """Set what can be ticked."""
        none = Choice(NONE, "None of these", is_exclusive=bool(categories))
        self.categories.choices = [*categories, none]
        self.causes.choices = causes
        if not causes:
            self.causes.process_formdata([])  # there is no box to show an error at

    @property
    def asks_again(self) -> bool:
        """Whether the visitor wants other suggestions, and is not done yet."""
        return bool(self.suggest.typed)

    @property
    def confirmed_categories(self) -> list[str]:
        """The codes that were ticked."""
        return [code for code in self.categories.data if code != NONE]

    def validate(self, extra_validators: Any = None) -> bool:
        """Want an answer of some kind; asking for other suggestions is none and no error."""
        if self.asks_again:
            return False
        is_fine: bool = super().validate(extra_validators)
        if not self.categories.typed and not self.causes.typed:
            self.categories.errors = ["Select what fits, or “None of these”"]
            return False
        return is_fine


class ReachForm(Form):
    """Where the organisation works."""

    heading: ClassVar[str] = "Where do you work?"
    serves_areas = CheckboxesField("Council areas", hint="Select all that you work in")
    serves_miles = BoundedIntegerField(
        "How far do you travel? (optional)",
        hint="From your postcode",
        noun="How far you travel",
        suffix="miles",
        low=1,
        high=rules.MOST_MILES,
    )
    serves_remotely = CheckboxesField(
        "Online",
        choices=[Choice(YES, "We also work online or by phone")],
    )


class WantsForm(Form):
    """What the organisation wants here."""

    heading: ClassVar[str] = "What do you want to do here?"
    wants = CheckboxesField(
        heading,
        required="Select what you want to do here",
        hint="Select all that apply. You can change this later",
        label_is_heading=True,
        choices=[
            Choice(want, label, WANT_HINTS[want]) for want, label in rules.WANT_LABELS.items()
        ],
    )
