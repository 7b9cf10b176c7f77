"""What a supplier answers, and a buyer's no."""

from __future__ import annotations

from brokerage.procurement.rules import enquiries as rules
from brokerage.procurement.rules.answers import GivenAnswer
from brokerage.web.fields import LongTextField, RadiosField
from brokerage.web.forms import Form


class AnswerForm(Form):
    """Interested or not, why not, and a few words: one page on a phone."""

    answer = RadiosField(
        "What is your answer?",
        required="Select your answer",
        choices=list(rules.ANSWER_LABELS.items()),
    )
    reason = RadiosField(
        "If it is a no, why?",
        hint="Leave this empty if you are interested",
        choices=list(rules.ANSWER_REASON_LABELS.items()),
    )
    message = LongTextField(
        "A message to the buyer (optional)",
        hint="For example, what you could do, and whom to speak to. Prices can wait",
        max_length=rules.LONGEST_MESSAGE,
        noun="Your message",
        rows=5,
    )

    @property
    def given(self) -> GivenAnswer:
        """The answer as the service takes it."""
        return GivenAnswer(
            answer=self.answer.data, reason=self.reason.data, message=self.message.data
        )


class DeclineSupplierForm(Form):
    """Why not."""

    reason = RadiosField(
        "Why not?",
        required="Select a reason",
        hint="The supplier is told this reason by email",
        choices=list(rules.RESULT_REASON_LABELS.items()),
    )
