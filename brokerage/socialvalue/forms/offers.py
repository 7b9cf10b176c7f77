"""The forms of offers, of what came of them, and of what is told about it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from brokerage.socialvalue.rules import kinds, offers
from brokerage.socialvalue.rules.kinds import KIND_LABELS
from brokerage.web.fields import (
    BoundedDecimalField,
    CheckboxesField,
    DatePartsField,
    HiddenField,
    LongTextField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form

NO_ADDRESSES = "No email addresses, phone numbers or links yet: those come once you both agree"


class AmountField(BoundedDecimalField):
    """How much, in the unit of what is needed."""

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("noun", "How much")
        options.setdefault("low", Decimal("0.01"))
        super().__init__(label, high=Decimal(kinds.MOST_AMOUNT), **options)


class TermsForm(Form):
    """How much, who does what, and by when."""

    amount = AmountField("How much?", required="Enter how much")
    by_on = DatePartsField("By when?", required="Enter by when", noun="The day")
    terms = LongTextField(
        "Who does what?",
        required="Say who does what",
        hint=f"“We bring them and set them up”, “You pick them up”. {NO_ADDRESSES}",
        noun="Your answer",
        max_length=kinds.LONGEST_DETAIL,
        rows=4,
    )


class OfferForm(TermsForm):
    """The same, with how to reach the business, and a promise it is drawn from."""

    contact = LongTextField(
        "How can they reach you, once you have agreed?",
        required="Say how they can reach you",
        hint="A post and a shared mailbox or phone number. Nobody sees it before you both agree",
        noun="Your answer",
        max_length=kinds.LONGEST_CONTACT,
        rows=2,
    )
    commitment = SelectField(
        "Does it count towards a promise in one of your contracts?",
        hint="It is counted there once you have both confirmed it",
        prompt="No, it is on top",
    )
    message = LongTextField(
        "A message (optional)",
        hint=NO_ADDRESSES,
        noun="The message",
        max_length=offers.LONGEST_MESSAGE,
        rows=3,
    )


class AskForm(TermsForm):
    """A community body asks for some of a standing offer."""

    need = SelectField(
        "What is it for?",
        required="Select what it is for",
        noun="What it is for",
        prompt="Select one of your needs",
    )
    message = LongTextField(
        "A message (optional)",
        hint=NO_ADDRESSES,
        noun="The message",
        max_length=offers.LONGEST_MESSAGE,
        rows=3,
    )


class StandingOfferForm(Form):
    """What a business says that it would give."""

    kind = SelectField(
        "What kind of help is it?",
        required="Select the kind of help",
        noun="The kind",
        choices=list(KIND_LABELS.items()),
        prompt="Select a kind",
    )
    title = TextField(
        "What would you give?",
        required="Say what you would give",
        hint="“Meeting room on weekday evenings”, “Used laptops, wiped and tested”",
        noun="What you would give",
        max_length=kinds.LONGEST_TITLE,
    )
    detail = LongTextField(
        "Tell more about it",
        required="Tell a little more about it",
        hint="What state it is in, whom it suits, what they have to bring. No addresses yet",
        noun="Your answer",
        max_length=kinds.LONGEST_DETAIL,
        rows=4,
    )
    amount = AmountField("How much of it?", required="Enter how much of it")
    unit = TextField(
        "Counted in",
        hint="“laptops”, “days”. Leave it empty for skills, time, placements and money",
        width=20,
        max_length=kinds.LONGEST_UNIT,
    )
    until_on = DatePartsField("Until when?", required="Enter until when", noun="The last day")
    contact = LongTextField(
        "How can they reach you, once you have agreed?",
        required="Say how they can reach you",
        hint="A post and a shared mailbox or phone number. Nobody sees it before you both agree",
        noun="Your answer",
        max_length=kinds.LONGEST_CONTACT,
        rows=2,
    )
    commitment = SelectField(
        "Does it count towards a promise in one of your contracts?",
        hint="Only promises of the same kind can be chosen: save first if you see none",
        prompt="No, it is on top",
    )


class MessageForm(Form):
    """One message in the thread."""

    text = LongTextField(
        "Write a message",
        required="Write a message",
        noun="The message",
        max_length=offers.LONGEST_MESSAGE,
        rows=4,
    )


class AgreeForm(Form):
    """A yes to the terms as they stood on the page."""

    seen = HiddenField()


class DeliveryForm(Form):
    """What came, when, and what of it is counted."""

    amount = AmountField("How much came?", required="Enter how much came")
    on = DatePartsField("When did it come?", required="Enter when it came", noun="The day")
    counted = AmountField("What is counted", required="Enter what is counted")


class SettleForm(DeliveryForm):
    """What a broker decides; nothing came where the amount is 0."""

    amount = AmountField("How much came?", required="Enter how much came", low=Decimal(0))
    counted = AmountField("What is counted", required="Enter what is counted", low=Decimal(0))
    reason = LongTextField(
        "Why?",
        required="Say why: both sides read it",
        noun="The reason",
        max_length=kinds.LONGEST_REASON,
        rows=3,
    )


class ThanksForm(Form):
    """Thank you."""

    thanks = LongTextField(
        "Your thanks",
        required="Write your thanks",
        hint="They get it by email. Nobody else reads it",
        noun="Your thanks",
        max_length=offers.LONGEST_THANKS,
        rows=3,
    )


class StoryForm(Form):
    """What came of it, for everybody to read."""

    text = LongTextField(
        "What came of it?",
        required="Say what came of it",
        hint="Name no person. The other side and a broker say yes before anyone reads it",
        noun="Your story",
        max_length=offers.LONGEST_STORY,
        rows=8,
    )
    consent = CheckboxesField(
        "May it be published?",
        required="Tick the box if it may be published",
        choices=[("yes", "Yes, everybody may read it, with the names of both organisations")],
    )
