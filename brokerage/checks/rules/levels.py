"""Which DBS check the law allows for a role, from the role's facts and dated rules. Pure.

Rules are data: an administrator sees and changes them, and each carries its source and its
dates. The engine only compares. For each group of people and each thing done with them it
looks for the rules in force on the day; what no rule covers is answered “we cannot tell”,
never “none”. Asking for a standard or enhanced check on a role that is not eligible is an
offence, so the answer is also the most that may be asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from brokerage.checks.rules import DBS_REQUIREMENTS, Requirement
from brokerage.checks.rules.facts import (
    ACTIVITY_LABELS,
    SETTING_LABELS,
    Activity,
    People,
    RoleFacts,
)
from brokerage.errors import DomainError


class Level(StrEnum):
    """What a role's facts come to."""

    NONE = "none"
    BASIC = "basic"
    STANDARD = "standard"
    ENHANCED = "enhanced"
    ENHANCED_CHILDREN = "enhanced-children"
    ENHANCED_ADULTS = "enhanced-adults"
    ENHANCED_BOTH = "enhanced-both"
    CANNOT_TELL = "cannot-tell"


LEVEL_LABELS: Mapping[str, str] = {
    Level.NONE: "No standard or enhanced DBS check",
    Level.BASIC: "Basic DBS check",
    Level.STANDARD: "Standard DBS check",
    Level.ENHANCED: "Enhanced DBS check",
    Level.ENHANCED_CHILDREN: "Enhanced DBS check with the children’s barred list",
    Level.ENHANCED_ADULTS: "Enhanced DBS check with the adults’ barred list",
    Level.ENHANCED_BOTH: "Enhanced DBS check with both barred lists",
    Level.CANNOT_TELL: "We cannot tell: ask your DBS lead",
}
RULE_LEVELS: tuple[Level, ...] = (
    Level.NONE,
    Level.BASIC,
    Level.STANDARD,
    Level.ENHANCED,
    Level.ENHANCED_CHILDREN,
    Level.ENHANCED_ADULTS,
)
"""What one rule may answer, weakest first: both lists come of two rules."""
_PARTS: Mapping[Level, frozenset[str]] = {
    Level.NONE: frozenset(),
    Level.BASIC: frozenset({"basic"}),
    Level.STANDARD: frozenset({"basic", "standard"}),
    Level.ENHANCED: frozenset({"basic", "standard", "enhanced"}),
    Level.ENHANCED_CHILDREN: frozenset({"basic", "standard", "enhanced", "children"}),
    Level.ENHANCED_ADULTS: frozenset({"basic", "standard", "enhanced", "adults"}),
    Level.ENHANCED_BOTH: frozenset({"basic", "standard", "enhanced", "children", "adults"}),
}
"""What each check looks at: one covers another where it looks at all that the other does."""


_TOPS: Mapping[str, Level] = {
    People.CHILDREN: Level.ENHANCED_CHILDREN,
    People.ADULTS: Level.ENHANCED_ADULTS,
}
"""The most there is for a group: nothing that is left open could raise it."""


class Period(StrEnum):
    """Whether a rule asks how often it is done."""

    ANY = "any"
    MET = "met"
    NOT_MET = "not-met"


class Supervision(StrEnum):
    """Whether a rule asks if the volunteer is supervised."""

    ANY = "any"
    SUPERVISED = "supervised"
    UNSUPERVISED = "unsupervised"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule as it is kept: what it asks, what it answers, since when, from where."""

    code: str
    people: str
    activities: frozenset[str]
    settings: frozenset[str]
    """Empty: anywhere."""
    period: str
    supervision: str
    level: str
    words: str
    source: str
    from_on: date
    to_on: date | None

    def is_in_force(self, on_day: date) -> bool:
        """Whether it holds on that day; its last day counts."""
        return self.from_on <= on_day and (self.to_on is None or on_day <= self.to_on)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The figures the rules stand on, in force on one day."""

    most_days: int
    """On more days than this in any window, a thing is done often."""
    window_days: int
    minimum_age: int
    """Nobody younger can have a DBS check."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A level, the rules that gave it, and what was left open."""

    level: Level
    on_day: date
    rules: tuple[Rule, ...] = ()
    open_questions: tuple[str, ...] = ()
    """Why we cannot tell, a sentence each."""
    limits: Limits | None = field(default=None, repr=False)
    is_from_lead: bool = False
    """No rule covers the role: the host’s DBS lead said it."""

    @property
    def requirement(self) -> str | None:
        """The requirement this level is, or None for none."""
        return REQUIREMENT_OF[self.level]


