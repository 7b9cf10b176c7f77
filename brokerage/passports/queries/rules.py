"""The dated rules, as rows for those who keep them and as values for those who ask."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.passports.models import PassportRule
from brokerage.passports.rules.dated import DatedRule, as_value


def list_dated_rules() -> list[DatedRule]:
    """Return every rule of any time, in one statement."""
    return [as_value(row) for row in list_rule_rows()]


def list_rule_rows() -> Sequence[PassportRule]:
    """Return every rule, by what it is about, its code and its date."""
    return db.session.scalars(
        select(PassportRule).order_by(
            PassportRule.kind.desc(), PassportRule.code, PassportRule.from_on, PassportRule.id
        )
    ).all()


def get_rule_row(passport_rule_id: int) -> PassportRule:
    """Return a rule's row (NotFoundError)."""
    row = db.session.get(PassportRule, passport_rule_id)
    if row is None:
        raise NotFoundError
    return row


def find_rule_id(code: str, from_on: object) -> int | None:
    """Return the id of the rule with this code that begins on this day."""
    return db.session.scalars(
        select(PassportRule.id).where(PassportRule.code == code, PassportRule.from_on == from_on)
    ).first()
