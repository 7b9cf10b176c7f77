"""The pages on which a buyer writes a brief, shares it, deletes it and closes it.

`heading` is the page's h1. Where a page asks one question, the question is the heading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms.validators import ValidationError

from brokerage.money import in_pounds, parse_pence
from brokerage.procurement.rules import briefs as rules
from brokerage.procurement.rules.closing import REASONS_TO_GIVE
from brokerage.procurement.rules.enquiries import RESULT_REASON_LABELS
from brokerage.web.fields import (
    CheckboxesField,
    Choice,
    DatePartsField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
    at_least,
)
from brokerage.web.forms import Form

NONE = "none"
KNOWN = "known"
UNKNOWN = "unknown"
AT_A_PLACE = "place"
REMOTE = "remote"


class MoneyField(TextField):
    """A sum in pounds, forgiving how it is written; `data` is whole pence or None."""

    empty: ClassVar[Any] = None
    inputmode = "decimal"

    def show(self, value: object) -> str:
        """Without the £, which stands before the box."""
        return in_pounds(value).removeprefix("£") if isinstance(value, int) else ""

    def understand(self, typed: str) -> object:
        """The sum in pence, if there is one in it and it is not too big."""
        pence = parse_pence(typed)
        if pence is None:
            raise ValidationError(f"{self.noun} must be a sum in pounds, like 12,500")
        if not 0 < pence <= rules.MOST_VALUE_PENCE:
            most = in_pounds(rules.MOST_VALUE_PENCE)
            raise ValidationError(f"{self.noun} must be more than £0, and {most} at most")
        return pence


class NeedForm(Form):
    """What is needed, in the buyer's own words, and what kind of buyer asks."""

    heading: ClassVar[str] = "What do you need?"
    title = TextField(
        "Title",
        required="Enter a title",
        hint="Short and plain: “Lunches for staff meetings”",
        max_length=rules.LONGEST_TITLE,
        validators=[at_least(rules.SHORTEST_TITLE, "Use a few words more for the title")],
    )
    need = LongTextField(
        "What you need, in your own words",
        required="Say what you need",
        hint="Say it as you would to a colleague: what, how much, how often, and what matters. "
        "Write nothing about people that could tell who they are",
        noun="What you need",
        max_length=rules.LONGEST_NEED,
        rows=8,
        validators=[at_least(rules.SHORTEST_NEED, "Say a little more about what you need")],
    )
    buyer_kind = RadiosField(
        "Who is it for?",
        required="Select who it is for",
        hint="Different rules hold for different buyers, so please correct this if it is wrong",
        choices=list(rules.BUYER_KIND_LABELS.items()),
    )


class CategoriesForm(Form):
    """What that is called: suggested from the words written, to be confirmed."""

    heading: ClassVar[str] = "Which of these is it?"
    categories = CheckboxesField(
        "Kinds of work",
        required="Select a kind of work, or “None of these”",
        hint="Suppliers say which of these they do. Select all that fit",
    )
    other_words = TextField(
        "Try other words",
        hint="If something is missing, say it another way: “sandwiches”, “grass cutting”",
        max_length=200,
    )
    suggest = TextField("Suggest again")

    def offer(self, categories: Sequence[Choice]) -> None:
        """Set what can be ticked."""
        none = Choice(NONE, "None of these", is_exclusive=bool(categories))
        self.categories.choices = [*categories, none]

    @property
    def confirmed(self) -> list[str]:
        """The codes that were ticked."""
        return [code for code in self.categories.data if code != NONE]

    def validate(self, extra_validators: Any = None) -> bool:
        """Asking for other suggestions is no answer, and no error."""
        return not self.suggest.typed and bool(super().validate(extra_validators))


