"""The pages on which a host writes an opportunity, and those that change its state.

`heading` is the page's h1. Where a page asks one question, the question is the heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from brokerage.checks.rules import HOST_CHOICES, REQUIREMENT_LABELS
from brokerage.scheduling.rules import DAY_PART_LABELS, DAYS, PARTS
from brokerage.volunteering.rules import opportunities as rules
from brokerage.web.fields import (
    BoundedDecimalField,
    BoundedIntegerField,
    CheckboxesField,
    Choice,
    FileField,
    LongTextField,
    RadiosField,
    TextField,
    at_least,
)
from brokerage.web.forms import Form
from brokerage.web.pictures import ACCEPT

NONE = "none"
DATED = "dated"
FLEXIBLE = "flexible"
AT_A_PLACE = "place"
REMOTE = "remote"
MINUTES_AN_HOUR = 60
GETS_BY_MAIL = "They get this by email, word for word"


class RoleForm(Form):
    """What the role is called and what a volunteer does in it."""

    heading: ClassVar[str] = "What will a volunteer do?"
    title = TextField(
        "What the role is called",
        required="Enter what the role is called",
        hint="Short and plain: “Help in our community orchard”",
        max_length=rules.LONGEST_TITLE,
        validators=[at_least(rules.SHORTEST_TITLE, "Use a few words more for the name")],
    )
    description = LongTextField(
        "What you will do",
        required="Say what a volunteer will do",
        hint="Write to the volunteer: “You listen to two children read.” Say who is there to "
        "help, and what comes of it",
        max_length=rules.LONGEST_DESCRIPTION,
        rows=8,
        validators=[
            at_least(rules.SHORTEST_DESCRIPTION, "Say a little more about what you will do")
        ],
    )


class FitForm(Form):
    """Cause and skills: suggested from the words written, to be confirmed."""

    heading: ClassVar[str] = "Which of these fit?"
    causes = CheckboxesField(
        "What is it for?",
        required="Select a cause, or “None of these”",
        hint="Volunteers choose by these. Select all that fit",
    )
    skills = CheckboxesField(
        "Which skills help?",
        required="Select a skill, or “No particular skill”",
        hint="Ask only for what the role needs: many people are willing to learn",
    )
    other_words = TextField(
        "Try other words",
        hint="If something is missing, say it another way: “reading”, “digging”, “accounts”",
        max_length=200,
    )
    suggest = TextField("Suggest again")

    def offer(self, causes: Sequence[Choice], skills: Sequence[Choice]) -> None:
        """Set what can be ticked."""
        self.causes.choices = [
            *causes,
            Choice(NONE, "None of these", is_exclusive=bool(causes)),
        ]
        self.skills.choices = [
            *skills,
            Choice(NONE, "No particular skill", is_exclusive=bool(skills)),
        ]

    @property
    def asks_again(self) -> bool:
        """Whether the host wants other suggestions, and is not done yet."""
        return bool(self.suggest.typed)

    @property
    def answers(self) -> dict[str, list[str]]:
        """The codes that were ticked."""
        return {
            "causes": [code for code in self.causes.data if code != NONE],
            "skills": [code for code in self.skills.data if code != NONE],
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Asking for other suggestions is no answer, and no error."""
        return not self.asks_again and bool(super().validate(extra_validators))