REQUIREMENT_OF: Mapping[Level, str | None] = {
    Level.NONE: None,
    Level.BASIC: Requirement.DBS_BASIC,
    Level.STANDARD: Requirement.DBS_STANDARD,
    Level.ENHANCED: Requirement.DBS_ENHANCED,
    Level.ENHANCED_CHILDREN: Requirement.DBS_ENHANCED_CHILDREN,
    Level.ENHANCED_ADULTS: Requirement.DBS_ENHANCED_ADULTS,
    Level.ENHANCED_BOTH: Requirement.DBS_ENHANCED_BOTH,
    Level.CANNOT_TELL: Requirement.DBS_UNKNOWN,
}
LEVEL_OF: Mapping[str, Level] = {
    str(requirement): level for level, requirement in REQUIREMENT_OF.items() if requirement
}
NO_RULES = "No rule of this site is in force on that day."
NOT_SURE_WHO = "You are not sure who a volunteer is with."


def decide(
    facts: RoleFacts,
    rules: Iterable[Rule],
    limits: Limits | None,
    on_day: date,
    *,
    often_with: Collection[str] = (),
) -> Answer:
    """Return which check the law allows for a role on a day, and why.

    `often_with` names groups a person is with often whatever this one role says: their days
    with others are counted, too. Without limits or rules in force nobody can tell.
    """
    answer = _decide_by_rules(facts, rules, limits, on_day, often_with)
    if answer.level == Level.CANNOT_TELL and facts.lead_level is not None:
        return replace(answer, level=Level(facts.lead_level), is_from_lead=True)
    return answer


def _decide_by_rules(
    facts: RoleFacts,
    rules: Iterable[Rule],
    limits: Limits | None,
    on_day: date,
    often_with: Collection[str],
) -> Answer:
    in_force = [rule for rule in rules if rule.is_in_force(on_day)]
    if limits is None or not in_force:
        return Answer(level=Level.CANNOT_TELL, on_day=on_day, open_questions=(NO_RULES,))
    if not facts.people or (People.NEITHER in facts.people and len(facts.people) > 1):
        return Answer(level=Level.CANNOT_TELL, on_day=on_day, open_questions=(NOT_SURE_WHO,))
    groups = [
        _decide_group(facts, group, in_force, _is_often(facts, limits, group in often_with))
        for group in sorted(facts.people)
    ]
    used = {rule.code: rule for found in groups for rule in found.rules}
    left_open = tuple(each for found in groups for each in found.open_questions)
    level = Level.CANNOT_TELL if left_open else combine(found.level for found in groups)
    return Answer(
        level=level,
        on_day=on_day,
        rules=tuple(used[code] for code in sorted(used)),
        open_questions=left_open,
        limits=limits,
    )


def combine(levels: Iterable[Level]) -> Level:
    """Return the one check that looks at all that these look at."""
    parts = frozenset[str]().union(*(_PARTS[level] for level in levels))
    return next(level for level, covered in _PARTS.items() if covered >= parts)


def covers(held: str, needed: str) -> bool:
    """Say whether a check of one level looks at all that another needs."""
    if Level.CANNOT_TELL in (held, needed):
        return False
    return _PARTS[Level(held)] >= _PARTS[Level(needed)]


def check_lawful(asked: Collection[str], answer: Answer, *, field_name: str) -> None:
    """Refuse what the law does not let a host ask for (DomainError on the field).

    A basic check may be asked of anyone. Where we cannot tell, that is all there is: asking for
    more to be safe is an offence.
    """
    most = Level.NONE if answer.level == Level.CANNOT_TELL else answer.level
    lawful = combine([most, Level.BASIC])
    for requirement in sorted(DBS_REQUIREMENTS.intersection(asked)):
        level = LEVEL_OF[requirement]
        if level == answer.level or covers(lawful, level):
            continue
        if answer.level == Level.CANNOT_TELL:
            raise DomainError(
                "We cannot tell which check the law allows here. Ask your DBS lead, and do not "
                "ask volunteers for one until you know",
                field_name,
            )
        raise DomainError(
            f"The law does not allow more than this for the role: "
            f"{_in_a_sentence(lawful)}. Asking for more is an offence",
            field_name,
        )


