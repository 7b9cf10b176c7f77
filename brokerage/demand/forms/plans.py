"""The forms with which a buyer looks after its forward plan."""

from __future__ import annotations

from brokerage.demand.rules import files, plans
from brokerage.demand.rules.files import PlanLine
from brokerage.web.fields import (
    EmailField,
    FileField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
    at_least,
)
from brokerage.web.forms import Form

MAILBOX_HINT = "A shared mailbox, like procurement@example.gov.uk. Everyone can see it"
POST_HINT = "A post, not a person: “Head of parks”"


class PlanForm(Form):
    """One planned purchase; the quarters are set when the form is made."""

    title = TextField(
        "Title",
        required="Enter a title",
        hint="Short and plain: “Grass cutting in the parks”",
        max_length=plans.LONGEST_TITLE,
        validators=[at_least(plans.SHORTEST_TITLE, "Use a few words more for the title")],
    )
    description = LongTextField(
        "What you may buy, in plain words",
        required="Say what you may buy",
        hint="What, how much, how often. Write nothing about people that could tell who they are",
        noun="What you may buy",
        max_length=plans.LONGEST_DESCRIPTION,
        validators=[
            at_least(plans.SHORTEST_DESCRIPTION, "Say a little more about what you may buy")
        ],
    )
    value_band = RadiosField(
        "About how much is it worth?",
        required="Select about how much, or “Not known yet”",
        hint="The whole contract, including VAT",
        choices=list(plans.VALUE_LABELS.items()),
    )
    quarter = SelectField(
        "When would you like to begin buying?",
        required="Select a quarter",
        noun="The quarter",
        prompt="Select a quarter",
    )
    contact_post = TextField(
        "Who to ask",
        required="Enter the post that suppliers can ask",
        hint=POST_HINT,
        max_length=plans.LONGEST_POST,
    )
    contact_email = EmailField(
        "Mailbox", required="Enter a shared mailbox", hint=MAILBOX_HINT, autocomplete="off"
    )
    reference = TextField(
        "Your own reference",
        hint="If you have one: a file with the same reference then changes this line",
        max_length=plans.LONGEST_REFERENCE,
        width=20,
    )

    @property
    def line(self) -> PlanLine:
        """What was answered."""
        return PlanLine(
            title=self.title.data,
            description=self.description.data,
            value_band=self.value_band.data,
            quarter=self.quarter.data,
            contact_post=self.contact_post.data,
            contact_email=self.contact_email.data,
            reference=self.reference.data,
        )


class PlanUploadForm(Form):
    """A file of planned purchases, and the contact for lines that name none."""

    file = FileField(
        "Your forward plan as a CSV file",
        required="Select a file",
        hint=f"At most {files.MOST_MEGABYTES}MB. In Excel, choose “Save as” and then “CSV”",
        accept=".csv,text/csv,text/plain",
        most_megabytes=files.MOST_MEGABYTES,
        noun="The file",
    )
    post = TextField(
        "Who to ask, where a line does not say",
        required="Enter a post",
        hint=POST_HINT,
        max_length=plans.LONGEST_POST,
        noun="Who to ask",
    )
    email = EmailField(
        "Mailbox, where a line has none",
        required="Enter a shared mailbox",
        hint=MAILBOX_HINT,
        autocomplete="off",
        noun="The mailbox",
    )


class WithdrawForm(Form):
    """Why it will not be bought."""

    reason = LongTextField(
        "Why is it withdrawn?",
        required="Say why, in a few words: interested suppliers are told",
        hint="“The service is brought in house”, “There is no money for it this year”",
        max_length=plans.LONGEST_REASON,
        rows=3,
        noun="The reason",
        validators=[
            at_least(
                plans.SHORTEST_REASON, "Say why, in a few words: interested suppliers are told"
            )
        ],
    )


class PublishForm(Form):
    """Which open brief it has become; the briefs are set when the form is made."""

    brief = RadiosField(
        "Which of your open briefs is it?", required="Select one of your open briefs"
    )
