"""What a supplier sends."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from brokerage.competitions import rules
from brokerage.competitions.rules.responses import Offered
from brokerage.contracts.forms import PoundsField, pence_of, pounds_of
from brokerage.contracts.rules import MOST_QUANTITY
from brokerage.web.fields import BoundedDecimalField, LongTextField
from brokerage.web.forms import Form


class AskForm(Form):
    """A question to the buyer."""

    question = LongTextField(
        "Your question",
        required="Enter your question",
        hint="Everyone invited reads it with its answer, and nobody reads who asked. Write nothing "
        "that tells who you are",
        max_length=rules.LONGEST_QUESTION,
        rows=3,
    )


class ResponseForm(Form):
    """Answers, a price and quantities; nothing is required for a draft. See `response_form_for`."""

    def offered(self) -> Offered:
        """Return what is there."""
        answers, quantities = {}, {}
        for name, field in self._fields.items():
            kind, _, number = name.partition("_")
            if kind == "answer" and field.data:
                answers[int(number)] = field.data
            elif kind == "quantity" and field.data:
                quantities[int(number)] = Decimal(field.data)
        price = self._fields["price"].data
        return Offered(
            answers=answers,
            price_pence=None if price is None else pence_of(price),
            quantities=quantities,
        )


def response_form_for(
    questions: Sequence[Any], measures: Sequence[Any], kept: Offered
) -> ResponseForm:
    """Return a form with a field for each question, the price, and each measure."""
    fields: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for each in questions:
        fields[f"answer_{each.id}"] = LongTextField(
            f"{each.number}. {each.question}", max_length=rules.LONGEST_ANSWER, noun="Your answer"
        )
        values[f"answer_{each.id}"] = kept.answers.get(each.id)
    fields["price"] = PoundsField(
        "Your price, including VAT",
        hint="For all of it, for the whole time. Like 12500 or 12500.50",
        noun="Your price",
    )
    values["price"] = None if kept.price_pence is None else pounds_of(kept.price_pence)
    for each in measures:
        fields[f"quantity_{each.measure_id}"] = BoundedDecimalField(
            f"{each.measure.label}",
            hint=f"In {each.measure.unit}, over the whole contract. Leave it empty if you offer "
            f"none. Counts ×{each.weight}",
            noun="How much",
            high=MOST_QUANTITY,
        )
        values[f"quantity_{each.measure_id}"] = kept.quantities.get(each.measure_id)
    made: type[ResponseForm] = type("ResponseFormOfCompetition", (ResponseForm,), fields)
    return made(**{name: value for name, value in values.items() if value is not None})
