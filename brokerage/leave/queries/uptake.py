"""How many of an employer's staff took leave, by team and month, and with whom they volunteered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from brokerage.extensions import db
from brokerage.leave.models import (
    Employment,
    LeaveAccount,
    LeaveArrangement,
    LeaveRequest,
    LeaveTeam,
)
from brokerage.leave.queries.policies import list_terms
from brokerage.leave.rules.policies import LeaveYear, leave_year
from brokerage.leave.rules.uptake import Table, protect, protect_list
from brokerage.leave.rules.wallet import LONDON, RequestStatus
from brokerage.organisations.models import Organisation

NO_TEAM = "No team"
MOST_HOSTS_SHOWN = 20


@dataclass(frozen=True)
class Uptake:
    """What an employer may see of a leave year: whole months that are over."""

    year: LeaveYear
    by_team: Table
    by_host: Table


def find_uptake(organisation_id: int, day: date, today: date) -> Uptake | None:
    """Return the uptake of the leave year that holds a day; None before the first policy.

    Only months that are over count, so that a new booking cannot be seen to arrive.
    """
    year = leave_year(list_terms(organisation_id), day)
    if year is None:
        return None
    last = min(year.ends_before, today.replace(day=1))
    months = _months(year.starts_on, last)
    by_cell: dict[tuple[str, str], set[int]] = defaultdict(set)
    by_host: dict[str, set[int]] = defaultdict(set)
    names: dict[str, str] = {}
    for user_id, team, starts_at, key, host_name in _rows(organisation_id):
        when = starts_at.astimezone(LONDON).date()
        if year.starts_on <= when < last:
            by_cell[team or NO_TEAM, f"{when:%Y-%m}"].add(user_id)
            names.setdefault(key, host_name)
            by_host[names[key]].add(user_id)
    teams = [*_list_team_names(organisation_id), NO_TEAM]
    hosts = sorted(by_host, key=lambda name: (-len(by_host[name]), name))
    return Uptake(year, protect(teams, months, by_cell), protect_list(hosts, by_host))


def _months(starts_on: date, last: date) -> list[str]:
    """Return each month from the first day of the year up to a day that is not in any more."""
    months: list[str] = []
    day = starts_on.replace(day=1)
    while day < last:
        months.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=32)).replace(day=1)
    return months


def _list_team_names(organisation_id: int) -> list[str]:
    return list(
        db.session.scalars(
            select(LeaveTeam.name)
            .where(LeaveTeam.organisation_id == organisation_id)
            .order_by(LeaveTeam.name)
        )
    )


def _rows(organisation_id: int) -> list[tuple[int, str | None, datetime, str, str]]:
    """Return who took leave, in which team, when, and a key and name of the host."""
    found = db.session.execute(
        select(
            Employment.user_id,
            LeaveTeam.name,
            LeaveRequest.starts_at,
            LeaveRequest.host_organisation_id,
            LeaveRequest.host_name,
            Organisation.name,
        )
        .join(LeaveAccount, LeaveAccount.id == LeaveRequest.account_id)
        .join(Employment, Employment.id == LeaveAccount.employment_id)
        .outerjoin(LeaveArrangement, LeaveArrangement.employment_id == Employment.id)
        .outerjoin(LeaveTeam, LeaveTeam.id == LeaveArrangement.team_id)
        .outerjoin(Organisation, Organisation.id == LeaveRequest.host_organisation_id)
        .where(
            Employment.organisation_id == organisation_id,
            LeaveRequest.status == RequestStatus.TAKEN,
            # Leave that was lost to a late no or a no-show is not volunteering.
            LeaveRequest.why.is_(None),
        )
        .order_by(LeaveRequest.id)
    )
    return [
        (user_id, team, at, f"{host_id}" if host_id else own.casefold(), listed or own)
        for user_id, team, at, host_id, own, listed in found
    ]
