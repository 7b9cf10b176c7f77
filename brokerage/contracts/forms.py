"""Lines of a register, commitments, spend returns and employment plans."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from brokerage.contracts import rules
from brokerage.web.fields import (
    BoundedDecimalField,
    BoundedIntegerField,
    CheckboxesField,
    DatePartsField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form

YES, NO = "yes", "no"
YES_NO = ((YES, "Yes"), (NO, "No"))
REASON = "Why is it corrected?"


def pence_of(pounds: Decimal) -> int:
    """Return whole pence."""
    return int(pounds * 100)


def pounds_of(pence: int) -> Decimal:
    """Return pounds with two places."""
    return Decimal(pence) / 100


class PoundsField(BoundedDecimalField):
    """A sum in pounds, nothing included, with two places at most."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, high=rules.MOST_POUNDS, prefix="£", **options)


class ContractForm(Form):
    """One line of the register."""

    supplier_name = TextField(
        "Supplier",
        required="Enter the supplier’s name",
        hint="Exactly as in the directory, if it is there: then the two are joined, and it can be "
        "asked for spend returns",
        max_length=rules.LONGEST_NAME,
    )
    title = TextField(
        "What is bought", required="Enter what is bought", max_length=rules.LONGEST_TITLE
    )
    value = PoundsField("Value", required="Enter the value", hint="For the whole time it runs")
    is_vat_inclusive = RadiosField(
        "Does the value include VAT?",
        required="Select if the value includes VAT",
        choices=YES_NO,
        is_inline=True,
    )
    starts_on = DatePartsField("First day", required="Enter the first day")
    ends_on = DatePartsField("Last day", required="Enter the last day")
    procured_by = RadiosField(
        "How was it bought?",
        required="Select how it was bought",
        hint="A direct award to a company you own is kept apart from competitions",
        choices=list(rules.PROCURED_LABELS.items()),
    )
    reserved_for = CheckboxesField(
        "Was the competition reserved?",
        hint="Leave all clear if it was not",
        choices=list(rules.RESERVATION_LABELS.items()),
    )
    social_value_percent = BoundedIntegerField(
        "How much did social value count? (optional)",
        hint="In per cent of the whole score. Leave it empty if it was not weighed",
        noun="How much social value counted",
        low=1,
        high=100,
        suffix="%",
    )
    has_spend_duty = RadiosField(
        "Does the contractor have to report where its own spend goes?",
        required="Select if the contractor has to report its spend",
        hint="Then we ask every six months. Ask it of every contractor alike, also of those that "
        "are neither local nor small",
        choices=YES_NO,
        is_inline=True,
    )


class CorrectContractForm(ContractForm):
    """The same, with the reason that everyone can read."""

    reason = LongTextField(
        REASON,
        required="Say why it is corrected",
        hint="Anyone can read this beside what it was before",
        max_length=rules.LONGEST_REASON,
        noun="Your reason",
        rows=3,
    )


class CommitmentForm(Form):
    """How much of a measure by when."""

    measure = SelectField("Measure", required="Select a measure", prompt="Select a measure")
    quantity = BoundedDecimalField(
        "How much?",
        required="Enter how much",
        hint="In the measure’s own unit, as promised: never multiplied by a weight",
        noun="How much",
        high=rules.MOST_QUANTITY,
    )
    from_on = DatePartsField("From", required="Enter from when")
    due_on = DatePartsField("Until", required="Enter until when")

    def list_measures(self, measures: Iterable[Any]) -> None:
        """Set what can be picked."""
        self.measure.choices = [
            (str(each.id), f"{each.code}: {each.label} ({each.unit})") for each in measures
        ]


class CorrectCommitmentForm(CommitmentForm):
    """The same, with the reason."""

    reason = LongTextField(
        REASON,
        required="Say why it is corrected",
        hint="Anyone can read this beside what it was before. To end it, enter 0",
        max_length=rules.LONGEST_REASON,
        noun="Your reason",
        rows=3,
    )


class PlanForm(Form):
    """A community employment plan."""

    development = TextField(
        "Development", required="Enter the development", max_length=rules.LONGEST_TITLE
    )
    developer_name = TextField(
        "Developer", required="Enter the developer", max_length=rules.LONGEST_NAME
    )
    reference = TextField(
        "Planning reference (optional)", max_length=rules.LONGEST_REFERENCE, width=20
    )
    about = LongTextField(
        "What the plan says (optional)",
        hint="In plain words. Write nothing about people that could tell who they are",
        max_length=rules.LONGEST_ABOUT,
        noun="What the plan says",
    )
    starts_on = DatePartsField("First day", required="Enter the first day")
    ends_on = DatePartsField("Last day", required="Enter the last day")


class ReturnForm(Form):
    """Four sums of one period; the last three may overlap."""

    total_pence = PoundsField(
        "All you spent with suppliers for this contract",
        required="Enter all you spent",
        hint="Enter 0 if you spent nothing",
        noun="All you spent",
    )
    local_pence = PoundsField(
        "Of that, with suppliers in the buyer’s local area",
        required="Enter how much was local",
        noun="The local part",
    )
    sme_pence = PoundsField(
        "Of that, with small and medium-sized businesses (fewer than 250 staff)",
        required="Enter how much was with small and medium-sized businesses",
        noun="The part with small and medium-sized businesses",
    )
    vcse_pence = PoundsField(
        "Of that, with charities, community groups and social enterprises",
        required="Enter how much was with charities and social enterprises",
        noun="The part with charities and social enterprises",
    )
    note = LongTextField(
        "Note to the buyer (optional)",
        hint="For example, how you know where a supplier is",
        max_length=rules.LONGEST_REASON,
        noun="Your note",
        rows=3,
    )


class DecideReturnForm(Form):
    """The buyer's yes, or what to look at again."""

    answer = RadiosField(
        "Are these figures right?",
        required="Select if the figures are right",
        choices=(
            (YES, "Yes, confirm them", "They stand on the contract’s public page"),
            (NO, "No, send them back", "The supplier is told why"),
        ),
    )
    reason = LongTextField(
        "What should the supplier look at?",
        hint="Only needed if you send them back",
        max_length=rules.LONGEST_REASON,
        noun="Your reason",
        rows=3,
    )
