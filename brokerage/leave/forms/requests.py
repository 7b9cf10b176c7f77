"""What is asked about a day of leave: its plan, the manager's answer, the host's answer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from brokerage.leave.rules import LONGEST_REASON
from brokerage.leave.rules import own_days as rules
from brokerage.leave.rules.wallet import LONDON
from brokerage.web.fields import (
    BoundedDecimalField,
    CheckboxesField,
    DatePartsField,
    EmailField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form

FIRST_HALF_HOUR = 12
LAST_HALF_HOUR = 44
STARTS = tuple(
    (f"{half // 2:02}:{half % 2 * 30:02}", f"{half // 2}:{half % 2 * 30:02}")
    for half in range(FIRST_HALF_HOUR, LAST_HALF_HOUR + 1)
)
LONGEST_HOURS = Decimal(14)


class DecisionForm(Form):
    """The manager's yes or no."""

    answer = RadiosField(
        "Do you agree?",
        required="Select yes or no",
        choices=(("yes", "Yes, they can take this leave"), ("no", "No")),
    )
    reason = LongTextField(
        "If no, why?",
        hint="They get this by email",
        noun="The reason",
        max_length=LONGEST_REASON,
        rows=3,
    )

    def has_reason(self) -> bool:
        """Say whether a no comes with a reason, and ask for one if not."""
        if self.answer.data == "no" and not self.reason.data:
            self.reason.errors = ["Enter the reason"]
            return False
        return True


class OwnDayForm(Form):
    """A day that someone found themselves."""

    employment_id = RadiosField("Whose leave is it?", required="Select your employer")
    host_name = TextField(
        "Who do you volunteer for?",
        required="Enter who you volunteer for",
        hint="A charity, a school, a club: it need not be on this site",
        noun="The name",
        max_length=rules.LONGEST_HOST_NAME,
    )
    what = TextField(
        "What will you do?",
        required="Enter what you will do",
        noun="What you will do",
        max_length=rules.LONGEST_WHAT,
    )
    where = RadiosField(
        "Where is it?",
        required="Select where it is",
        choices=(
            ("inside", "In my employer’s area"),
            ("outside", "Somewhere else"),
            ("remote", "From home or online"),
        ),
    )
    place = TextField(
        "Town or village (optional)", noun="The place", max_length=rules.LONGEST_PLACE
    )
    day_on = DatePartsField(
        "Which day is it?",
        required="Enter the day",
        hint="For example, 27 3 2027",
        noun="The day",
        low_year=2020,
        high_year=2060,
    )
    starts_time = SelectField(
        "When do you start?", required="Select when you start", choices=STARTS
    )
    hours = BoundedDecimalField(
        "How many hours will you volunteer?",
        required="Enter how many hours you will volunteer",
        hint="For example, 3.5",
        noun="The hours",
        low=Decimal("0.25"),
        high=LONGEST_HOURS,
        width=5,
    )
    contact_email = EmailField(
        "Email address of someone there",
        required="Enter the address of someone at the host",
        hint="After the day we ask them to confirm your hours. They need no account",
        noun="The address",
    )
    shares_host = CheckboxesField(
        "May your manager see who you volunteer for? (optional)",
        choices=(("yes", "Yes, show the name to my manager"),),
    )

    def times(self) -> tuple[datetime, datetime]:
        """Return when it starts and ends; call it once the form is valid."""
        day: date = self.day_on.data
        starts_at = datetime.combine(day, time.fromisoformat(self.starts_time.data), tzinfo=LONDON)
        length = timedelta(minutes=round(self.hours.data * 60))
        return starts_at, (starts_at.astimezone() + length).astimezone(LONDON)


class ContactForm(Form):
    """Who at the host is asked."""

    contact_email = EmailField(
        "Email address of someone there",
        required="Enter the address of someone at the host",
        hint="They get a new link. Older links stop working",
        noun="The address",
    )


class HoursForm(Form):
    """What the host's contact says of the day."""

    answer = RadiosField(
        "Were they there?",
        required="Select yes or no",
        choices=(("yes", "Yes, they volunteered with us"), ("no", "No, they were not there")),
    )
    hours = BoundedDecimalField(
        "If yes, how many hours did they give?",
        hint="For example, 3.5",
        noun="The hours",
        low=Decimal("0.25"),
        high=LONGEST_HOURS,
        width=5,
    )

    def has_hours(self) -> bool:
        """Say whether a yes comes with hours, and ask for them if not."""
        if self.answer.data == "yes" and self.hours.data is None:
            self.hours.errors = ["Enter how many hours they gave"]
            return False
        return True

    def minutes(self) -> int:
        """Return the hours given, in minutes."""
        return round(self.hours.data * 60)
