"""An employer's terms, teams, and what it says of one person's leave."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts.rules import email_key
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.models import Employment, LeaveArrangement, LeavePolicy, LeaveTeam
from brokerage.leave.queries.policies import (
    find_arrangement,
    find_terms_of,
    has_people,
    is_own_domain,
    list_own_addresses,
    list_teams,
    list_terms,
)
from brokerage.leave.rules import policies as rules
from brokerage.leave.rules.policies import Policy
from brokerage.leave.rules.wallet import local_day
from brokerage.leave.service.accounts import grant_again, grant_again_to
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject

KIND = "organisation"
NOT_APPROVED = "Only an organisation that a broker has approved can give leave here."
TAKEN = "You have rules that begin on this day already"
NOT_OWN_DOMAIN = (
    "Enter a work address that ends in one of your own confirmed domains. "
    "An owner can add them under “Staff who say they work here”"
)
OWN_MANAGER = "Nobody decides about their own leave. Enter someone else’s address"


@writes
def publish_policy(actor: Subject, organisation: Organisation, policy: Policy) -> LeavePolicy:
    """Add a version of the terms; accounts of the year it begins in, and later, follow it."""
    if organisation.status != Status.APPROVED:
        raise DomainError(NOT_APPROVED)
    earlier = list_terms(organisation.id)
    rules.check_next_policy(policy, earlier, local_day(utcnow()))
    row = LeavePolicy(organisation_id=organisation.id, published_at=utcnow(), **asdict(policy))
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise DomainError(TAKEN, "from_on") from error
    grant_again(organisation.id, policy.from_on)
    audit.record(actor, "leave:policy:publish", KIND, organisation.id, after=_plain(policy))
    return row


@writes
def remove_policy(actor: Subject, policy: LeavePolicy) -> None:
    """Take back a version that has not begun."""
    terms = find_terms_of(policy)
    if terms.from_on <= local_day(utcnow()):
        raise DomainError("These rules have begun, so they stay. Add new ones instead.")
    organisation_id = policy.organisation_id
    db.session.delete(policy)
    db.session.flush()
    if list_terms(organisation_id):
        grant_again(organisation_id, terms.from_on)
    audit.record(actor, "leave:policy:remove", KIND, organisation_id, before=_plain(terms))


@writes
def save_team(
    actor: Subject,
    organisation: Organisation,
    name: str,
    manager_email: str,
    team: LeaveTeam | None = None,
) -> LeaveTeam:
    """Add a team or change its name and manager."""
    _check_address(organisation.id, manager_email)
    is_new = team is None
    if is_new and len(list_teams(organisation.id)) >= rules.MOST_TEAMS:
        raise DomainError(f"{rules.MOST_TEAMS} teams is the most")
    saved = team or LeaveTeam(organisation_id=organisation.id)
    try:
        with db.session.begin_nested():
            saved.name, saved.manager_email = name, manager_email or None
            db.session.add(saved)
    except IntegrityError as error:
        raise DomainError("You have a team of this name already", "name") from error
    verb = "add" if is_new else "edit"
    audit.record(actor, f"leave:team:{verb}", KIND, organisation.id, after={"team_id": saved.id})
    return saved


@writes
def remove_team(actor: Subject, team: LeaveTeam) -> None:
    """Remove a team that nobody is in any more."""
    if has_people(team.id):
        raise DomainError("There are people in this team. Move them to another first.")
    db.session.execute(
        update(LeaveArrangement)
        .where(LeaveArrangement.team_id == team.id)
        .values(team_id=None)
        .execution_options(synchronize_session=False)
    )
    audit.record(actor, "leave:team:remove", KIND, team.organisation_id, before={"name": team.name})
    db.session.delete(team)
    db.session.flush()


@writes
def arrange_leave(
    actor: Subject,
    employment: Employment,
    *,
    team: LeaveTeam | None,
    full_time_percent: int,
    manager_email: str,
) -> None:
    """Say in which team someone is, their share of full time, and who decides about them."""
    _check_address(employment.organisation_id, manager_email)
    if manager_email and email_key(manager_email) in list_own_addresses(employment):
        raise DomainError(OWN_MANAGER, "manager_email")
    if team is not None and team.organisation_id != employment.organisation_id:
        raise DomainError("Choose one of your own teams", "team_id")
    row = find_arrangement(employment.id) or LeaveArrangement(employment_id=employment.id)
    before = {"full_time_percent": row.full_time_percent, "team_id": row.team_id}
    row.team_id = team.id if team else None
    row.full_time_percent = full_time_percent
    row.manager_email = manager_email or None
    db.session.add(row)
    db.session.flush()
    grant_again_to(employment, full_time_percent, local_day(utcnow()))
    after = {"full_time_percent": full_time_percent, "team_id": row.team_id}
    audit.record(
        actor, "leave:arrangement:edit", "employment", employment.id, before=before, after=after
    )


def _check_address(organisation_id: int, address: str) -> None:
    """Only the employer's own confirmed domains: a link there decides without an account."""
    if address and not is_own_domain(organisation_id, address):
        raise DomainError(NOT_OWN_DOMAIN, "manager_email")


def _plain(policy: Policy) -> dict[str, Any]:
    return asdict(policy) | {"from_on": policy.from_on.isoformat()}
