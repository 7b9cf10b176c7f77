"""Asking for a team's places, naming people, and what a host answers."""

from __future__ import annotations

from brokerage.scheduling.rules.teams import FEWEST, MOST_SEATS
from brokerage.scheduling.rules.waiting import LONGEST_NOTE
from brokerage.volunteering.forms.bookings import GETS_BY_MAIL
from brokerage.web.fields import (
    BoundedIntegerField,
    Choice,
    DatePartsField,
    LongTextField,
    RadiosField,
    SelectField,
)
from brokerage.web.forms import Form


class AskTeamForm(Form):
    """For whom, which date, how many, and when the names come."""

    organisation_id = RadiosField(
        "Which employer is the team from?", required="Select the employer"
    )
    session_id = RadiosField("Which date?", required="Select a date")
    seats = BoundedIntegerField(
        "How many people are in the team?",
        required="Enter how many people are in the team",
        hint="You get all these places or none. You need no names yet",
        noun="How many people",
        low=FEWEST,
        high=MOST_SEATS,
    )
    name_by = DatePartsField(
        "By which day do you give the names?",
        required="Enter the day for names",
        hint="Before the date itself. Places without a name go back after this day",
        noun="The day for names",
        low_year=2020,
        high_year=2060,
    )
    note = LongTextField(
        "A note to the host (optional)",
        hint="For example, what your team would like to do, or what it needs",
        max_length=LONGEST_NOTE,
        noun="Your note",
        rows=4,
    )

    def list_choices(self, employers: list[Choice], dates: list[Choice]) -> None:
        """Set whom one can ask for, and the dates with places."""
        self.organisation_id.choices = employers
        self.session_id.choices = dates


class NameForm(Form):
    """Who comes."""

    user_id = SelectField(
        "Who comes?",
        required="Select a person",
        prompt="Choose a person",
        hint="People who work for you and have shown it",
        noun="The person",
    )


class TeamMessageForm(Form):
    """A few words to the other side."""

    message = LongTextField(
        "A message (optional)",
        hint=GETS_BY_MAIL,
        max_length=LONGEST_NOTE,
        noun="Your message",
        rows=4,
    )


class TeamReasonForm(Form):
    """Why not."""

    message = LongTextField(
        "What is the reason?",
        required="Enter the reason",
        hint=GETS_BY_MAIL,
        max_length=LONGEST_NOTE,
        noun="Your message",
        rows=4,
    )
