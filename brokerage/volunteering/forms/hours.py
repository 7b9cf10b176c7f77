"""Hours: logging them, deciding on them, checking in, and the leader's list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from brokerage.volunteering.rules import check_in
from brokerage.volunteering.rules import hours as rules
from brokerage.web.fields import (
    BoundedDecimalField,
    CheckboxesField,
    Choice,
    DatePartsField,
    LongTextField,
    RadiosField,
    TextField,
)
from brokerage.web.forms import Form

YES = "yes"
NO = "no"
FIRST_YEAR = 2020
LAST_YEAR = 2100
_SIXTY = Decimal(rules.MINUTES_AN_HOUR)


def hours_of(minutes: int) -> Decimal:
    """Return minutes as hours are typed: 150 as 2.5."""
    return (Decimal(minutes) / _SIXTY).quantize(Decimal("0.01")).normalize()


def time_field(label: str, hint: str) -> Any:
    """Return a field for a time in hours."""
    return BoundedDecimalField(
        label,
        required="Enter how long it was, in hours",
        hint=hint,
        noun="How long it was",
        suffix="hours",
        width=5,
        low=Decimal(rules.LEAST_MINUTES) / _SIXTY,
        high=Decimal(rules.MOST_MINUTES) / _SIXTY,
    )


class _TimedForm(Form):
    """Has a time in hours."""

    @property
    def minutes(self) -> int:
        """The time in minutes."""
        return round(self.hours.data * _SIXTY)


class LogHoursForm(_TimedForm):
    """What a volunteer gave, and when; for a date the day is known."""

    done_on = DatePartsField(
        "Which day?",
        required="Enter the day",
        noun="The day",
        low_year=FIRST_YEAR,
        high_year=LAST_YEAR,
    )
    hours = time_field("How long were you there?", "In hours. Two and a half hours is 2.5")
    note = LongTextField(
        "What did you do? (optional)",
        hint="The host reads this. Do not write about other people",
        max_length=rules.LONGEST_NOTE,
        noun="What you did",
        rows=3,
    )

    def leave_out_day(self) -> None:
        """Do not ask for a day that is known."""
        del self.done_on


class CorrectHoursForm(_TimedForm):
    """What it really was, and why it is changed."""

    hours = time_field("How long was it?", "In hours. Two and a half hours is 2.5")
    reason = LongTextField(
        "Why is it different?",
        required="Enter why it is different",
        hint="The volunteer gets this by email, word for word",
        max_length=rules.LONGEST_NOTE,
        noun="The reason",
        rows=3,
    )


class DeclineHoursForm(Form):
    """Why hours do not count."""

    reason = LongTextField(
        "Why do you not approve them?",
        required="Enter why you do not approve them",
        hint="The volunteer gets this by email, word for word",
        max_length=rules.LONGEST_NOTE,
        noun="The reason",
        rows=3,
    )


class ApproveManyForm(Form):
    """Which of those that wait are right."""

    chosen = CheckboxesField("Which are right?", required="Tick the hours that are right")


class CheckInForm(Form):
    """The code that the leader shows."""

    code = TextField(
        "What is the code?",
        required="Enter the code",
        hint=f"{check_in.CODE_LENGTH} letters and numbers, on the leader’s sheet",
        max_length=20,
        noun="The code",
        width=10,
    )


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One person on the leader's list."""

    booking_id: int
    name: str
    noted: str | None
    """`YES`, `NO`, or None where nothing is noted."""
    hint: str


class AttendanceListForm(Form):
    """Who came, down the list; one question for each person."""

    approves = CheckboxesField("Hours")

    @property
    def answers(self) -> dict[int, bool]:
        """Whether each person was there, by the booking's id; whoever is left out is not in it."""
        said = {name: field.data for name, field in self._fields.items() if _is_person(name)}
        return {int(name[len(PERSON) :]): said[name] == YES for name in said if said[name]}

    @property
    def people(self) -> list[Any]:
        """The questions, in the order of the list."""
        return [field for name, field in self._fields.items() if _is_person(name)]


PERSON = "person_"


def _is_person(name: str) -> bool:
    return name.startswith(PERSON)


def attendance_list_form(expected: Iterable[Expected], length: str) -> AttendanceListForm:
    """Make the form for these people; `length` is how long the date was, in words."""
    listed = list(expected)
    fields = {
        f"{PERSON}{each.booking_id}": RadiosField(
            each.name,
            hint=each.hint or None,
            choices=[(YES, "Was there"), (NO, "Did not come")],
            is_inline=True,
        )
        for each in listed
    }
    noted = {f"{PERSON}{each.booking_id}": each.noted for each in listed}
    form: AttendanceListForm = type("ListForm", (AttendanceListForm,), fields)(
        approves=[YES], **noted
    )
    label = f"Approve {length} for everyone who was there"
    form.approves.choices = [Choice(YES, label, "Leave this out to check their hours first")]
    return form
