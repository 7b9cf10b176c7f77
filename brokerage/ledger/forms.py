"""Claiming, answering, correcting, disputing and settling; and finding a claim again."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from brokerage.ledger.rules import claims
from brokerage.web.fields import (
    BoundedDecimalField,
    BoundedIntegerField,
    DatePartsField,
    LongTextField,
    RadiosField,
    SelectField,
)
from brokerage.web.forms import Form, SearchForm

MOST = Decimal(1_000_000_000)
YES, NO = "yes", "no"
NO_PROMISE = "none"


class ReasonField(LongTextField):
    """Why something is done, for the other side to read."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(
            label, max_length=claims.LONGEST_REASON, noun="Your reason", rows=3, **options
        )


class ClaimForm(Form):
    """How much of a source is claimed, as what, and what would have happened anyway."""

    amount = BoundedDecimalField(
        "How much do you claim?", required="Enter how much you claim", noun="How much", high=MOST
    )
    measure = RadiosField(
        "What does it count as?",
        required="Select what it counts as",
        hint="It can count once, as one thing only",
    )
    additionality = RadiosField(
        "Would this have happened anyway, without your contract or pledge?",
        required="Select if it would have happened anyway",
        choices=list(claims.ADDITIONALITY_LABELS.items()),
    )
    deadweight = BoundedIntegerField(
        "What share would have happened anyway? (optional)",
        hint="In per cent, as far as you know. It is shown beside the figure and changes nothing",
        noun="The share",
        low=0,
        high=100,
        suffix="%",
    )

    def list_measures(self, measures: Iterable[Any]) -> None:
        """Set what can be picked."""
        self.measure.choices = [
            (str(each.id), f"{each.code}: {each.label}", f"Counted in {each.unit}")
            for each in measures
        ]


class DatedClaimForm(ClaimForm):
    """The same for what goes on over time: spend with a supplier, a hire."""

    happened_on = DatePartsField("When was it?", required="Enter when it was")


class AnswerForm(Form):
    """The other side's yes, or no with its reason."""

    answer = RadiosField(
        "Is this right?",
        required="Select if this is right",
        choices=(
            (YES, "Yes, it happened like this", "It counts from now on, once"),
            (NO, "No", "It does not count, and they are told why"),
        ),
    )
    reason = ReasonField("What is not right?", hint="Only needed if you say no")


class CorrectionForm(Form):
    """What a claim should be."""

    amount = BoundedDecimalField(
        "How much should it be?",
        required="Enter how much it should be",
        hint="Enter 0 to take it back",
        noun="How much",
        high=MOST,
    )
    reason = ReasonField("Why is it corrected?", required="Say why it is corrected")


class DisputeForm(Form):
    """What is wrong with a claim that was confirmed."""

    reason = ReasonField(
        "What is wrong with it?",
        required="Say what is wrong with it",
        hint="Both sides and the broker read this. Write nothing about a person",
    )


class SettlementForm(Form):
    """What a broker decides."""

    outcome = RadiosField(
        "What do you decide?",
        required="Select what you decide",
        choices=list(claims.OUTCOME_LABELS.items()),
    )
    amount = BoundedDecimalField(
        "What does it count for?",
        hint="Only needed if it counts for another amount",
        noun="What it counts for",
        high=MOST,
    )
    reason = ReasonField(
        "Why?", required="Say why", hint="Both sides read this. Write nothing about a person"
    )


class PromiseForm(Form):
    """Towards which promise of a contract a claim counts."""

    commitment = RadiosField(
        "Which promise does it count towards?",
        required="Select a promise",
        hint="Only what the contract caused. It can count towards one promise",
    )

    def list_commitments(self, commitments: Iterable[Any], in_words: Any) -> None:
        """Set what can be picked."""
        self.commitment.choices = [
            (str(each.id), each.contract.title, in_words(each)) for each in commitments
        ]


class LedgerSearch(SearchForm):
    """Which claims to list."""

    side = SelectField(
        "Whose claims?",
        prompt="Ours",
        choices=(("other", "Others’, which we confirm"),),
    )
    measure = SelectField("Measure", prompt="Any measure")
    status = SelectField(
        "Where it stands",
        prompt="Anywhere",
        choices=list(claims.STATUS_LABELS.items()),
    )
    since = DatePartsField("Happened from (optional)")
    until = DatePartsField("Happened until (optional)")


class PeriodSearch(SearchForm):
    """Which time to add up."""

    since = DatePartsField("From (optional)")
    until = DatePartsField("Until (optional)")
