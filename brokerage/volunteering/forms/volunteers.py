"""The pages of the volunteer profile. `heading` is the page's h1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from brokerage.scheduling.forms import DayPartsForm
from brokerage.volunteering.rules import volunteers as rules
from brokerage.web.fields import (
    BoundedIntegerField,
    CheckboxesField,
    Choice,
    LongTextField,
    RadiosField,
    TextField,
)
from brokerage.web.forms import Form

YES = "yes"
NO = "no"
ONE_OFF = "one-off"
REGULAR = "regular"
LONGEST_POSTCODE = 20


class CausesForm(Form):
    """What the volunteer cares about."""

    heading: ClassVar[str] = "What do you care about?"
    causes = CheckboxesField(
        heading,
        required="Select what you care about, or skip this question",
        hint=f"Select up to {rules.MOST_CAUSES}. We use them to find roles you would like",
        label_is_heading=True,
    )


class SkillsForm(Form):
    """What the volunteer can do: their own words, and skills these lead to."""

    heading: ClassVar[str] = "What can you do?"
    own_words = LongTextField(
        "In your own words (optional)",
        hint="At work or at home: “I cook for my street, keep accounts and drive a van”. "
        "We look for roles by these words. Hosts do not see them",
        noun="Your own words",
        max_length=rules.LONGEST_OWN_WORDS,
        rows=4,
    )
    skills = CheckboxesField("Your skills", hint=f"Select up to {rules.MOST_SKILLS}")
    suggest = TextField("Suggest skills")

    def offer(self, shown: Sequence[Choice], folded: Sequence[tuple[str, str]]) -> None:
        """Set what can be ticked: what is in view, and what is folded away in groups."""
        self.shown = list(shown)
        self.skills.choices = [*shown, *folded]

    @property
    def asks_for_suggestions(self) -> bool:
        """Whether the volunteer wants suggestions, and is not done yet."""
        return bool(self.suggest.typed)

    def validate(self, extra_validators: Any = None) -> bool:
        """Asking for suggestions is no answer and no error."""
        if self.asks_for_suggestions:
            return False
        return bool(super().validate(extra_validators))


class TimesForm(DayPartsForm):
    """When the volunteer is free, and how often they want to come."""

    commitments = CheckboxesField(
        "How often?",
        required="Select one-off, regular or both",
        hint="You are shown only what you select",
        choices=[
            Choice(ONE_OFF, "One-off", "A single day or a few hours"),
            Choice(REGULAR, "Regular", "Every week or month"),
        ],
    )


class PlaceForm(Form):
    """Where the volunteer sets out from, and how far; or that they help from there."""

    heading: ClassVar[str] = "Where from, and how far?"
    postcode = TextField(
        "Home or work postcode",
        hint="The first half, like OX4, is enough. If you enter all of it, we keep the first half",
        noun="The postcode",
        autocomplete="postal-code",
        width=10,
        max_length=LONGEST_POSTCODE,
    )
    starts_from = RadiosField(
        "Is that home or work?", choices=list(rules.START_LABELS.items()), is_inline=True
    )
    miles = BoundedIntegerField(
        "How far would you go?",
        hint="10 miles is about 25 minutes by car, or an hour by bicycle",
        noun="How far you would go",
        suffix="miles",
        low=1,
        high=rules.MOST_MILES,
    )
    takes_remote = CheckboxesField(
        "From where you are",
        hint="If this is all you want, leave the postcode empty",
        choices=[Choice(YES, "I also help online or by phone")],
    )


class CardForm(Form):
    """Whether hosts may see an unnamed card."""

    heading: ClassVar[str] = "May hosts see an unnamed card of you?"
    is_shown_to_hosts = RadiosField(
        "Your answer",
        required="Select yes or no",
        choices=[
            Choice(NO, "No", "Nobody sees anything until you ask for a place yourself"),
            Choice(YES, "Yes", "Hosts can invite you. They see your name only if you say yes"),
        ],
    )
