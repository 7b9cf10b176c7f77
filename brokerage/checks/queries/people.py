"""People's checks, for themselves and for the hosts they share them with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from brokerage.accounts.models import User
from brokerage.checks.models import (
    Check,
    CheckAcceptance,
    CheckConsent,
    CheckWarning,
    ToldDay,
)
from brokerage.checks.queries.days import list_sources
from brokerage.checks.queries.needs import Need, find_held, list_consents, list_missing_of
from brokerage.checks.rules.bookings import Booked
from brokerage.checks.rules.kinds import OWN_KINDS, WARN_DAYS
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.web.paging import Page

PEOPLE_A_PAGE = 20
MOST_WARNED_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class SharedWith:
    """A host, and whether it may see someone's checks."""

    organisation_id: int
    name: str
    is_shared: bool


@dataclass(frozen=True, kw_only=True)
class PersonSeen:
    """What a host sees of one person who booked with it."""

    user_id: int
    name: str
    is_shared: bool
    needs: Sequence[Need]
    checks: Sequence[Check]
    """Empty unless they agreed."""


def list_own_checks(user_id: int) -> Sequence[Check]:
    """Return someone's checks with who accepted them, by kind and date."""
    return db.session.scalars(
        select(Check)
        .where(Check.user_id == user_id)
        .options(
            selectinload(Check.acceptances).joinedload(CheckAcceptance.organisation),
        )
        .order_by(Check.kind, Check.issued_on.desc(), Check.id)
    ).all()


def list_own_needs(user_id: int, today: date) -> list[Need]:
    """Return what someone's places to come need, and what is missing."""
    places = [place for source in list_sources() for place in source.list_of_user(user_id, today)]
    return list_missing_of(places, today)


def list_shared_with(user_id: int, booked: Sequence[Booked]) -> list[SharedWith]:
    """Return the hosts that may see someone's checks, and those they booked with."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .join(CheckConsent, CheckConsent.organisation_id == Organisation.id)
        .where(CheckConsent.user_id == user_id, CheckConsent.withdrawn_at.is_(None))
    )
    shared = {row.id: row.name or "" for row in rows}
    asked = {place.organisation_id: place.host_name for place in booked}
    return [
        SharedWith(organisation_id=host_id, name=name, is_shared=host_id in shared)
        for host_id, name in sorted((asked | shared).items(), key=lambda each: (each[1], each[0]))
    ]


def list_people_of(organisation_id: int, today: date, page: int) -> Page[PersonSeen]:
    """Return who booked with a host: their checks where they agreed, else only what is needed."""
    source = next(iter(list_sources()), None)
    places, total = source.list_of_host(organisation_id, today, page) if source else ([], 0)
    held = find_held({place.user_id for place in places})
    needs: dict[int, list[Need]] = {}
    for need in list_missing_of(places, today, held):
        needs.setdefault(need.booked.user_id, []).append(need)
    people = []
    for user_id, of_person in needs.items():
        is_shared = (user_id, organisation_id) in held.consents
        people.append(
            PersonSeen(
                user_id=user_id,
                name=of_person[0].booked.name,
                is_shared=is_shared,
                needs=of_person,
                checks=_list_shown(held.checks[user_id], organisation_id) if is_shared else (),
            )
        )
    return Page(people, page, PEOPLE_A_PAGE, total)


def _list_shown(checks: Sequence[Check], organisation_id: int) -> list[Check]:
    """Leave out what other hosts do their own way: it counts for nothing here."""
    return [
        check
        for check in checks
        if check.kind not in OWN_KINDS
        or any(each.organisation_id == organisation_id for each in check.acceptances)
    ]


def has_booked(user_id: int, organisation_id: int) -> bool:
    """Say whether someone has an open place with a host."""
    return any(source.has_booked(user_id, organisation_id) for source in list_sources())


def get_check(check_id: int) -> Check:
    """Return a check with who accepted it (NotFoundError)."""
    check = db.session.scalars(
        select(Check)
        .where(Check.id == check_id)
        .options(selectinload(Check.acceptances), joinedload(Check.user))
    ).first()
    if check is None:
        raise NotFoundError
    return check


def get_shared_check(organisation_id: int, check_id: int) -> Check:
    """Return a check that this host may see (NotFoundError)."""
    check = get_check(check_id)
    if (check.user_id, organisation_id) not in list_consents([check.user_id]):
        raise NotFoundError
    return check


def get_sharing_person(organisation_id: int, user_id: int) -> User:
    """Return someone who lets this host see their checks (NotFoundError)."""
    user = db.session.get(User, user_id)
    if user is None or (user_id, organisation_id) not in list_consents([user_id]):
        raise NotFoundError
    return user


def list_to_warn(today: date) -> Sequence[tuple[Check, frozenset[int]]]:
    """Return checks that are to be renewed soon, with the warnings sent for that day already."""
    last = today + timedelta(days=max(WARN_DAYS))
    checks = db.session.scalars(
        select(Check)
        .where(Check.renew_on.between(today, last))
        .options(joinedload(Check.user))
        .order_by(Check.renew_on, Check.id)
    ).all()
    sent: dict[tuple[int, date], set[int]] = {}
    rows = db.session.scalars(select(CheckWarning).where(CheckWarning.renew_on >= today))
    for row in rows:
        sent.setdefault((row.check_id, row.renew_on), set()).add(row.days)
    return [(each, frozenset(sent.get((each.id, each.renew_on or today), ()))) for each in checks]


def list_with_consents(after_id: int, limit: int) -> list[tuple[Check, list[date | None]]]:
    """Return checks by id with, for each host that accepted one, when its consent ended."""
    checks = db.session.scalars(
        select(Check)
        .where(Check.id > after_id)
        .options(selectinload(Check.acceptances))
        .order_by(Check.id)
        .limit(limit)
    ).all()
    consents = db.session.scalars(
        select(CheckConsent)
        .where(CheckConsent.user_id.in_({check.user_id for check in checks}))
        .order_by(CheckConsent.id)
    )
    ends: dict[tuple[int, int], date | None] = {
        (row.user_id, row.organisation_id): row.withdrawn_at.date() if row.withdrawn_at else None
        for row in consents
    }
    return [
        (
            check,
            [
                ends.get((check.user_id, each.organisation_id), check.seen_on)
                for each in check.acceptances
            ],
        )
        for check in checks
    ]


def count_by_kind(today: date) -> Mapping[str, tuple[int, int]]:
    """Return for each kind how many checks are kept, and how many are due for renewal."""
    is_due = func.count(Check.id).filter(Check.renew_on < today)
    rows = db.session.execute(
        select(Check.kind, func.count(Check.id), is_due).group_by(Check.kind).order_by(Check.kind)
    )
    return {kind: (number, due) for kind, number, due in rows}


def find_export(user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return all that is kept of one person here, for them to take along."""
    tables = {
        "checks": select(Check).where(Check.user_id == user_id).order_by(Check.id),
        "check_consents": select(CheckConsent)
        .where(CheckConsent.user_id == user_id)
        .order_by(CheckConsent.id),
        "told_days": select(ToldDay).where(ToldDay.user_id == user_id).order_by(ToldDay.id),
    }
    return {
        name: [
            {column.key: getattr(row, column.key) for column in row.__table__.columns}
            for row in db.session.scalars(query)
        ]
        for name, query in tables.items()
    }
