"""What a new version of a rule would change: shown before it is saved. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from brokerage.checks.rules.facts import Activity, People, RoleFacts, Setting
from brokerage.checks.rules.levels import LEVEL_LABELS, Limits, Rule, decide
from brokerage.errors import DomainError

ONE_DAY = timedelta(days=1)
NOT_PAST = (
    "Enter a day after today: what the rules said until now stays as it is, for older sessions"
)
NOT_BEFORE = "Enter a day after the first day of the rule before it"
HAS_ENDED = "The rule before it ends sooner. Enter a day on which it still holds"
IN_FORCE = "This rule has begun, and sessions go by it. Add what follows it instead"


def _role(people: str, activity: str, setting: str, **facts: Any) -> RoleFacts:
    often = {"is_weekly": False, "days_in_30": 1, "is_overnight": False, "is_supervised": True}
    known = {**often, "is_trusted": False, "may_be_paid": False, **facts}
    return RoleFacts(
        people=frozenset([people]), activities=frozenset([activity]), setting=setting, **known
    )


EXAMPLES: Mapping[str, RoleFacts] = {
    "Reading with children at a school every week, supervised": _role(
        People.CHILDREN, Activity.TEACH, Setting.SCHOOL, is_weekly=True, days_in_30=5
    ),
    "Reading with children at a school every week, not supervised": _role(
        People.CHILDREN,
        Activity.TEACH,
        Setting.SCHOOL,
        is_weekly=True,
        days_in_30=5,
        is_supervised=False,
    ),
    "One day with children at a school, supervised": _role(
        People.CHILDREN, Activity.TEACH, Setting.SCHOOL
    ),
    "A children’s club in a community hall every week": _role(
        People.CHILDREN, Activity.CARE, Setting.COMMUNITY, is_weekly=True, days_in_30=5
    ),
    "Help to wash and dress in a care home": _role(
        People.ADULTS, Activity.PERSONAL_CARE, Setting.CARE_HOME
    ),
    "Shopping for an adult who gets care, at home": _role(
        People.ADULTS, Activity.MONEY, Setting.HOME
    ),
    "Driving adults to a hospital": _role(People.ADULTS, Activity.CONVEY, Setting.HEALTH),
    "A morning of planting trees": _role(People.NEITHER, Activity.NO_TRUST, Setting.COMMUNITY),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one example role is told on the first day, without and with the change."""

    role: str
    before: str
    after: str

    @property
    def is_change(self) -> bool:
        """Whether the two differ."""
        return self.before != self.after


def check_follows(
    before_from: date, before_to: date | None, from_on: date, to_on: date | None, today: date
) -> None:
    """Refuse dates that would change what the rules said of a day that has gone."""
    if from_on <= today:
        raise DomainError(NOT_PAST, "from_on")
    if from_on <= before_from:
        raise DomainError(NOT_BEFORE, "from_on")
    if before_to is not None and before_to < from_on - ONE_DAY:
        raise DomainError(HAS_ENDED, "from_on")
    if to_on is not None and to_on < from_on:
        raise DomainError("The last day must not be before the first", "to_on")


def check_correction(before: Mapping[str, Any], after: Mapping[str, Any], today: date) -> None:
    """Refuse to change what a rule answers, or since when, once it has begun."""
    if before["from_on"] > today:
        return
    for name in ("level", "from_on"):
        if name in before and before[name] != after[name]:
            raise DomainError(IN_FORCE, name)
    ends, ended = after["to_on"], before["to_on"]
    if ends != ended and any(day is not None and day < today for day in (ends, ended)):
        raise DomainError("Enter today or a later day: older sessions go by it", "to_on")


def list_changes(
    rules: Sequence[Rule], then: Sequence[Rule], limits: Limits | None, on_day: date
) -> list[Change]:
    """Return what each example role is told on a day by the rules as they are, and then."""
    return [
        Change(
            role=role,
            before=LEVEL_LABELS[decide(facts, rules, limits, on_day).level],
            after=LEVEL_LABELS[decide(facts, then, limits, on_day).level],
        )
        for role, facts in EXAMPLES.items()
    ]


def digest_of(answers: Mapping[str, Any]) -> str:
    """Return a mark of what was shown, so that what is saved is what was looked at."""
    plain = json.dumps(answers, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:32]
