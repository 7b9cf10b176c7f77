"""What brokers are asked about proof and corrections."""

from __future__ import annotations

from typing import Any

from brokerage.passports import rules
from brokerage.web.fields import DatePartsField, LongTextField, RadiosField, TextField
from brokerage.web.forms import Form

SEEN = "seen"
NOT_SEEN = "not-seen"


class AnswerForm(Form):
    """A broker's answer."""

    answer = LongTextField(
        "Your answer",
        required="Enter an answer",
        hint="The members of the organisation get it by email",
        noun="Your answer",
        max_length=rules.LONGEST_CORRECTION,
    )


class ProofForm(Form):
    """Whether a broker has seen proof, and where."""

    decision = RadiosField(
        "Have you seen proof of it?",
        required="Select whether you have seen proof",
        choices=[(SEEN, "Yes, I have seen it"), (NOT_SEEN, "No, I could not verify it")],
    )
    source = TextField(
        "Where did you see it? (if yes)",
        hint="For example, a lease, or accounts at Companies House",
        noun="Where you saw it",
        max_length=rules.LONGEST_SOURCE,
    )
    expires_on = DatePartsField(
        "Until when does it hold? (if it ends)",
        hint="For example, 31 3 2027",
        noun="The end date",
        low_year=2020,
    )
    reason = LongTextField(
        "Reason (if no)",
        hint="The members get this reason by email",
        noun="The reason",
        max_length=rules.LONGEST_REASON,
        rows=3,
    )

    @property
    def is_seen(self) -> bool:
        """Whether it is verified."""
        return bool(self.decision.data == SEEN)

    def validate(self, extra_validators: Any = None) -> bool:
        """Want to know where, or why not."""
        is_fine: bool = super().validate(extra_validators)
        if is_fine and self.is_seen and not self.source.data:
            self.source.errors = ["Enter where you saw it"]
            return False
        if is_fine and not self.is_seen and not self.reason.data:
            self.reason.errors = ["Enter a reason"]
            return False
        return is_fine
