"""Checks in the demonstration: who shares what with whom, and hosts' own safeguarding."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import current_app

from brokerage.checks.rules.facts import RoleFacts
from brokerage.checks.rules.kinds import CheckAnswers
from brokerage.checks.service import people, safeguarding
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene

HOUSE_DAYS_AGO = 50
"""When hosts said whom to tell of a worry."""


def read_role_facts() -> Mapping[str, RoleFacts]:
    """Return what hosts say of their roles, by the role's key."""
    return {key: RoleFacts.from_values(row) for key, row in _read("role_facts.json").items()}


def list_scenes(cast: Cast, today: date) -> Iterator[Scene]:
    """Hosts keep their house; volunteers share, tell of days; hosts record what they saw."""
    told = _read("checks.json")
    plays: Mapping[str, tuple[Callable[[Cast, date, Row], object], str | int]] = {
        "reviews": (_review, "done_days_ago"),
        "contacts": (_say_whom_to_tell, HOUSE_DAYS_AGO),
        "consents": (_share, "days_ago"),
        "told_days": (_tell_day, 1),
        "checks": (_record, "recorded_days_ago"),
    }
    for name, (play, when) in plays.items():
        for number, row in enumerate(told[name]):
            days_ago = row[when] if isinstance(when, str) else when
            yield Scene(moment(today, days_ago, number), partial(play, cast, today, row))


def _review(cast: Cast, today: date, row: Row) -> None:
    done_on = today - timedelta(days=row["done_days_ago"])
    slug = row["organisation"]
    safeguarding.add_review(cast.owner(slug), cast.organisations[slug], row["review"], done_on)


def _say_whom_to_tell(cast: Cast, today: date, row: Row) -> None:
    slug = row["organisation"]
    safeguarding.save_contact(
        cast.owner(slug), cast.organisations[slug], row["post"], row["phone"], row["email"]
    )


def _share(cast: Cast, today: date, row: Row) -> None:
    people.give_consent(cast.people[row["volunteer"]], cast.organisations[row["organisation"]])


def _tell_day(cast: Cast, today: date, row: Row) -> None:
    day = today - timedelta(days=row["days_ago"])
    people.add_told_day(cast.people[row["volunteer"]], day, row["people"])


def _record(cast: Cast, today: date, row: Row) -> None:
    renew_in = row["renew_in_days"]
    answers = CheckAnswers(
        kind=row["kind"],
        level=row["level"],
        workforce=row["workforce"],
        issued_on=today - timedelta(days=row["issued_days_ago"]),
        seen_on=today - timedelta(days=row["recorded_days_ago"]),
        renew_on=None if renew_in is None else today + timedelta(days=renew_in),
    )
    slug = row["organisation"]
    holder = cast.people[row["volunteer"]].user_id or 0
    people.add_check(cast.owner(slug), cast.organisations[slug], holder, answers)


def _read(name: str) -> Mapping[str, Any]:
    folder = current_app.extensions["config"].seed_folder / "demonstration"
    found: Mapping[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return found
