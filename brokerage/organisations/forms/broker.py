"""A broker's decisions, and how the queue is searched."""

from __future__ import annotations

from typing import Any, ClassVar

from brokerage.organisations import rules
from brokerage.web.fields import (
    CheckboxesField,
    DatePartsField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form, SearchForm

FOUND = "found"
GRANT = "grant"
REFUSE = "refuse"
LONGEST_SOURCE = 120
GETS_BY_MAIL = "They get this by email, word for word"


class ApplicationSearchForm(SearchForm):
    """Which applications are listed."""

    status = SelectField(
        "Show",
        prompt="Waiting for a broker",
        choices=[
            (rules.Status.CHANGES_ASKED, "Changes asked for"),
            (rules.Status.DECLINED, "Declined"),
            (rules.Status.APPROVED, "Approved"),
            (rules.Status.WITHDRAWN, "Withdrawn"),
        ],
        noun="The state",
    )
    q = TextField("Name of the organisation", max_length=rules.LONGEST_NAME, noun="The name")


class ApprovalForm(Form):
    """Approve; and say where the registration number was found, if there is one."""

    register_found = CheckboxesField(
        "Registration number",
        choices=[(FOUND, "I found this number on the register, under this name")],
    )
    register_seen = TextField(
        "Where you saw it",
        hint="It is shown on the public page. Needed only if you ticked the box",
        max_length=LONGEST_SOURCE,
    )

    @property
    def seen_at(self) -> str:
        """Where the number was found; "" where it was not looked up."""
        return str(self.register_seen.data) if FOUND in self.register_found.data else ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Want to know where, if it was found."""
        is_fine: bool = super().validate(extra_validators)
        if is_fine and FOUND in self.register_found.data and not self.register_seen.data:
            self.register_seen.errors = ["Enter where you saw the number"]
            return False
        return is_fine


class ReasonForm(Form):
    """A reason that goes to the members."""

    reason = LongTextField(
        "Reason",
        required="Enter a reason",
        hint=GETS_BY_MAIL,
        max_length=rules.LONGEST_REASON,
        noun="The reason",
    )


class ChangesForm(Form):
    """What should be different."""

    reason = LongTextField(
        "What should be changed?",
        required="Enter what should be changed",
        hint=GETS_BY_MAIL,
        max_length=rules.LONGEST_REASON,
        noun="What should be changed",
    )


class VerificationForm(Form):
    """Where evidence was seen, and until when it holds."""

    source = TextField(
        "Where you saw it",
        required="Enter where you saw it",
        hint="For example, the accreditation’s own list, or a certificate with its number",
        max_length=LONGEST_SOURCE,
    )
    expires_on = DatePartsField(
        "Until when does it hold? (if it ends)",
        hint="For example, 31 3 2027",
        noun="The end date",
        low_year=2020,
        high_year=2060,
    )


class ListingDecisionForm(Form):
    """Grant what was asked about a listing, or refuse it with a reason."""

    choices_of: ClassVar[dict[str, str]] = {
        "remove": "Yes, remove the page for good",
        "take-over": "Yes, make this person the owner of the page",
    }
    decision = RadiosField("Your decision", required="Select yes or no")
    reason = LongTextField(
        "Reason (if you say no)",
        hint=GETS_BY_MAIL,
        max_length=rules.LONGEST_REASON,
        noun="The reason",
    )

    def offer(self, wish: str) -> None:
        """Set the two answers to what was asked."""
        self.decision.choices = [
            (GRANT, self.choices_of[wish]),
            (REFUSE, "No, leave it as it is"),
        ]

    @property
    def is_granted(self) -> bool:
        """Whether the answer is yes."""
        return bool(self.decision.data == GRANT)