class ValueForm(Form):
    """How much it may cost, and by when it is needed."""

    heading: ClassVar[str] = "How much, and by when?"
    knows_value = RadiosField(
        "Do you know what it may cost?",
        required="Select if you know what it may cost",
        choices=[(KNOWN, "Yes, about"), (UNKNOWN, "I don’t know yet")],
    )
    value_pence = MoneyField(
        "Value including VAT (if you know it)",
        hint="For the whole time it runs. Write it as you like: 12,500 or 12k",
        noun="Value",
        prefix="£",
        width=10,
        max_length=20,
    )
    needed_by = DatePartsField(
        "When do you need it by? (optional)",
        hint="Leave it empty if there is no day yet",
        noun="When you need it by",
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        is_known = self.knows_value.data == KNOWN
        return {
            "value_pence": self.value_pence.data if is_known else None,
            "needed_by": self.needed_by.data,
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Want a sum from those who say that they know it."""
        is_fine: bool = super().validate(extra_validators)
        if self.knows_value.data == KNOWN and not self.value_pence.typed:
            self.value_pence.errors = ["Enter the value, or select “I don’t know yet”"]
            return False
        return is_fine


class DeliveryForm(Form):
    """Where it is delivered."""

    heading: ClassVar[str] = "Where is it delivered?"
    where = RadiosField(
        "Is it delivered at a place?",
        required="Select where it is delivered",
        choices=[(AT_A_PLACE, "At a place"), (REMOTE, "Online or by phone")],
    )
    postcode = TextField(
        "Postcode (if it is at a place)",
        hint="We look for suppliers who work there. If there are several places, enter the main "
        "one",
        noun="Postcode",
        width=10,
        max_length=20,
    )
    place_name = TextField(
        "Name of the place (optional)",
        hint="As people know it: “the town hall”",
        noun="Name of the place",
        max_length=rules.LONGEST_PLACE_NAME,
    )

    @property
    def is_remote(self) -> bool:
        """Whether it needs no place."""
        return bool(self.where.data == REMOTE)

    def validate(self, extra_validators: Any = None) -> bool:
        """Want the postcode of a place."""
        is_fine: bool = super().validate(extra_validators)
        if self.where.data == AT_A_PLACE and not self.postcode.typed:
            self.postcode.errors = ["Enter the postcode of the place"]
            return False
        return is_fine


class SocialValueForm(Form):
    """What good the purchase should do besides."""

    heading: ClassVar[str] = "What good should it do besides?"
    social_values = CheckboxesField(
        "What matters to you?",
        required="Select what matters, or “None of these”",
        hint="This is called social value. A supplier scores for it where a broker has checked "
        "it; what a supplier only says of itself is shown, and marked so",
        choices=[
            *(
                Choice(value, label, rules.SOCIAL_VALUE_HINTS[value])
                for value, label in rules.SOCIAL_VALUE_LABELS.items()
            ),
            Choice(NONE, "None of these", is_exclusive=True),
        ],
    )

    @property
    def chosen(self) -> list[str]:
        """What was ticked."""
        return [value for value in self.social_values.data if value != NONE]


class VisibilityForm(Form):
    """Who may read the brief."""

    heading: ClassVar[str] = "Who may see it?"
    visibility = RadiosField(
        "Open or private?",
        required="Select who may see it",
        hint="You can change this later. Drafts are always private",
        choices=list(rules.VISIBILITY_LABELS.items()),
    )
    decide_by = DatePartsField(
        "By when will you decide? (if it is open)",
        hint="Every supplier that answers is told this day, and hears from you by then",
        noun="The day you decide",
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored; a private brief's enquiries each have a day of their own."""
        is_open = self.visibility.data == rules.Visibility.OPEN
        return {
            "visibility": self.visibility.data,
            "decide_by": self.decide_by.data if is_open else None,
        }


class ShareForm(Form):
    """With which colleague."""

    colleague = SelectField("Colleague", required="Select a colleague", prompt="Select a colleague")


class CloseBriefForm(Form):
    """What became of it, and what those are told who were not chosen."""

    outcome = RadiosField("What became of it?", required="Select what became of it")
    chosen = CheckboxesField(
        "Who was chosen? (if a supplier was)",
        hint="Those who were asked or who answered, and have not been told a result yet",
    )
    reason = SelectField(
        "Why not the others? (if a supplier was chosen, or none was suitable)",
        hint="Each of them is told this",
        noun="The reason",
        prompt="Select a reason",
        choices=[(reason, RESULT_REASON_LABELS[reason]) for reason in REASONS_TO_GIVE],
    )
    note = LongTextField(
        "Note (optional)",
        hint="For your colleagues. Suppliers do not see it",
        noun="The note",
        max_length=rules.LONGEST_NOTE,
        rows=4,
    )

    def offer(self, choosable: Mapping[int, str]) -> None:
        """Set who can have been chosen: the name of each supplier that waits, by id."""
        self.outcome.choices = [
            (outcome, label)
            for outcome, label in rules.OUTCOME_LABELS.items()
            if choosable or outcome != rules.Outcome.CHOSEN
        ]
        self.chosen.choices = [(str(number), name) for number, name in choosable.items()]
        if not choosable:
            for field in (self.chosen, self.reason):
                field.process_formdata([])  # there is no box to show an error at

    @property
    def chosen_ids(self) -> list[int]:
        """The suppliers that were ticked."""
        return [int(number) for number in self.chosen.data]


class ConfirmForm(Form):
    """A button with its token and a place for a refusal."""
