"""The rules on buying as they ship, and an administrator's new versions of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import Base, db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject
from brokerage.procurement.models import BuyingRuleRow, InsuranceLevelRow, QuoteRuleRow
from brokerage.procurement.rules.buying import Band, check_new_version

FILE = "buying.json"
KIND = "buying_rule"
QUOTE_KIND = "quote_rule"
SAME_DAY = "Another version begins on that day"


@writes
def load_buying_rules() -> int:
    """Add the rules of `seed/rules/` that are not there yet; what is there is left as it is."""
    path = current_app.extensions["config"].seed_folder / "rules" / FILE
    added = sum(_add_missing(row) for row in _read(path))
    if added:
        audit.record(SYSTEM, "procurement:rule:load", KIND, None, after={"added": added})
    return added


@writes
def add_rule_version(
    actor: Subject, rule: BuyingRuleRow, answers: Mapping[str, Any]
) -> BuyingRuleRow:
    """Add a row of the same code that holds from a day on; the former row stays as it was."""
    check_new_version(answers["from_on"], answers["to_on"], utcnow().date())
    kept = ("code", "topic", "buyer_kinds", "contract_kinds", "band", "details")
    version = BuyingRuleRow(**{name: getattr(rule, name) for name in kept}, **answers)
    _add_version(actor, version, KIND, "procurement:rule:add-version", answers)
    return version


@writes
def add_quote_rule(actor: Subject, answers: Mapping[str, Any]) -> QuoteRuleRow:
    """Note what an authority's own standing orders ask for between two values."""
    most = answers["most_pence"]
    if most is not None and most < answers["least_pence"]:
        raise DomainError("The highest value must not be below the lowest", "most_pence")
    check_new_version(answers["from_on"], None, utcnow().date())
    code = f"{answers['authority_code']}-{answers['least_pence']}"
    rule = QuoteRuleRow(**answers, code=code, to_on=None)
    _add_version(actor, rule, QUOTE_KIND, "procurement:quote-rule:add", answers)
    return rule


@writes
def end_quote_rule(actor: Subject, rule: QuoteRuleRow) -> None:
    """End it with today as its last day; one that has not begun never holds."""
    if rule.to_on is not None:
        raise DomainError("It has ended already")
    rule.to_on = max(utcnow().date(), rule.from_on)
    db.session.flush()
    after = {"to_on": rule.to_on.isoformat()}
    before = {"to_on": None}
    audit.record(
        actor, "procurement:quote-rule:end", QUOTE_KIND, rule.id, before=before, after=after
    )


def _add_version(
    actor: Subject,
    row: BuyingRuleRow | QuoteRuleRow,
    kind: str,
    action: str,
    answers: Mapping[str, Any],
) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise DomainError(SAME_DAY, "from_on") from error
    audit.record(actor, action, kind, row.id, after={"code": row.code} | _plain(answers))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _add_missing(row: Base) -> bool:
    keys = {name: getattr(row, name) for name in ("code", "from_on")}
    if db.session.scalars(select(type(row)).filter_by(**keys)).first() is not None:
        return False
    db.session.add(row)
    db.session.flush()
    return True


def _read(path: Path) -> Iterator[Base]:
    held = json.loads(path.read_text(encoding="utf-8"))
    optional: dict[str, Any] = {
        "contract_kinds": [],
        "band": Band.ANY,
        "least_pence": None,
        "below_pence": None,
    }
    for each in held["rules"]:
        yield BuyingRuleRow(**{**optional, "details": {}, **each, **_dates(each)})
    for each in held["insurance"]:
        yield InsuranceLevelRow(**{"most_value_pence": None, **each, **_dates(each)})


def _dates(row: Mapping[str, Any]) -> dict[str, date | None]:
    to_on = row.get("to_on")
    return {
        "from_on": date.fromisoformat(row["from_on"]),
        "to_on": date.fromisoformat(to_on) if to_on else None,
    }
