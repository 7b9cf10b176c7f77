"""What a host is asked so that the rules can say which DBS check a role means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from brokerage.checks.rules.facts import (
    ACTIVITY_LABELS,
    PEOPLE_LABELS,
    SETTING_LABELS,
    Activity,
    People,
    RoleFacts,
)
from brokerage.checks.rules.levels import LEVEL_LABELS, Level
from brokerage.web.fields import (
    BoundedIntegerField,
    CheckboxesField,
    Choice,
    RadiosField,
    SelectField,
)
from brokerage.web.forms import Form

YES, NO, NOT_SURE = "yes", "no", "not-sure"
YES_NO = [(YES, "Yes"), (NO, "No"), (NOT_SURE, "I am not sure")]
_FLAGS: Mapping[str | None, bool | None] = {YES: True, NO: False, NOT_SURE: None, None: None}
_WORDS: Mapping[bool | None, str] = {True: YES, False: NO, None: NOT_SURE}
FLAG_FIELDS = ("is_weekly", "is_overnight", "is_supervised", "is_trusted", "may_be_paid")
SAID_BY_LEADS = [level for level in Level if level != Level.CANNOT_TELL]
WITH_THEM = "Only if they are with children, or with adults who get care"


class RoleFactsForm(Form):
    """Who a volunteer is with, doing what, where, how often."""

    heading: ClassVar[str] = "Who is a volunteer with?"
    people = CheckboxesField(
        "Who are they with, as part of the role?",
        required="Select who they are with",
        hint="Not who happens to pass by. Select all that are true",
        choices=[
            Choice(People.CHILDREN, PEOPLE_LABELS[People.CHILDREN]),
            Choice(People.ADULTS, PEOPLE_LABELS[People.ADULTS]),
            Choice(People.NEITHER, "Neither of these", is_exclusive=True),
            Choice(NOT_SURE, "I am not sure", is_exclusive=True),
        ],
    )
    activities = CheckboxesField(
        "What do they do with or for them?",
        hint=f"{WITH_THEM}. Select all that are true",
        choices=[
            (each, ACTIVITY_LABELS[each])
            for each in Activity
            if each not in (Activity.TRUST, Activity.NO_TRUST)
        ],
    )
    setting = RadiosField(
        "Where is it?",
        required="Select where it is",
        choices=list(SETTING_LABELS.items()),
    )
    is_weekly = RadiosField(
        "Does one volunteer do it once a week or more?",
        required="Select whether it is once a week or more",
        choices=YES_NO,
    )
    days_in_30 = BoundedIntegerField(
        "On how many days in any 30, at most, does one volunteer do it?",
        required="Enter the number of days in any 30",
        hint="One single day is 1. Twice a week is 9",
        noun="The number of days",
        low=1,
        high=30,
    )
    is_overnight = RadiosField(
        "Could they be with them between 2am and 6am?",
        required="Select whether they could be with them at night",
        choices=YES_NO,
    )
    is_supervised = RadiosField(
        "Does someone who is checked for this work supervise them, day to day?",
        required="Select whether someone supervises them",
        hint="Someone who does this work themselves, is there, and can step in",
        choices=YES_NO,
    )
    is_trusted = RadiosField(
        "Do they handle money, keys or private details, or go into people’s homes?",
        required="Select whether they handle money, keys or private details",
        choices=YES_NO,
    )
    may_be_paid = RadiosField(
        "Might an employer pay someone for the time, as volunteering leave?",
        required="Select whether someone might be paid for the time",
        hint="It can decide whether a check is free. It does not change which check it is",
        choices=YES_NO,
    )
    lead_level = SelectField(
        "What did your DBS lead tell you? (optional)",
        hint="Leave it empty if you have not asked. It counts only where no rule covers the role",
        choices=[(level, LEVEL_LABELS[level]) for level in SAID_BY_LEADS],
        prompt="We have not asked",
    )

    @property
    def facts(self) -> RoleFacts:
        """What the rules look at."""
        people = frozenset(self.people.data) - {NOT_SURE}
        is_with = not people.isdisjoint({People.CHILDREN, People.ADULTS})
        return RoleFacts(
            people=people,
            activities=frozenset(self.activities.data) if is_with else frozenset(),
            setting=self.setting.data,
            days_in_30=self.days_in_30.data,
            lead_level=self.lead_level.data or None,
            **{name: _FLAGS[self._fields[name].data] for name in FLAG_FIELDS},
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Want to know what is done with them, where there is somebody."""
        is_fine: bool = super().validate(extra_validators)
        is_with = not {People.CHILDREN, People.ADULTS}.isdisjoint(self.people.data)
        if is_with and not self.activities.typed:
            self.activities.errors = ["Select what they do with or for them"]
            return False
        return is_fine


def form_values(stored: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what the form starts from; nothing is chosen where nothing was answered."""
    if stored is None:
        return {}
    flags = {name: _WORDS[stored[name]] for name in FLAG_FIELDS}
    return {**stored, **flags, "people": stored["people"] or [NOT_SURE]}
