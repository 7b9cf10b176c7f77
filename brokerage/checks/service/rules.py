"""The rules as they ship, and an administrator's changes to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from brokerage import audit
from brokerage.checks.models import AuthorityNeed, CheckLimit, CheckRule
from brokerage.checks.rules import changes
from brokerage.errors import DomainError
from brokerage.extensions import Base, db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject
from brokerage.tables import Row, read_table

KEYS: Mapping[type[Base], tuple[str, ...]] = {
    CheckRule: ("code", "from_on"),
    CheckLimit: ("code", "from_on"),
    AuthorityNeed: ("authority_code", "requirement", "people", "from_on"),
}
BAD_DATES = "The last day must not be before the first"
SAME_DAY = "Another version begins on that day"
ENDED = "It has ended already"


@writes
def load_reference_rules() -> int:
    """Add the rules of `seed/rules/` that are not there yet; what is there is left as it is."""
    folder = current_app.extensions["config"].seed_folder / "rules"
    added = sum(_add_missing(row) for row in _read(folder))
    if added:
        audit.record(SYSTEM, "checks:rule:load", "check_rule", None, after={"added": added})
    return added


@writes
def change_rule(actor: Subject, rule: CheckRule, answers: Mapping[str, Any]) -> None:
    """Correct a rule: all of it before it begins, then its words, its source and its end."""
    now = {name: getattr(rule, name) for name in answers}
    changes.check_correction(now, answers, utcnow().date())
    _change(actor, rule, "rule", answers)


@writes
def add_rule_version(actor: Subject, rule: CheckRule, answers: Mapping[str, Any]) -> CheckRule:
    """Add what follows a rule from a day on; the rule itself ends the day before, and stays.

    Sessions before that day are answered as ever (DomainError for a day that has come).
    """
    from_on, to_on = answers["from_on"], answers["to_on"]
    changes.check_follows(rule.from_on, rule.to_on, from_on, to_on, utcnow().date())
    kept = ("code", "people", "activities", "settings", "period", "supervision")
    version = CheckRule(**{name: getattr(rule, name) for name in kept}, **answers)
    if _is_known(version):
        raise DomainError(SAME_DAY, "from_on")
    before = {"to_on": rule.to_on}
    rule.to_on = from_on - changes.ONE_DAY
    db.session.add(version)
    db.session.flush()
    audit.record(
        actor,
        "checks:rule:add-version",
        "check_rule",
        version.id,
        before=_plain(before),
        after=_plain({**answers, "follows": rule.id}),
    )
    return version


@writes
def change_limit(actor: Subject, limit: CheckLimit, answers: Mapping[str, Any]) -> None:
    """Change a figure, its source or its dates."""
    _change(actor, limit, "limit", answers)


@writes
def add_authority_need(actor: Subject, answers: Mapping[str, Any]) -> AuthorityNeed:
    """Note what a council asks of those who volunteer with it."""
    need = AuthorityNeed(**answers, to_on=None)
    if _is_known(need):
        raise DomainError("That is in the list already", "requirement")
    db.session.add(need)
    db.session.flush()
    audit.record(
        actor, "checks:authority-need:add", "authority_need", need.id, after=_plain(answers)
    )
    return need


@writes
def end_authority_need(actor: Subject, need: AuthorityNeed) -> None:
    """End it with today as its last day; one that has not begun never holds."""
    if need.to_on is not None:
        raise DomainError(ENDED)
    need.to_on = max(utcnow().date(), need.from_on)
    db.session.flush()
    audit.record(
        actor,
        "checks:authority-need:end",
        "authority_need",
        need.id,
        after=_plain({"to_on": need.to_on}),
    )


def _change(
    actor: Subject, row: CheckRule | CheckLimit, name: str, answers: Mapping[str, Any]
) -> None:
    from_on, to_on = answers["from_on"], answers["to_on"]
    if to_on is not None and to_on < from_on:
        raise DomainError(BAD_DATES, "to_on")
    same = select(type(row).id).where(
        type(row).code == row.code, type(row).from_on == from_on, type(row).id != row.id
    )
    if db.session.scalars(same).first() is not None:
        raise DomainError(SAME_DAY, "from_on")
    before = {field: getattr(row, field) for field in answers}
    for field, value in answers.items():
        setattr(row, field, value)
    db.session.flush()
    audit.record(
        actor,
        f"checks:rule:change-{name}",
        f"check_{name}",
        row.id,
        before=_plain(before),
        after=_plain(answers),
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _add_missing(row: Base) -> bool:
    if _is_known(row):
        return False
    db.session.add(row)
    db.session.flush()
    return True


def _is_known(row: Base) -> bool:
    keys = {name: getattr(row, name) for name in KEYS[type(row)]}
    return db.session.scalars(select(type(row)).filter_by(**keys)).first() is not None


def _read(folder: Path) -> Iterator[Base]:
    texts = ("code", "people", "period", "supervision", "level", "words", "source")
    fields = (*texts, "activities", "settings", "from_on", "to_on")
    for row in _rows(folder / "check_rules.csv", fields):
        yield CheckRule(
            **{name: row[name] for name in texts},
            activities=_listed(row["activities"]),
            settings=_listed(row["settings"]),
            **_dates(row),
        )
    yield from _read_limits(folder)
    yield from _read_authority_needs(folder)


def _read_limits(folder: Path) -> Iterator[Base]:
    texts = ("code", "words", "source")
    for row in _rows(folder / "check_limits.csv", (*texts, "number", "from_on", "to_on")):
        yield CheckLimit(
            **{name: row[name] for name in texts}, number=int(row["number"]), **_dates(row)
        )


def _read_authority_needs(folder: Path) -> Iterator[Base]:
    texts = ("authority_code", "requirement", "source")
    fields = (*texts, "people", "is_direct_work", "months", "from_on", "to_on")
    for row in _rows(folder / "authority_needs.csv", fields):
        yield AuthorityNeed(
            **{name: row[name] for name in texts},
            people=row["people"] or "any",
            is_direct_work=row["is_direct_work"] == "yes",
            months=int(row["months"]) if row["months"] else None,
            **_dates(row),
        )


def _rows(path: Path, fields: tuple[str, ...]) -> Iterator[Row]:
    yield from read_table(path, {field: (field,) for field in fields}, required=fields)


def _listed(cell: str) -> list[str]:
    return [word for word in cell.split(";") if word]


def _dates(row: Row) -> dict[str, date | None]:
    return {
        "from_on": date.fromisoformat(row["from_on"]),
        "to_on": date.fromisoformat(row["to_on"]) if row["to_on"] else None,
    }
