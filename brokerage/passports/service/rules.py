"""The rules as they ship, and an administrator's changes to them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from flask import current_app

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.passports.models import PassportRule
from brokerage.passports.queries.rules import find_rule_id
from brokerage.passports.rules.dated import RuleAnswers, RuleKind
from brokerage.permissions import SYSTEM, Subject

FILES: Mapping[str, str] = {"size_tests.json": RuleKind.SIZE, "reservations.json": ""}
"""By file, the kind of its rules; "" where each rule says it itself."""
ONE_DAY = timedelta(days=1)


@writes
def load_passport_rules() -> int:
    """Add the rules of `seed/rules/` that are not there yet; what is there is left as it is."""
    added = sum(_add_missing(row) for row in _read())
    if added:
        audit.record(SYSTEM, "passports:rule:load", "passport_rule", None, after={"added": added})
    return added


@writes
def correct_rule(actor: Subject, rule: PassportRule, answers: RuleAnswers) -> None:
    """Change what a rule says, cites or when it holds."""
    _check(rule, answers)
    before = _plain(rule)
    _set(rule, answers)
    db.session.flush()
    audit.record(
        actor,
        "passports:rule:correct",
        "passport_rule",
        rule.id,
        before=before,
        after=_plain(rule),
    )


@writes
def replace_rule(actor: Subject, rule: PassportRule, answers: RuleAnswers) -> PassportRule:
    """Let a rule hold until the day before, and the new version from its first day on."""
    _check(rule, answers)
    if answers.from_on <= rule.from_on:
        raise DomainError("The new version must begin after this one", "from_on")
    rule.to_on = answers.from_on - ONE_DAY
    newer = PassportRule(kind=rule.kind, code=rule.code)
    _set(newer, answers)
    db.session.add(newer)
    db.session.flush()
    audit.record(actor, "passports:rule:replace", "passport_rule", newer.id, after=_plain(newer))
    return newer


def _check(rule: PassportRule, answers: RuleAnswers) -> None:
    if answers.to_on is not None and answers.to_on < answers.from_on:
        raise DomainError("The last day must not be before the first", "to_on")
    if find_rule_id(rule.code, answers.from_on) not in (None, rule.id):
        raise DomainError("Another version begins on that day", "from_on")


def _set(rule: PassportRule, answers: RuleAnswers) -> None:
    rule.figures, rule.words, rule.source = dict(answers.figures), answers.words, answers.source
    rule.from_on, rule.to_on = answers.from_on, answers.to_on


def _plain(rule: PassportRule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "figures": rule.figures,
        "words": rule.words,
        "source": rule.source,
        "from_on": rule.from_on.isoformat(),
        "to_on": rule.to_on.isoformat() if rule.to_on else None,
        "changed_on": utcnow().date().isoformat(),
    }


def _add_missing(rule: PassportRule) -> bool:
    if find_rule_id(rule.code, rule.from_on) is not None:
        return False
    db.session.add(rule)
    db.session.flush()
    return True


def _read() -> Iterator[PassportRule]:
    folder = current_app.extensions["config"].seed_folder / "rules"
    for name, kind in FILES.items():
        for row in json.loads((folder / name).read_text(encoding="utf-8")):
            yield PassportRule(
                kind=kind or row["kind"],
                code=row["code"],
                figures=row["figures"],
                words=row["words"],
                source=row["source"],
                from_on=date.fromisoformat(row["from_on"]),
                to_on=date.fromisoformat(row["to_on"]) if row["to_on"] else None,
            )
