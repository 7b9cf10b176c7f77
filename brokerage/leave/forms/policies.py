"""What an employer is asked about the leave it gives, its teams and its staff."""

from __future__ import annotations

from decimal import Decimal

from brokerage.leave.rules import policies as rules
from brokerage.web.fields import (
    BoundedDecimalField,
    BoundedIntegerField,
    CheckboxesField,
    DatePartsField,
    EmailField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form

MONTHS = (
    *(("1", "January"), ("2", "February"), ("3", "March"), ("4", "April")),
    *(("5", "May"), ("6", "June"), ("7", "July"), ("8", "August")),
    *(("9", "September"), ("10", "October"), ("11", "November"), ("12", "December")),
)
TERMS = (
    (
        "is_pro_rata",
        "People who work part time get a share of it",
        "Rounded up: to half a day, to a day without half days, to 15 minutes for hours",
    ),
    ("takes_half_days", "Half days can be taken", "Only for leave in days"),
    ("needs_approval", "A manager has to agree each time"),
    ("counts_outside", "It can be used outside our own area"),
    ("counts_remote", "It can be used for volunteering from home or online"),
)


class PolicyForm(Form):
    """One version of an employer's terms."""

    from_on = DatePartsField(
        "From which day on?",
        required="Enter the day from which these rules hold",
        hint="What was booked under older rules stays as it was. For example, 1 4 2027",
        noun="The day",
        low_year=2020,
        high_year=2060,
    )
    amount = BoundedDecimalField(
        "How much leave does a full-time person get in a year?",
        required="Enter how much leave a full-time person gets",
        hint="A number of days or hours, like 3 or 22.5",
        noun="The amount",
        high=Decimal(400),
        width=5,
    )
    unit = RadiosField(
        "Is that days or hours?",
        required="Select days or hours",
        choices=(("days", "Days"), ("hours", "Hours")),
        is_inline=True,
    )
    hours_a_day = BoundedDecimalField(
        "How many hours is a full working day?",
        required="Enter how many hours a full working day is",
        hint="For example, 7.4 for 7 hours and 24 minutes",
        noun="A full working day",
        low=Decimal(1),
        high=Decimal(12),
        width=5,
    )
    year_day = BoundedIntegerField(
        "On which day of the month does your leave year start?",
        required="Enter the day of the month",
        hint="For example, 1",
        noun="The day of the month",
        low=1,
        high=rules.LAST_START_DAY,
        width=2,
    )
    year_month = SelectField(
        "In which month does your leave year start?", required="Select a month", choices=MONTHS
    )
    terms = CheckboxesField("Which of these are so?", choices=TERMS)
    notice_working_days = BoundedIntegerField(
        "How many working days of notice do you need?",
        required="Enter how many working days of notice you need",
        hint="Enter 0 for none",
        noun="The notice",
        high=rules.MOST_NOTICE,
        width=2,
    )
    late_working_days = BoundedIntegerField(
        "Calling off is late when it comes how many working days before?",
        required="Enter how many working days before is late",
        hint="Enter 0 if it is never late",
        noun="The number of working days",
        high=rules.MOST_NOTICE,
        width=2,
    )
    late_cancellation = RadiosField(
        "Someone calls off late. What happens to the leave?",
        required="Select what happens when someone calls off late",
        choices=tuple(rules.OUTCOME_LABELS.items()),
    )
    no_show = RadiosField(
        "Someone does not turn up. What happens to the leave?",
        required="Select what happens when someone does not turn up",
        choices=tuple(rules.OUTCOME_LABELS.items()),
    )

    def as_policy(self) -> rules.Policy:
        """Return the terms as the rules take them; call it once the form is valid."""
        minutes_a_day = round(self.hours_a_day.data * 60)
        is_in_days = self.unit.data == "days"
        allowance = self.amount.data * (minutes_a_day if is_in_days else 60)
        return rules.Policy(
            from_on=self.from_on.data,
            allowance_minutes=round(allowance),
            minutes_a_day=minutes_a_day,
            is_in_days=is_in_days,
            year_month=int(self.year_month.data),
            year_day=self.year_day.data,
            notice_working_days=self.notice_working_days.data,
            late_working_days=self.late_working_days.data,
            late_cancellation=self.late_cancellation.data,
            no_show=self.no_show.data,
            **{name: name in self.terms.data for name, *_ in TERMS},
        )


def answers_of(policy: rules.Policy | None) -> dict[str, object]:
    """Return what a new form begins with: the terms of today, or what is usual."""
    if policy is None:
        usual = ["is_pro_rata", "takes_half_days", "needs_approval", "counts_outside"]
        return {"unit": "days", "year_day": 1, "year_month": "4", "terms": usual}
    unit_minutes = policy.minutes_a_day if policy.is_in_days else 60
    return {
        "amount": _decimal(policy.allowance_minutes, unit_minutes),
        "unit": "days" if policy.is_in_days else "hours",
        "hours_a_day": _decimal(policy.minutes_a_day, 60),
        "year_day": policy.year_day,
        "year_month": str(policy.year_month),
        "terms": [name for name, *_ in TERMS if getattr(policy, name)],
        "notice_working_days": policy.notice_working_days,
        "late_working_days": policy.late_working_days,
        "late_cancellation": policy.late_cancellation,
        "no_show": policy.no_show,
    }


def _decimal(minutes: int, unit_minutes: int) -> Decimal:
    return round(Decimal(minutes) / unit_minutes, 2).normalize() + 0


class TeamForm(Form):
    """A team, and who decides about the leave of its people."""

    name = TextField(
        "What is the team called?",
        required="Enter what the team is called",
        noun="The name",
        max_length=rules.LONGEST_TEAM,
    )
    manager_email = EmailField(
        "Who decides about their leave? (optional)",
        hint="A work address of yours. They get a link by email and need no account",
        noun="The address",
    )


class ArrangementForm(Form):
    """What the employer says of one person's leave."""

    team_id = SelectField("Which team are they in? (optional)", prompt="No team")
    full_time_percent = BoundedIntegerField(
        "How much do they work?",
        required="Enter how much they work",
        hint="In per cent of full time: 100 for full time, 50 for half",
        noun="The share of full time",
        low=1,
        high=100,
        suffix="%",
        width=3,
    )
    manager_email = EmailField(
        "Who decides about their leave, if not the team’s manager? (optional)",
        hint="A work address of yours. They get a link by email and need no account",
        noun="The address",
    )
