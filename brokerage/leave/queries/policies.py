"""What an employer gives, its teams, and who agrees to whose leave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from brokerage.accounts.rules import email_key
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.leave.models import (
    Employment,
    LeaveArrangement,
    LeavePolicy,
    LeaveTeam,
    WorkDomain,
)
from brokerage.leave.rules import domain_of
from brokerage.leave.rules.policies import Policy

_TERMS = tuple(field.name for field in fields(Policy))


def list_policies(organisation_id: int) -> list[LeavePolicy]:
    """Return every version of the employer's terms, newest first."""
    return list(
        db.session.scalars(
            select(LeavePolicy)
            .where(LeavePolicy.organisation_id == organisation_id)
            .order_by(LeavePolicy.from_on.desc())
        )
    )


def list_terms(organisation_id: int) -> list[Policy]:
    """Return the same as plain values for the rules."""
    return [find_terms_of(each) for each in list_policies(organisation_id)]


def find_terms_of(policy: LeavePolicy) -> Policy:
    """Return a version as a plain value for the rules."""
    return Policy(**{name: getattr(policy, name) for name in _TERMS})


def list_terms_by_employer(organisation_ids: Collection[int]) -> dict[int, list[Policy]]:
    """Return the terms of several employers, by employer."""
    found: dict[int, list[Policy]] = {each: [] for each in organisation_ids}
    rows = db.session.scalars(
        select(LeavePolicy)
        .where(LeavePolicy.organisation_id.in_(sorted(organisation_ids)))
        .order_by(LeavePolicy.from_on.desc())
    )
    for row in rows:
        found[row.organisation_id].append(find_terms_of(row))
    return found


def get_policy_of(organisation_id: int, leave_policy_id: int) -> LeavePolicy:
    """Return a version of this employer's terms (NotFoundError)."""
    policy = db.session.get(LeavePolicy, leave_policy_id)
    if policy is None or policy.organisation_id != organisation_id:
        raise NotFoundError
    return policy


def list_teams(organisation_id: int) -> list[LeaveTeam]:
    """Return the employer's teams by name."""
    return list(
        db.session.scalars(
            select(LeaveTeam)
            .where(LeaveTeam.organisation_id == organisation_id)
            .order_by(func.lower(LeaveTeam.name), LeaveTeam.id)
        )
    )


def get_team_of(organisation_id: int, leave_team_id: int) -> LeaveTeam:
    """Return a team of this employer (NotFoundError)."""
    team = db.session.get(LeaveTeam, leave_team_id)
    if team is None or team.organisation_id != organisation_id:
        raise NotFoundError
    return team


def has_people(leave_team_id: int) -> bool:
    """Say whether anyone who still works there is in the team."""
    found = (
        select(LeaveArrangement.employment_id)
        .join(Employment, Employment.id == LeaveArrangement.employment_id)
        .where(LeaveArrangement.team_id == leave_team_id, Employment.ended_at.is_(None))
    )
    return db.session.scalars(found.limit(1)).first() is not None


def find_arrangement(employment_id: int) -> LeaveArrangement | None:
    """Return what the employer says of one person's leave, with the team."""
    return db.session.scalars(
        select(LeaveArrangement)
        .where(LeaveArrangement.employment_id == employment_id)
        .options(joinedload(LeaveArrangement.team))
    ).first()


def list_arrangements(employment_ids: Collection[int]) -> dict[int, LeaveArrangement]:
    """Return what the employer says of these people's leave, by employment."""
    rows = db.session.scalars(
        select(LeaveArrangement)
        .where(LeaveArrangement.employment_id.in_(sorted(employment_ids)))
        .options(joinedload(LeaveArrangement.team))
    )
    return {row.employment_id: row for row in rows}


def is_own_domain(organisation_id: int, address: str) -> bool:
    """Say whether an address is on a domain that a broker has confirmed for this employer."""
    found = select(WorkDomain.id).where(
        WorkDomain.organisation_id == organisation_id,
        WorkDomain.domain == domain_of(address),
        WorkDomain.confirmed_at.is_not(None),
    )
    return db.session.scalars(found).first() is not None


def find_manager_address(employment: Employment) -> str | None:
    """Return where to ask about this person's leave: their own manager's, else the team's.

    An address whose domain was taken back, or that is the person's own, is passed over; None
    leaves it to the employer's owners and line managers, who sign in.
    """
    arrangement = find_arrangement(employment.id)
    if arrangement is None:
        return None
    team = arrangement.team
    for address in (arrangement.manager_email, team.manager_email if team else None):
        if (
            address
            and email_key(address) not in list_own_addresses(employment)
            and is_own_domain(employment.organisation_id, address)
        ):
            return address
    return None


def list_own_addresses(employment: Employment) -> frozenset[str]:
    """Return the addresses of the one who works there, as addresses are compared."""
    own = (employment.user.email, employment.work_email)
    return frozenset(email_key(each) for each in own if each)
