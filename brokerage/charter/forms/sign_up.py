"""Signing: who, in which voices, which pledges, and what is asked of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from brokerage.charter import rules
from brokerage.charter.rules import VOICE_LABELS
from brokerage.charter.rules.comments import LONGEST_ANSWER
from brokerage.web.fields import (
    BoundedDecimalField,
    CheckboxesField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form

YES, NO = "yes", "no"
MYSELF = "me"
PUBLISHED, BUDDY_WANTED, BUDDY_OFFERED = "published", "buddy-wanted", "buddy-offered"


class StartForm(Form):
    """Who signs."""

    signs = RadiosField(
        "Who signs the charter?",
        required="Select who signs",
        hint="An organisation, or you for yourself",
        label_is_heading=True,
    )

    def list_signers(self, organisations: Iterable[tuple[int, str]]) -> None:
        """Set who can sign: approved organisations of this member, and the person."""
        listed = [(str(number), name) for number, name in organisations]
        self.signs.choices = [
            *listed,
            (MYSELF, "I sign for myself", "As an individual, with what you do yourself"),
        ]


class VoicesForm(Form):
    """In which voices an organisation signs."""

    voices = CheckboxesField(
        "In which voices do you sign?",
        required="Select at least one voice",
        hint="An employer can pledge other things than a buyer. Select all that are true of you",
        choices=[
            (voice, VOICE_LABELS[voice]) for voice in rules.list_allowed_voices(is_person=False)
        ],
        label_is_heading=True,
    )


class ShownNameForm(Form):
    """How a person is shown."""

    shown_name = TextField(
        "How shall we show you? (optional)",
        hint="Everyone can read this. If you leave it empty, we show “A resident”",
        max_length=rules.LONGEST_NAME,
        label_is_heading=True,
    )


class ChoosePledgesForm(Form):
    """Which pledges of the catalogue."""

    pledges = CheckboxesField(
        "Pledges", hint="Take the ones that fit you. You need not take one of each theme"
    )

    def list_pledges(self, pledges: Sequence[Any]) -> None:
        """Set what can be taken."""
        self.pledges.choices = [(str(each.id), each.words) for each in pledges]

    @property
    def chosen_ids(self) -> list[int]:
        """The ids that are ticked."""
        return [int(each) for each in self.pledges.data]


class OwnPledgeForm(Form):
    """A pledge that is not in the catalogue."""

    words = TextField(
        "What do you pledge?",
        required="Enter what you pledge",
        hint="Begin with what you do, like “lend our hall to community groups”",
        max_length=rules.LONGEST_PLEDGE,
    )
    theme_code = SelectField(
        "To which theme does it belong?", required="Select a theme", prompt="Select a theme"
    )
    unit = TextField(
        "In what is it counted?",
        required="Enter in what it is counted",
        hint="For example: evenings, people, hours",
        max_length=rules.LONGEST_UNIT,
        width=20,
    )


class PledgeForm(Form):
    """Who leads a pledge, from where to where, and what may be shown."""

    voice = RadiosField("In which voice?", required="Select in which voice you pledge this")
    lead_post = TextField(
        "Who leads on it?",
        required="Enter the post that leads on it",
        hint="A post, like “head of procurement”. Never a person’s name: posts outlast people. "
        "If you sign for yourself, enter “myself”",
        noun="The lead",
        max_length=rules.LONGEST_POST,
    )
    policy = TextField(
        "Which of your policies is it part of? (optional)",
        hint="For example: procurement strategy 2026",
        noun="The policy",
        max_length=rules.LONGEST_POLICY,
    )
    baseline = BoundedDecimalField(
        "Where do you start? (optional)",
        hint="The figure of the last 12 months, if you know it",
        noun="Where you start",
        high=rules.MOST_VALUE,
    )
    target = BoundedDecimalField(
        "What is your target for 12 months?",
        required="Enter your target",
        noun="Your target",
        low=Decimal("0.01"),
        high=rules.MOST_VALUE,
    )
    shown = CheckboxesField(
        "What do you agree to?",
        hint="Leave all clear if you agree to none of it",
        choices=[
            (
                PUBLISHED,
                "Show this pledge and what comes of it to everyone",
                "If you leave it clear, only you and the brokers see it",
            ),
            (
                BUDDY_WANTED,
                "We are new to this and would like a buddy",
                "A signatory that already does it, chosen by you",
            ),
            (
                BUDDY_OFFERED,
                "We do this already and could be a buddy",
                "You are asked each time, and can say no",
            ),
        ],
    )

    def set_up(self, voices: Iterable[str], unit: str) -> None:
        """Set the voices to choose from, and the unit."""
        self.voice.choices = [(voice, VOICE_LABELS[voice]) for voice in voices]
        self.baseline.suffix = self.target.suffix = unit


class NotesForm(Form):
    """A risk entry and an equality impact note for the whole set."""

    risk_note = LongTextField(
        "What could go wrong, and what do you do about it?",
        required="Write what could go wrong",
        hint="For example: the budget is cut; volunteers are not found. Two or three sentences",
        noun="What could go wrong",
        max_length=rules.LONGEST_NOTE,
    )
    equality_note = LongTextField(
        "Whom could these pledges help or leave out?",
        required="Write whom they could help or leave out",
        hint="Think of age, disability, sex, race, belief and the other protected groups. Write "
        "about groups, never about a person",
        noun="Whom they help or leave out",
        max_length=rules.LONGEST_NOTE,
    )


class ReasonForm(Form):
    """Why."""

    reason = LongTextField(
        "Why?", required="Say why", max_length=rules.LONGEST_REASON, noun="Your reason", rows=3
    )


class AnswerCommentForm(Form):
    """You said, we did."""

    answer = LongTextField(
        "What did you do about it?",
        required="Say what you did about it, or why not",
        hint="Everyone can read your answer",
        noun="Your answer",
        max_length=LONGEST_ANSWER,
    )
    quoted = RadiosField(
        "Show the comment’s own words beside your answer?",
        required="Select if the comment is shown",
        choices=(
            (YES, "Yes, show them"),
            (NO, "No, only my answer", "If the words could tell who wrote them"),
        ),
    )
