"""Asking for a place, and what a host answers."""

from __future__ import annotations

from typing import Any

from brokerage.volunteering.rules import bookings as rules
from brokerage.web.fields import CheckboxesField, Choice, LongTextField, RadiosField, SelectField
from brokerage.web.filters import at_time, on_weekday
from brokerage.web.forms import Form, SearchForm

GETS_BY_MAIL = "They get this by email, word for word"
DO_NOT_WRITE = "Do not write about your health or anything private"


def when_in_words(session: Any) -> str:
    """Return "Saturday 12 June 2027, 10am to 1pm", or what a role without dates says."""
    if session is None:
        return "No fixed date"
    times = f"{at_time(session.starts_at)} to {at_time(session.ends_at)}"
    return f"{on_weekday(session.starts_at)}, {times}"


class DateForm(Form):
    """Which of a role's dates."""

    session_id = RadiosField("Which date?", required="Select a date")

    def list_dates(self, choices: list[Choice]) -> None:
        """Set the dates to choose from; without any, the question is not asked."""
        if choices:
            self.session_id.choices = choices
        else:
            del self.session_id

    @property
    def chosen_id(self) -> int | None:
        """The id of the date chosen; None for a role without dates."""
        return int(self.session_id.data) if "session_id" in self else None


class AskForm(DateForm):
    """Which date, and a few words to the host."""

    note = LongTextField(
        "A note to the host (optional)",
        hint=f"For example, why this role, or a question. {DO_NOT_WRITE}",
        max_length=rules.LONGEST_NOTE,
        noun="Your note",
        rows=4,
    )

    knows_of_clash = CheckboxesField(
        "If you have a place at that time already",
        choices=[("yes", "I know, and I can do both or will give the other one up")],
    )

    def ask_about_clash(self, *, has_clash: bool) -> None:
        """Leave the question about two places at one time out where there are none."""
        if not has_clash:
            del self.knows_of_clash

    @property
    def is_clash_known(self) -> bool:
        """Whether they ticked that they have a place at that time."""
        return "knows_of_clash" in self and bool(self.knows_of_clash.data)


class WithdrawForm(Form):
    """A last word to the host."""

    message = LongTextField(
        "A message to the host (optional)",
        hint=f"They get this by email, and we do not keep it. {DO_NOT_WRITE}",
        max_length=rules.LONGEST_NOTE,
        noun="Your message",
        rows=4,
    )


class AcceptForm(Form):
    """What the volunteer should know before the day."""

    message = LongTextField(
        "A message to the volunteer (optional)",
        hint="For example, where to meet, what to bring, and how to reach you on the day. "
        f"{GETS_BY_MAIL}",
        max_length=rules.LONGEST_NOTE,
        noun="Your message",
        rows=4,
    )


class DeclineForm(Form):
    """Why not."""

    reason = RadiosField(
        "Why can you not say yes?",
        required="Select a reason",
        choices=list(rules.DECLINE_LABELS.items()),
    )
    message = LongTextField(
        "A message to the volunteer (optional)",
        hint=f"A kind word helps. {GETS_BY_MAIL}",
        max_length=rules.LONGEST_NOTE,
        noun="Your message",
        rows=4,
    )


class AlternativeForm(Form):
    """What else."""

    place = RadiosField("What do you suggest instead?", required="Select another date or role")
    message = LongTextField(
        "A message to the volunteer (optional)",
        hint=GETS_BY_MAIL,
        max_length=rules.LONGEST_NOTE,
        noun="Your message",
        rows=4,
    )


class CancelForm(Form):
    """Why a promise is taken back."""

    message = LongTextField(
        "Why do you have to cancel?",
        required="Enter why you have to cancel",
        hint=GETS_BY_MAIL,
        max_length=rules.LONGEST_NOTE,
        noun="Your message",
        rows=4,
    )


class AttendanceForm(Form):
    """Whether they came."""

    was_there = RadiosField(
        "Were they there?",
        required="Select whether they were there",
        choices=[("yes", "Yes, they were there"), ("no", "No, they did not come")],
    )


class ConditionsForm(Form):
    """What the host has seen by now."""

    met = CheckboxesField(
        "What have you seen or done?",
        hint="Tick what is there. Take a tick away if it was a mistake",
    )


class AskSearchForm(SearchForm):
    """Which asks are listed."""

    state = SelectField(
        "Show",
        prompt="Everything, what waits first",
        choices=list(rules.HOST_LABELS.items()),
        noun="The state",
    )
    opportunity = SelectField("Role", prompt="Every role", noun="The role")
