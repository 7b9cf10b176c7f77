"""What the buyer decides: the plan, questions, answers to suppliers, scores, the decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from brokerage.competitions import rules
from brokerage.competitions.rules.moments import HOURS
from brokerage.measures.rules import SET_LABELS, WEIGHT_LABELS
from brokerage.web.fields import (
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
NO_AWARD = "none"
SCORE_LABELS = (
    ("0", "0: no answer"),
    ("1", "1: poor"),
    ("2", "2: some of it is missing"),
    ("3", "3: it does what is asked"),
    ("4", "4: good"),
    ("5", "5: very good"),
)


def _percent(label: str) -> BoundedIntegerField:
    return BoundedIntegerField(
        label, required=f"Enter how much {label.lower()} counts", low=0, high=100, suffix="%"
    )


class PlanForm(Form):
    """What is bought, by when, and how answers are weighed."""

    title = TextField("Title", required="Enter a title", max_length=rules.LONGEST_TITLE)
    text = LongTextField(
        "What you want to buy",
        required="Say what you want to buy",
        hint="Every supplier gets the same words: what, how much, where, when, and what has to be "
        "in the price",
        max_length=rules.LONGEST_TEXT,
        noun="What you want to buy",
        rows=10,
    )
    deadline_on = DatePartsField(
        "Last day for responses",
        required="Enter the last day for responses",
        hint="Three weeks is fair. For example, 27 3 2027",
    )
    deadline_hour = SelectField(
        "At what time?", required="Select a time", choices=list(HOURS.items()), width=10
    )
    quality = _percent("Quality")
    price = _percent("Price")
    social_value = _percent("Social value")
    measure_set = RadiosField(
        "Which of your sets may suppliers offer from?",
        required="Select a set of measures",
        choices=list(SET_LABELS.items()),
    )
    has_spend_duty = RadiosField(
        "Will the contractor have to report where its own spend goes?",
        required="Select if the contractor will have to report its spend",
        hint="Then we ask the winner every six months, whoever it is and wherever it is from",
        choices=((YES, "Yes"), (NO, "No")),
        is_inline=True,
    )


class QuestionForm(Form):
    """One question that every supplier answers."""

    question = LongTextField(
        "Question",
        required="Enter a question",
        hint="Ask one thing. Every question counts alike",
        max_length=rules.LONGEST_QUESTION,
        rows=3,
    )


class MeasuresForm(Form):
    """Which measures suppliers may offer quantities of."""

    measures = CheckboxesField(
        "What may suppliers offer?",
        hint="A firm of one can deliver two or three things. The weight scores the bid only",
    )

    def offer(self, choices: Iterable[Any]) -> None:
        """Set what can be ticked, from the buyer's set."""
        self.measures.choices = [
            (
                str(each.measure_id),
                f"{each.measure.code}: {each.measure.label} ({each.measure.unit})",
                WEIGHT_LABELS[each.weight],
            )
            for each in choices
        ]


class InviteForm(Form):
    """A button; the page says who is invited."""


class ClarificationForm(Form):
    """What everyone invited reads."""

    published_question = LongTextField(
        "The question, as everyone will read it",
        required="Enter the question",
        hint="Take out what would tell who asked",
        max_length=rules.LONGEST_QUESTION,
        noun="The question",
        rows=3,
    )
    answer = LongTextField(
        "Your answer to everyone",
        required="Enter your answer",
        max_length=rules.LONGEST_ANSWER,
        noun="Your answer",
    )


class ExtendForm(Form):
    """A later deadline, and why."""

    deadline_on = DatePartsField("New last day", required="Enter the new last day")
    deadline_hour = SelectField(
        "At what time?", required="Select a time", choices=list(HOURS.items()), width=10
    )
    reason = LongTextField(
        "Why?",
        required="Say why",
        hint="Everyone invited reads this",
        max_length=rules.LONGEST_REASON,
        noun="Your reason",
        rows=3,
    )


class WithdrawForm(Form):
    """Why it ends."""

    reason = LongTextField(
        "Why is it withdrawn?",
        required="Say why it is withdrawn",
        hint="Everyone invited reads this",
        max_length=rules.LONGEST_REASON,
        noun="Your reason",
        rows=3,
    )


class DeclareForm(Form):
    """One evaluator's own interests."""

    has_conflict = RadiosField(
        "Do you have a conflict of interest?",
        required="Select if you have a conflict of interest",
        hint="You have one if you, your family or your friends could gain from who wins, or if it "
        "could look so",
        choices=((NO, "No"), (YES, "Yes, so I take no part in the evaluation")),
    )
    explanation = LongTextField(
        "What is it?",
        hint="Only needed if you have one. Colleagues who run this competition can read it",
        max_length=rules.LONGEST_REASON,
        noun="Your explanation",
        rows=3,
    )


class ScoreForm(Form):
    """A score and a reason for each question; see `score_form_for`."""

    def given(self) -> dict[int, tuple[int, str]]:
        """Return score and reason by the question's id."""
        return {
            int(name.removeprefix("score_")): (
                int(field.data),
                self._fields[name.replace("score_", "reason_")].data,
            )
            for name, field in self._fields.items()
            if name.startswith("score_")
        }


def score_form_for(
    questions: Sequence[Any], kept: Mapping[int, Any], *, feedback: str | None = None
) -> ScoreForm:
    """Return a form with a score and a reason for each question, and feedback if one is kept."""
    fields: dict[str, Any] = {}
    values: dict[str, str] = {}
    for each in questions:
        fields[f"score_{each.id}"] = SelectField(
            f"Score for question {each.number}",
            required=f"Select a score for question {each.number}",
            prompt="Select a score",
            choices=SCORE_LABELS,
        )
        fields[f"reason_{each.id}"] = LongTextField(
            f"Why, for question {each.number}",
            required=f"Say why for question {each.number}",
            max_length=rules.LONGEST_REASON,
            rows=2,
        )
        if each.id in kept:
            values[f"score_{each.id}"] = str(kept[each.id].score)
            values[f"reason_{each.id}"] = kept[each.id].reason
    if feedback is not None:
        fields["feedback"] = LongTextField(
            "What you tell the supplier if it is not successful",
            hint="What was good, what was missing, and how it compares. It goes out with the "
            "decision, to all at the same moment",
            max_length=rules.LONGEST_REASON,
            noun="What you tell the supplier",
            rows=4,
        )
        values["feedback"] = feedback
    made: type[ScoreForm] = type("ScoreFormOfCompetition", (ScoreForm,), fields)
    return made(**values)


class DecideForm(Form):
    """Who wins, or nobody, and what the contract says."""

    winner = RadiosField("What do you decide?", required="Select what you decide")
    reason = LongTextField(
        "Why?",
        required="Say why",
        hint="The winner reads it. If there is no award, everyone who responded reads it",
        max_length=rules.LONGEST_REASON,
        noun="Your reason",
        rows=3,
    )
    starts_on = DatePartsField(
        "First day of the contract", hint="Only needed if you award it", noun="The first day"
    )
    ends_on = DatePartsField(
        "Last day of the contract", hint="Only needed if you award it", noun="The last day"
    )

    def offer(self, rows: Iterable[Any]) -> None:
        """Set who can win."""
        self.winner.choices = [
            (
                str(row.response.id),
                f"Award it to {row.response.organisation.name}",
                f"{row.points.total} of 100 points"
                if row.points.total is not None
                else "Not evaluated to the end yet",
            )
            for row in rows
        ] + [(NO_AWARD, "No award")]
