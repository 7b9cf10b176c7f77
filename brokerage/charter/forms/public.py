"""What people without an account fill in: a comment on a draft, a lead's figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from brokerage.charter import rules
from brokerage.charter.rules.comments import COMMENTER_LABELS, LONGEST_COMMENT
from brokerage.web.fields import (
    BoundedDecimalField,
    LongTextField,
    RadiosField,
    SelectField,
)
from brokerage.web.forms import Form

ALL = "all"


class CommentForm(Form):
    """What staff or a union say; nothing asks who they are."""

    about = SelectField("About which pledge?", required="Select what it is about")
    words = LongTextField(
        "Your comment",
        required="Write your comment",
        hint="We do not keep who you are. Leave out names, and anything that tells who you are",
        max_length=LONGEST_COMMENT,
    )
    commenter = RadiosField(
        "Who are you?",
        required="Select who you are, or that you would rather not say",
        choices=list(COMMENTER_LABELS.items()),
    )

    def list_pledges(self, pledges: Iterable[Any]) -> None:
        """Set what a comment can be about."""
        self.about.choices = [
            (ALL, "All of them together"),
            *((str(each.id), each.words) for each in pledges),
        ]

    @property
    def pledge_id(self) -> int | None:
        """The pledge it is about; None is all."""
        return None if self.about.data == ALL else int(self.about.data)


class LeadForm(Form):
    """How far a pledge is."""

    value = BoundedDecimalField(
        "How far are you?",
        required="Enter how far you are",
        hint="Counted from the first day of the 12 months until today",
        noun="How far you are",
        high=rules.MOST_VALUE,
    )
    note = LongTextField(
        "Note (optional)",
        hint="How you know this, or what is in the way. No names of people",
        max_length=rules.LONGEST_REASON,
        rows=3,
        noun="Your note",
    )
