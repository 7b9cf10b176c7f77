"""The dated rules, as rows for those who keep them and as values for the engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import or_, select

from brokerage.checks.models import AuthorityNeed, CheckLimit, CheckRule
from brokerage.checks.rules.changes import ONE_DAY, Change, list_changes
from brokerage.checks.rules.facts import Activity, RoleFacts
from brokerage.checks.rules.levels import Answer, Limits, Rule, decide
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.places.models import Authority

Row = TypeVar("Row", CheckRule, CheckLimit, AuthorityNeed)
ANYONE = "any"
DIRECT = frozenset(Activity) - {Activity.CONTACT, Activity.OTHER}
"""What is work with people, and not only beside them."""


@dataclass(frozen=True)
class Rulebook:
    """All dated rules, read once: three statements, whatever is asked of it."""

    rules: Sequence[Rule]
    limit_rows: Sequence[CheckLimit]
    authority_needs: Sequence[AuthorityNeed]

    def limits(self, on_day: date) -> Limits | None:
        """Return the figures in force on a day; None where one of them is missing."""
        numbers = {row.code: row.number for row in self.limit_rows if _is_in_force(row, on_day)}
        try:
            return Limits(
                most_days=numbers["most-days"],
                window_days=numbers["window-days"],
                minimum_age=numbers["minimum-age"],
            )
        except KeyError:
            return None

    def answer(self, facts: RoleFacts, on_day: date, *, often_with: Collection[str] = ()) -> Answer:
        """Return which check the rules of a day allow for a role with these facts."""
        return decide(facts, self.rules, self.limits(on_day), on_day, often_with=often_with)

    def council_requirements(
        self, authority_code: str | None, facts: RoleFacts | None, on_day: date
    ) -> set[str]:
        """Return what a council asks of its own volunteers in a role, on a day."""
        people = facts.people if facts else frozenset()
        is_direct = facts is not None and not DIRECT.isdisjoint(facts.activities)
        return {
            need.requirement
            for need in self.authority_needs
            if need.authority_code == authority_code
            and _is_in_force(need, on_day)
            and (need.people == ANYONE or need.people in people)
            and (is_direct or not need.is_direct_work)
        }


def get_rulebook() -> Rulebook:
    """Return every rule of any time."""
    needs = db.session.scalars(select(AuthorityNeed).order_by(AuthorityNeed.id)).all()
    return Rulebook([_as_rule(row) for row in list_rule_rows()], list_limit_rows(), needs)


def list_rule_rows() -> Sequence[CheckRule]:
    """Return every rule, by whom it is about and its date."""
    return db.session.scalars(
        select(CheckRule).order_by(CheckRule.people, CheckRule.code, CheckRule.from_on)
    ).all()


def list_limit_rows() -> Sequence[CheckLimit]:
    """Return every figure, by code and date."""
    return db.session.scalars(
        select(CheckLimit).order_by(CheckLimit.code, CheckLimit.from_on)
    ).all()


def get_rule_row(check_rule_id: int) -> CheckRule:
    """Return a rule's row (NotFoundError)."""
    return _get(CheckRule, check_rule_id)


def get_limit_row(check_limit_id: int) -> CheckLimit:
    """Return a figure's row (NotFoundError)."""
    return _get(CheckLimit, check_limit_id)


def get_authority_need(authority_need_id: int) -> AuthorityNeed:
    """Return what a council asks for (NotFoundError)."""
    return _get(AuthorityNeed, authority_need_id)


def list_authority_needs() -> list[tuple[AuthorityNeed, str]]:
    """Return what each council asks of its own volunteers, with the council's name."""
    rows = db.session.execute(
        select(AuthorityNeed, Authority.name)
        .outerjoin(Authority, Authority.code == AuthorityNeed.authority_code)
        .order_by(Authority.name, AuthorityNeed.requirement, AuthorityNeed.id)
    )
    return [(need, name or need.authority_code) for need, name in rows]


def find_interval(authority_code: str | None, requirement: str, on_day: date) -> int | None:
    """Return after how many months a council wants something done again, if it says so."""
    if authority_code is None:
        return None
    return db.session.scalars(
        select(AuthorityNeed.months)
        .where(
            AuthorityNeed.authority_code == authority_code,
            AuthorityNeed.requirement == requirement,
            AuthorityNeed.months.is_not(None),
            AuthorityNeed.from_on <= on_day,
            or_(AuthorityNeed.to_on.is_(None), AuthorityNeed.to_on >= on_day),
        )
        .order_by(AuthorityNeed.months, AuthorityNeed.id)
    ).first()


def list_changes_of(rule: CheckRule, answers: Mapping[str, Any]) -> list[Change]:
    """Return what example roles would be told on the first day of what follows a rule."""
    book, from_on = get_rulebook(), answers["from_on"]
    this = _as_rule(rule)
    others = [each for each in book.rules if (each.code, each.from_on) != (rule.code, rule.from_on)]
    ends = min(rule.to_on or date.max, from_on - ONE_DAY)
    then = [*others, replace(this, to_on=ends), replace(this, **answers)]
    return list_changes(book.rules, then, book.limits(from_on), from_on)


def _as_rule(row: CheckRule) -> Rule:
    return Rule(
        code=row.code,
        people=row.people,
        activities=frozenset(row.activities),
        settings=frozenset(row.settings),
        period=row.period,
        supervision=row.supervision,
        level=row.level,
        words=row.words,
        source=row.source,
        from_on=row.from_on,
        to_on=row.to_on,
    )


def _is_in_force(row: CheckLimit | AuthorityNeed, on_day: date) -> bool:
    return row.from_on <= on_day and (row.to_on is None or on_day <= row.to_on)


def _get(model: type[Row], row_id: int) -> Row:
    row = db.session.get(model, row_id)
    if row is None:
        raise NotFoundError
    return row