def check_lead(facts: RoleFacts, answer: Answer) -> None:
    """Refuse a DBS lead’s word for more than a rule allows (DomainError on `lead_level`)."""
    if facts.lead_level is None or answer.is_from_lead:
        return
    requirement = REQUIREMENT_OF[Level(facts.lead_level)]
    if requirement is not None:
        check_lawful([requirement], answer, field_name="lead_level")


def requirements_with(answer: Answer, others: Collection[str]) -> list[str]:
    """Return a role's requirements: the rule's check, and what else the host asks for.

    The host's own basic check goes where the rule's looks at more.
    """
    wanted = {each for each in others if each not in DBS_REQUIREMENTS}
    if answer.requirement is not None:
        wanted.add(answer.requirement)
    elif Requirement.DBS_BASIC in others:
        wanted.add(Requirement.DBS_BASIC)
    return [each for each in Requirement if each in wanted]


def check_age(level: str, age: int, limits: Limits) -> None:
    """Refuse a role with a DBS check to someone too young to have one (DomainError)."""
    if level != Level.NONE and age < limits.minimum_age:
        raise DomainError(
            f"Nobody under {limits.minimum_age} can have a DBS check, so this role is not open "
            "to them."
        )


@dataclass(frozen=True)
class _Group:
    level: Level
    rules: tuple[Rule, ...]
    open_questions: tuple[str, ...]


def _decide_group(
    facts: RoleFacts, group: str, in_force: Collection[Rule], is_often: bool | None
) -> _Group:
    """Return the strongest level of all that is done with a group."""
    found: list[Rule] = []
    left_open: list[str] = []
    for activity in sorted(_activities_of(facts, group)):
        fitting = [rule for rule in in_force if _fits(rule, facts, group, activity, is_often)]
        if fitting:
            found += fitting
        else:
            left_open.append(_what_is_open(facts, group, activity, is_often))
    level = combine(Level(rule.level) for rule in found)
    if level == _TOPS.get(group):
        left_open = []
    elif not found and not left_open:
        left_open = [f"You have not said what a volunteer does with {_WITH[group]}."]
    kept = {rule.code: rule for rule in found if rule.level == level} or {
        rule.code: rule for rule in found
    }
    return _Group(level, tuple(kept.values()), tuple(left_open))


def _activities_of(facts: RoleFacts, group: str) -> frozenset[str]:
    if group != People.NEITHER:
        return facts.activities
    if facts.is_trusted is None:
        return frozenset({Activity.OTHER})
    return frozenset({Activity.TRUST if facts.is_trusted else Activity.NO_TRUST})


def _fits(rule: Rule, facts: RoleFacts, group: str, activity: str, is_often: bool | None) -> bool:
    period = {Period.MET: True, Period.NOT_MET: False}
    supervision = {Supervision.SUPERVISED: True, Supervision.UNSUPERVISED: False}
    return (
        rule.people == group
        and activity in rule.activities
        and (not rule.settings or facts.setting in rule.settings)
        and (rule.period == Period.ANY or period[Period(rule.period)] is is_often)
        and (
            rule.supervision == Supervision.ANY
            or supervision[Supervision(rule.supervision)] is facts.is_supervised
        )
    )


def _is_often(facts: RoleFacts, limits: Limits, is_often_anyway: bool) -> bool | None:
    """Say whether it is done often, or at night; None where a missing answer might make it so."""
    by_days = None if facts.days_in_30 is None else facts.days_in_30 > limits.most_days
    signs = (is_often_anyway or None, facts.is_weekly, by_days, facts.is_overnight)
    if any(signs):
        return True
    return None if None in signs[1:] else False


_WITH: Mapping[str, str] = {
    People.CHILDREN: "children",
    People.ADULTS: "adults who get care",
    People.NEITHER: "other people",
}


def _what_is_open(facts: RoleFacts, group: str, activity: str, is_often: bool | None) -> str:
    if group == People.NEITHER:
        return "You have not said whether they handle money, keys or private details."
    if is_often is None:
        return f"You are not sure how often, or whether at night: with {_WITH[group]}."
    if facts.is_supervised is None:
        return f"You are not sure whether a volunteer is supervised with {_WITH[group]}."
    words = ACTIVITY_LABELS[activity].partition(":")[0].lower()
    place = SETTING_LABELS[facts.setting].partition(",")[0].lower()
    return f"No rule covers this with {_WITH[group]}: “{words}”, in “{place}”."


def _in_a_sentence(level: Level) -> str:
    label = LEVEL_LABELS[level]
    return label[0].lower() + label[1:]
