"""What members of an organisation see, and who they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import selectinload

from brokerage.accounts.models import User
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations import rules
from brokerage.organisations.models import (
    Evidence,
    EvidenceWarning,
    Invitation,
    Membership,
    Organisation,
)
from brokerage.organisations.rules.evidence import EXPIRED, WARN_DAYS


def get_organisation(organisation_id: int) -> Organisation:
    """Return the organisation (NotFoundError)."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFoundError
    return organisation


def find_roles_of(user_id: int) -> tuple[dict[int, str], dict[int, str]]:
    """Return the user's role in each organisation, and what each is that is approved, by id."""
    rows = db.session.execute(
        select(Membership.organisation_id, Membership.role, Organisation.status, Organisation.kind)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.organisation_id)
    ).all()
    roles = {row.organisation_id: row.role for row in rows}
    kinds = {
        row.organisation_id: row.kind
        for row in rows
        if row.status == rules.Status.APPROVED and row.kind is not None
    }
    return roles, kinds


def list_organisations_of(user_id: int) -> list[tuple[Organisation, str]]:
    """Return a user's organisations with the role there, newest first."""
    rows = db.session.execute(
        select(Organisation, Membership.role)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == user_id)
        .order_by(Organisation.id.desc())
    )
    return [(organisation, role) for organisation, role in rows]


def list_members(organisation_id: int) -> list[tuple[User, Membership]]:
    """Return the members by name."""
    rows = db.session.execute(
        select(User, Membership)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(User.name, User.id)
    )
    return [(user, membership) for user, membership in rows]


def list_member_addresses(
    organisation_id: int, roles: Collection[str] = rules.EDITING_ROLES
) -> list[str]:
    """Return the addresses of members in these roles: owners and editors, if none are named."""
    return list(
        db.session.scalars(
            select(User.email)
            .join(Membership, Membership.user_id == User.id)
            .where(
                Membership.organisation_id == organisation_id,
                Membership.role.in_(sorted(roles)),
                User.email.is_not(None),
                User.suspended_at.is_(None),
            )
            .order_by(User.id)
        )
    )


def list_roles(organisation_id: int, *, for_update: bool = False) -> list[str]:
    """Return the roles held, locked where the last owner is at stake (PostgreSQL)."""
    query = (
        select(Membership.role)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.user_id)
    )
    return list(db.session.scalars(query.with_for_update() if for_update else query))


def get_member(organisation_id: int, user_id: int) -> tuple[User, Membership]:
    """Return a member of this organisation (NotFoundError)."""
    row = db.session.execute(
        select(User, Membership)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id, Membership.user_id == user_id)
    ).first()
    if row is None:
        raise NotFoundError
    user, membership = row
    return user, membership


def find_member_id(organisation_id: int, email_key: str) -> int | None:
    """Return the id of the member with this address."""
    query = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == organisation_id, User.email_key == email_key)
    )
    return db.session.scalars(query).first()


def get_email_key(user_id: int) -> str:
    """Return the user's address as it is compared (NotFoundError)."""
    key = db.session.scalars(select(User.email_key).where(User.id == user_id)).first()
    if key is None:
        raise NotFoundError
    return key


def find_empty_draft(user_id: int | None) -> Organisation | None:
    """Return a draft of the user's own in which nothing has been answered yet."""
    drafts = db.session.scalars(
        select(Organisation)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Membership.user_id == user_id,
            Membership.role == rules.Role.OWNER,
            Organisation.status == rules.Status.DRAFT,
        )
        .order_by(Organisation.id)
    )
    return next((draft for draft in drafts if not draft.answered), None)


def list_open_invitations(organisation_id: int, now: datetime) -> list[Invitation]:
    """Return the invitations that can still be accepted, newest first."""
    return list(
        db.session.scalars(
            select(Invitation)
            .where(
                Invitation.organisation_id == organisation_id,
                Invitation.accepted_at.is_(None),
                Invitation.cancelled_at.is_(None),
                Invitation.expires_at > now,
            )
            .order_by(Invitation.id.desc())
        )
    )


def get_invitation(organisation_id: int, invitation_id: int) -> Invitation:
    """Return an invitation of this organisation (NotFoundError)."""
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None or invitation.organisation_id != organisation_id:
        raise NotFoundError
    return invitation


def find_open_invitation(token_digest: str, now: datetime) -> Invitation | None:
    """Return the invitation a link stands for, while it can be accepted."""
    return db.session.scalars(
        select(Invitation).where(
            Invitation.token_digest == token_digest,
            Invitation.accepted_at.is_(None),
            Invitation.cancelled_at.is_(None),
            Invitation.expires_at > now,
        )
    ).first()


@dataclass(frozen=True, kw_only=True)
class ShownInvitation:
    """What the page behind an invitation's link shows."""

    email: str
    email_key: str
    role: str
    expires_at: datetime
    organisation_name: str | None
    invited_by: str


def find_shown_invitation(token_digest: str, now: datetime) -> ShownInvitation | None:
    """Return what a link's page shows, while the invitation can be accepted."""
    invitation = find_open_invitation(token_digest, now)
    if invitation is None:
        return None
    return ShownInvitation(
        email=invitation.email,
        email_key=invitation.email_key,
        role=invitation.role,
        expires_at=invitation.expires_at,
        organisation_name=db.session.get_one(Organisation, invitation.organisation_id).name,
        invited_by=db.session.get_one(User, invitation.invited_by_id).name,
    )


def get_evidence(organisation_id: int, evidence_id: int) -> Evidence:
    """Return a piece of evidence of this organisation (NotFoundError)."""
    evidence = db.session.get(Evidence, evidence_id)
    if evidence is None or evidence.organisation_id != organisation_id:
        raise NotFoundError
    return evidence


def list_evidence_to_mind(today: date) -> list[tuple[Evidence, Organisation]]:
    """Return verified evidence that runs out soon, or has and nobody was told; soonest first."""
    rows = db.session.execute(
        select(Evidence, Organisation)
        .join(Organisation, Organisation.id == Evidence.organisation_id)
        .where(*_is_to_be_told(today + timedelta(days=max(WARN_DAYS) + 1)))
        .order_by(Evidence.expires_on, Evidence.id)
        .options(selectinload(Evidence.warnings))
    )
    return [(evidence, organisation) for evidence, organisation in rows]


def count_untold_ends(today: date) -> int:
    """Return how much verified evidence has run out without anybody having been told."""
    query = (
        select(func.count())
        .select_from(Evidence)
        .join(Organisation, Organisation.id == Evidence.organisation_id)
        .where(*_is_to_be_told(today))
    )
    return db.session.scalar(query) or 0


def _is_to_be_told(before: date) -> tuple[ColumnElement[bool], ...]:
    is_told = exists().where(
        EvidenceWarning.evidence_id == Evidence.id,
        EvidenceWarning.expires_on == Evidence.expires_on,
        EvidenceWarning.days == EXPIRED,
    )
    return (
        Evidence.verified_on.is_not(None),
        Evidence.expires_on < before,
        Organisation.status == rules.Status.APPROVED,
        ~is_told,
    )


def list_broker_addresses() -> list[str]:
    """Return where the brokers are written to."""
    return list(
        db.session.scalars(
            select(User.email)
            .where(User.is_broker, User.suspended_at.is_(None), User.verified_at.is_not(None))
            .order_by(User.id)
        )
    )
