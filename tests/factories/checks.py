"""Rules on checks, facts of roles, and people's checks as tests need them."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from brokerage.accounts.models import User
from brokerage.checks.models import (
    Check,
    CheckAcceptance,
    CheckConsent,
    SafeguardingContact,
    ToldDay,
)
from brokerage.checks.rules.facts import RoleFacts
from brokerage.checks.rules.levels import Limits, Rule
from brokerage.checks.service.rules import load_reference_rules
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation

RULES_FILE = Path(__file__).resolve().parents[2] / "seed" / "rules" / "check_rules.csv"
LIMITS = Limits(most_days=3, window_days=30, minimum_age=16)
FIRST_DAY = date(2026, 9, 1)
"""Of the rule that supervision no longer changes anything."""


def read_rules() -> list[Rule]:
    """Return the rules that ship with the project, read without the app."""
    with RULES_FILE.open(encoding="utf-8", newline="") as file:
        return [_as_rule(row) for row in csv.DictReader(file)]


def make_facts(**facts: Any) -> RoleFacts:
    """Return a role that reads with children at a school, once: supervised, in the day."""
    known = {
        "people": {"children"},
        "activities": {"teach"},
        "setting": "school",
        "is_weekly": False,
        "days_in_30": 1,
        "is_overnight": False,
        "is_supervised": True,
        "is_trusted": False,
        "may_be_paid": False,
    } | facts
    lists = {name: frozenset(known[name]) for name in ("people", "activities")}
    return RoleFacts(**{**known, **lists})


def load_rules() -> None:
    """Put the rules that ship with the project into the database."""
    db.session.flush()
    load_reference_rules()


def make_check(user: User, seen_by: User, **fields: Any) -> Check:
    """Add an enhanced check with the children's barred list, seen a month ago, flushed."""
    today = utcnow().date()
    known = {
        "user_id": user.id,
        "kind": "dbs",
        "level": "enhanced-children",
        "workforce": "child",
        "issued_on": today - timedelta(days=60),
        "seen_on": today - timedelta(days=30),
        "seen_by_id": seen_by.id,
        "renew_on": None,
    } | fields
    if known["kind"] != "dbs":
        known |= {"level": None, "workforce": None}
    return _add(Check(**known))


def make_acceptance(check: Check, organisation: Organisation, user: User) -> CheckAcceptance:
    """Let a host accept a check, flushed."""
    return _add(
        CheckAcceptance(
            check_id=check.id,
            organisation_id=organisation.id,
            accepted_on=utcnow().date(),
            accepted_by_id=user.id,
        )
    )


def make_consent(user: User, organisation: Organisation, **fields: Any) -> CheckConsent:
    """Let a host see someone's checks, flushed."""
    known = {"user_id": user.id, "organisation_id": organisation.id, "given_at": utcnow()}
    return _add(CheckConsent(**known | fields))


def make_told_day(user: User, day: date, people: str = "children") -> ToldDay:
    """Add a day someone tells of, flushed."""
    return _add(ToldDay(user_id=user.id, day=day, people=people))


def make_contact(organisation: Organisation, **fields: Any) -> SafeguardingContact:
    """Say whom to tell of a worry at a host, flushed."""
    known = {
        "organisation_id": organisation.id,
        "post": "Safeguarding lead",
        "phone": "01865 496 0000",
        "email": "",
    }
    return _add(SafeguardingContact(**known | fields))


def _as_rule(row: dict[str, str]) -> Rule:
    texts = ("code", "people", "period", "supervision", "level", "words", "source")
    return Rule(
        **{name: row[name] for name in texts},
        activities=frozenset(row["activities"].split(";")),
        settings=frozenset(filter(None, row["settings"].split(";"))),
        from_on=date.fromisoformat(row["from_on"]),
        to_on=date.fromisoformat(row["to_on"]) if row["to_on"] else None,
    )


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
