"""What a session needs of someone, and what of it is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from brokerage.checks.models import Check, CheckConsent
from brokerage.checks.queries.days import KnownDays, find_known_days
from brokerage.checks.queries.rules import Rulebook, get_rulebook
from brokerage.checks.rules import Requirement
from brokerage.checks.rules.bookings import Booked
from brokerage.checks.rules.days import Tipping, find_tipping
from brokerage.checks.rules.facts import RoleFacts
from brokerage.checks.rules.kinds import HeldCheck, MissingCheck, find_missing
from brokerage.checks.rules.levels import requirements_with
from brokerage.extensions import db


@dataclass(frozen=True, kw_only=True)
class Need:
    """What one place needs, what of it is missing, and why it needs more than the role says."""

    booked: Booked
    needs: tuple[str, ...]
    missing: tuple[MissingCheck, ...]
    tipping: Tipping | None
    """For the volunteer's eyes only."""


def list_missing(
    user_id: int,
    organisation_id: int,
    needs: Collection[str],
    on_day: date | None,
    today: date,
) -> list[MissingCheck]:
    """Return what of these requirements (`Requirement`) someone has not in place on a day.

    A check counts for a host once it was accepted by it, and while its holder agrees that the
    host may see it. Without a day (a role without dates) today's state counts.
    """
    checks = _list_checks([user_id])[user_id]
    agrees = has_consent(user_id, organisation_id)
    return _missing(checks, organisation_id, needs, on_day or today, has_consent=agrees)


@dataclass(frozen=True)
class Held:
    """What some people have, and who agrees that which host may see it."""

    checks: Mapping[int, list[Check]]
    consents: set[tuple[int, int]]


def find_held(user_ids: Collection[int]) -> Held:
    """Return what these people have, by person, newest first within a kind."""
    return Held(_list_checks(user_ids), list_consents(user_ids))


def list_missing_of(booked: Iterable[Booked], today: date, held: Held | None = None) -> list[Need]:
    """Return for each place what it needs and what is missing; as many statements for any number.

    The role's facts are judged by the rules of the day of its session, and with the days that
    this person gives elsewhere.
    """
    places = list(booked)
    user_ids = sorted({place.user_id for place in places})
    rulebook = get_rulebook()
    held = held or find_held(user_ids)
    days = find_known_days(user_ids, [day for place in places for day in place.on_days], rulebook)
    found = []
    for place in places:
        on_day = place.on_day(today)
        tipping = find_tipping_of(place, rulebook, days[place.user_id])
        needs = list_needs(place, rulebook, on_day, tipping)
        missing = _missing(
            held.checks[place.user_id],
            place.organisation_id,
            needs,
            on_day,
            has_consent=(place.user_id, place.organisation_id) in held.consents,
        )
        found.append(
            Need(booked=place, needs=tuple(needs), missing=tuple(missing), tipping=tipping)
        )
    return found


def list_needs(
    place: Booked, rulebook: Rulebook, on_day: date, tipping: Tipping | None = None
) -> list[str]:
    """Return what a place needs on a day: by the rules, by the host, by its council."""
    wanted = set(place.requirements)
    if place.facts is not None:
        answer = tipping.answer if tipping else rulebook.answer(place.facts, on_day)
        wanted = set(requirements_with(answer, place.requirements))
    wanted |= rulebook.council_requirements(place.council_code, place.facts, on_day)
    return [each for each in Requirement if each in wanted]


def find_tipping_of(place: Booked, rulebook: Rulebook, days: KnownDays) -> Tipping | None:
    """Return why this place asks its person for more than its role does, if it does."""
    if place.facts is None or not place.on_days:
        return None
    limits = rulebook.limits(max(place.on_days))
    return find_tipping(place.facts, rulebook.rules, limits, days, place.on_days)


def find_days_refusal(
    user_id: int, facts: RoleFacts | None, on_days: Sequence[date]
) -> Tipping | None:
    """Return why these days in a role would tip someone over, who has no check for that.

    None where they do not, and where the person has a check that counts on those days.
    """
    if facts is None or not on_days:
        return None
    rulebook = get_rulebook()
    days = find_known_days([user_id], on_days, rulebook)[user_id]
    limits = rulebook.limits(max(on_days))
    tipping = find_tipping(facts, rulebook.rules, limits, days, on_days)
    if tipping is None or tipping.answer.requirement is None:
        return None
    held = [_as_held(check, 0) for check in _list_checks([user_id])[user_id]]
    is_held = any(
        check.meets(tipping.answer.requirement) and check.counts_on(max(on_days)) for check in held
    )
    return None if is_held else tipping


def list_consents(user_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return who agrees at present that which host may see their checks."""
    rows = db.session.execute(
        select(CheckConsent.user_id, CheckConsent.organisation_id).where(
            CheckConsent.user_id.in_(user_ids), CheckConsent.withdrawn_at.is_(None)
        )
    )
    return {(row.user_id, row.organisation_id) for row in rows}


def has_consent(user_id: int, organisation_id: int) -> bool:
    """Say whether someone agrees at present that this host may see their checks."""
    return (user_id, organisation_id) in list_consents([user_id])


def _list_checks(user_ids: Collection[int]) -> Mapping[int, list[Check]]:
    rows = db.session.scalars(
        select(Check)
        .where(Check.user_id.in_(user_ids))
        .options(selectinload(Check.acceptances))
        .order_by(Check.kind, Check.issued_on.desc(), Check.id)
    )
    found: dict[int, list[Check]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(row)
    return found


def _missing(
    checks: Collection[Check],
    organisation_id: int,
    needs: Collection[str],
    on_day: date,
    *,
    has_consent: bool,
) -> list[MissingCheck]:
    held = [_as_held(check, organisation_id) for check in checks]
    return find_missing(needs, held, has_consent=has_consent, on_day=on_day)


def _as_held(check: Check, organisation_id: int) -> HeldCheck:
    return HeldCheck(
        kind=check.kind,
        level=check.level,
        renew_on=check.renew_on,
        is_accepted=any(each.organisation_id == organisation_id for each in check.acceptances),
    )