class TimeForm(Form):
    """How much time it takes, and whether it has dates."""

    heading: ClassVar[str] = "How much time does it take?"
    days: ClassVar[Sequence[str]] = DAYS
    parts: ClassVar[Sequence[str]] = PARTS
    commitment = RadiosField(
        "Is it one-off or regular?",
        required="Select one-off or regular",
        choices=list(rules.COMMITMENT_LABELS.items()),
    )
    hours = BoundedDecimalField(
        "How long does one turn take?",
        required="Enter how long one turn takes, in hours",
        hint="In hours. Half an hour is 0.5",
        noun="How long one turn takes",
        suffix="hours",
        width=5,
        low=Decimal(rules.LEAST_MINUTES) / MINUTES_AN_HOUR,
        high=Decimal(rules.MOST_MINUTES) / MINUTES_AN_HOUR,
    )
    kind_of_dates = RadiosField(
        "Does it have dates?",
        required="Select whether it has dates",
        choices=[
            Choice(DATED, "Yes", "You add the dates, each with its number of places"),
            Choice(FLEXIBLE, "No, we agree the times with each volunteer"),
        ],
    )
    flexible_places = BoundedIntegerField(
        "How many people do you want? (without dates only)",
        noun="How many people you want",
        low=1,
        high=rules.MOST_FLEXIBLE_PLACES,
    )
    pattern = LongTextField(
        "When and how often, in your own words (if there is more to say)",
        hint="For example, “Two mornings a week in term time”",
        noun="When and how often",
        max_length=rules.LONGEST_PRACTICAL,
        rows=3,
    )
    day_parts = CheckboxesField(
        "When can it be done? (without dates only)",
        hint="Leave all empty if any time will do",
        choices=list(DAY_PART_LABELS.items()),
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        return {
            "commitment": self.commitment.data,
            "minutes": round(self.hours.data * MINUTES_AN_HOUR),
            "is_flexible": self.kind_of_dates.data == FLEXIBLE,
            "flexible_places": self.flexible_places.data or 0,
            "pattern": self.pattern.data,
            "day_parts": self.day_parts.data,
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Want to know how many people where no date says so."""
        is_fine: bool = super().validate(extra_validators)
        if self.kind_of_dates.data == FLEXIBLE and not self.flexible_places.typed:
            self.flexible_places.errors = ["Enter how many people you want"]
            return False
        return is_fine


class OpportunityPlaceForm(Form):
    """Where it is."""

    heading: ClassVar[str] = "Where is it?"
    where = RadiosField(
        "Is it at a place?",
        required="Select where it is",
        choices=[
            (AT_A_PLACE, "At a place"),
            (REMOTE, "From anywhere: online or by phone"),
        ],
    )
    place_name = TextField(
        "Name of the place (if it is at one)",
        hint="As people know it: “Rose Hill Community Centre”",
        noun="Name of the place",
        max_length=rules.LONGEST_PLACE_NAME,
    )
    postcode = TextField(
        "Postcode (if it is at a place)",
        hint="We use it to work out how far it is",
        noun="Postcode",
        width=10,
        max_length=20,
    )

    @property
    def is_remote(self) -> bool:
        """Whether it can be done from anywhere."""
        return bool(self.where.data == REMOTE)

    def validate(self, extra_validators: Any = None) -> bool:
        """Want name and postcode of a place."""
        is_fine: bool = super().validate(extra_validators)
        if self.where.data != AT_A_PLACE:
            return is_fine
        for field, sentence in (
            (self.place_name, "Enter the name of the place"),
            (self.postcode, "Enter the postcode of the place"),
        ):
            if not field.typed:
                field.errors = [sentence]
                is_fine = False
        return is_fine


class NeedsForm(Form):
    """What a volunteer has to bring."""

    heading: ClassVar[str] = "What does a volunteer need?"
    minimum_band = RadiosField(
        "How old must they be?",
        required="Select how old they must be",
        choices=list(rules.BAND_LABELS.items()),
    )
    requirements = CheckboxesField(
        "What must be in place before the first day?",
        required="Select what is needed, or “Nothing”",
        hint="Ask only for what the role needs. The rule above adds its DBS check by itself",
        choices=[
            *(Choice(name, REQUIREMENT_LABELS[name]) for name in HOST_CHOICES),
            Choice(NONE, "Nothing", is_exclusive=True),
        ],
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        return {
            "minimum_band": self.minimum_band.data,
            "requirements": [name for name in self.requirements.data if name != NONE],
        }


class PracticalForm(Form):
    """What helps people to come."""

    heading: ClassVar[str] = "Access and expenses"
    access = LongTextField(
        "Access (optional)",
        hint="For example: step-free, a toilet for wheelchair users, a quiet room, how to park",
        noun="Access",
        max_length=rules.LONGEST_PRACTICAL,
        rows=4,
    )
    expenses = LongTextField(
        "Expenses (optional)",
        hint="For example: “We pay your bus fare and lunch”",
        noun="Expenses",
        max_length=rules.LONGEST_PRACTICAL,
        rows=4,
    )


class PictureForm(Form):
    """A picture and the words that stand for it."""

    heading: ClassVar[str] = "Add a picture"
    picture = FileField(
        "Picture",
        hint="A JPEG, PNG, WebP or GIF, smaller than 7MB. Ask the people in it first. We keep a "
        "smaller copy without the place and time that a phone notes in it",
        accept=ACCEPT,
    )
    alt_text = TextField(
        "What does the picture show?",
        required="Say in words what the picture shows",
        hint="For people who cannot see it: “Three people plant an apple tree”",
        noun="What the picture shows",
        max_length=rules.LONGEST_ALT_TEXT,
    )


class CloseForm(Form):
    """Why it is closed or called off, for those who are booked or wait."""

    reason = LongTextField(
        "What do you want to tell them?",
        required="Enter what you want to tell them",
        hint=GETS_BY_MAIL,
        noun="What you tell them",
        max_length=rules.LONGEST_REASON,
    )
