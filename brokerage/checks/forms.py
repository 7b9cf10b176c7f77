"""What people, hosts and administrators are asked about checks."""

from __future__ import annotations

from typing import Any, ClassVar

from brokerage.checks.rules import REQUIREMENT_LABELS, kinds, safeguarding
from brokerage.checks.rules.facts import PEOPLE_LABELS, People
from brokerage.checks.rules.levels import LEVEL_LABELS, RULE_LEVELS
from brokerage.web.fields import (
    BoundedIntegerField,
    DatePartsField,
    EmailField,
    HiddenField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form

YES = "yes"
NO = "no"
GROUPS = [(group, PEOPLE_LABELS[group]) for group in (People.CHILDREN, People.ADULTS)]


class CheckForm(Form):
    """A check that the host has seen."""

    heading: ClassVar[str] = "Record a check you have seen"
    kind = RadiosField(
        "What have you seen?",
        required="Select what you have seen",
        choices=list(kinds.KIND_LABELS.items()),
    )
    level = SelectField(
        "Level of the DBS check (for a DBS check only)",
        choices=[(level, LEVEL_LABELS[level]) for level in kinds.DbsLevel],
    )
    workforce = SelectField(
        "Workforce it was made out for (for a DBS check only)",
        choices=list(kinds.WORKFORCE_LABELS.items()),
    )
    issued_on = DatePartsField(
        "When was it issued or done?",
        required="Enter when it was issued or done",
        hint="For example, 27 3 2026",
        noun="The day it was issued or done",
        low_year=2002,
    )
    seen_on = DatePartsField(
        "When did you see it?",
        required="Enter when you saw it",
        noun="The day you saw it",
        low_year=2002,
    )
    renew_on = DatePartsField(
        "When is it to be renewed? (optional)",
        hint="By your own policy: a certificate has no end date in law. For the safeguarding "
        "briefing, leave it empty for two years",
        noun="The day it is to be renewed",
        low_year=2002,
    )

    @property
    def answers(self) -> kinds.CheckAnswers:
        """What was seen."""
        return kinds.CheckAnswers(
            kind=self.kind.data,
            level=self.level.data or None,
            workforce=self.workforce.data or None,
            issued_on=self.issued_on.data,
            seen_on=self.seen_on.data,
            renew_on=self.renew_on.data,
        )


class ToldDayForm(Form):
    """A day someone gives elsewhere."""

    heading: ClassVar[str] = "Add a day you give elsewhere"
    day = DatePartsField(
        "Which day?",
        required="Enter the day",
        hint="In the last 6 months, or a day you plan. For example, 27 3 2026",
        noun="The day",
        low_year=2025,
    )
    people = RadiosField("Who are you with?", required="Select who you are with", choices=GROUPS)


class ReviewForm(Form):
    """A yearly review."""

    heading: ClassVar[str] = "Record a yearly review"
    review = RadiosField(
        "What did you do?",
        required="Select what you did",
        choices=list(safeguarding.REVIEW_LABELS.items()),
    )
    done_on = DatePartsField(
        "When?", required="Enter when you did it", noun="The day", low_year=2015
    )


class ContactForm(Form):
    """Who to tell of a worry."""

    heading: ClassVar[str] = "Who do volunteers tell if they are worried about someone?"
    post = TextField(
        "The post, not a person’s name",
        required="Enter the post",
        hint="For example, “Safeguarding lead”. Never the manager who agrees time off",
        noun="The post",
        max_length=safeguarding.LONGEST_POST,
    )
    phone = TextField(
        "Phone number", max_length=safeguarding.LONGEST_PHONE, autocomplete="off", width=20
    )
    email = EmailField("Email address", autocomplete="off")


class DatedForm(Form):
    """What every rule has."""

    words = LongTextField(
        "The rule in plain words", required="Enter the rule in plain words", max_length=800
    )
    source = TextField("Source", required="Enter the source", max_length=300)
    from_on = DatePartsField(
        "First day", required="Enter the first day", noun="The first day", low_year=1990
    )
    to_on = DatePartsField(
        "Last day (leave empty while it holds)", noun="The last day", low_year=1990
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        names = [name for name in self._fields if name != self.meta.csrf_field_name]
        return {name: self._fields[name].data for name in names}


class RuleForm(DatedForm):
    """A rule on a role's facts."""

    level = RadiosField(
        "What it answers",
        required="Select what it answers",
        choices=[(level, LEVEL_LABELS[level]) for level in RULE_LEVELS],
    )


class RuleVersionForm(RuleForm):
    """What follows a rule; it is saved once what it changes has been looked at."""

    seen = HiddenField()

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        return {name: value for name, value in super().answers.items() if name != "seen"}


class LimitForm(DatedForm):
    """A figure the rules stand on."""

    words = TextField("What it is", required="Enter what it is", max_length=200)
    number = BoundedIntegerField("Figure", required="Enter the figure", low=1, high=366)


class AuthorityNeedForm(Form):
    """What a council asks of its own volunteers."""

    heading: ClassVar[str] = "Add what a council asks for"
    authority_code = SelectField("Which council?", required="Select the council")
    requirement = SelectField(
        "What does it ask for?",
        required="Select what it asks for",
        choices=[
            (each.value, REQUIREMENT_LABELS[each.value])
            for each in kinds.Kind
            if each != kinds.Kind.DBS
        ],
    )
    people = RadiosField(
        "For roles with who?",
        required="Select for roles with who",
        choices=[("any", "Every role"), *GROUPS],
    )
    is_direct_work = RadiosField(
        "Only for work with these people, not beside them?",
        required="Select yes or no",
        choices=[(YES, "Yes"), (NO, "No")],
        is_inline=True,
    )
    months = BoundedIntegerField(
        "To be done again after how many months? (optional)",
        noun="The number of months",
        low=1,
        high=120,
    )
    from_on = DatePartsField(
        "First day", required="Enter the first day", noun="The first day", low_year=1990
    )
    source = TextField("Source", required="Enter the source", max_length=300)

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        return {
            "authority_code": self.authority_code.data,
            "requirement": self.requirement.data,
            "people": self.people.data,
            "is_direct_work": self.is_direct_work.data == YES,
            "months": self.months.data,
            "from_on": self.from_on.data,
            "source": self.source.data,
        }
