"""Who acts for an organisation: inviting, joining, roles, leaving."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select, update

from brokerage import audit
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations import emails, rules
from brokerage.organisations.models import Invitation, Membership, Organisation
from brokerage.organisations.queries.member import find_member_id, find_open_invitation, list_roles
from brokerage.permissions import Subject

KIND = "organisation"
GONE = "This invitation has been used, cancelled or is more than two days old. Ask for a new one."


@writes
def invite_member(
    actor: Subject, organisation: Organisation, email: str, email_key: str, role: str
) -> None:
    """Send an invitation; the answer is the same whether or not the address is known here.

    A member's address is refused: the owner who invites sees the members anyway.
    """
    if find_member_id(organisation.id, email_key) is not None:
        raise DomainError("This person is a member already", "email")
    now = utcnow()
    _replace_open_invitations(organisation.id, email_key, now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        organisation_id=organisation.id,
        email=email,
        email_key=email_key,
        role=role,
        token_digest=digest_of(token),
        invited_by_id=actor.user_id,
        created_at=now,
        expires_at=now + rules.INVITATION_LIFETIME,
    )
    db.session.add(invitation)
    db.session.flush()
    audit.record(
        actor,
        "organisations:member:invite",
        KIND,
        organisation.id,
        after={"email": email, "role": role},
    )
    emails.send_invitation(organisation, invitation, actor.name, token)


@writes
def cancel_invitation(actor: Subject, invitation: Invitation) -> None:
    """Take an invitation back; its link stops working."""
    if invitation.accepted_at is not None:
        raise DomainError("This person has accepted already. Remove the member instead.")
    invitation.cancelled_at = utcnow()
    audit.record(
        actor,
        "organisations:invitation:cancel",
        KIND,
        invitation.organisation_id,
        before={"email": invitation.email},
    )


@writes
def accept_invitation(actor: Subject, email_key: str, token: str) -> int:
    """Join; return the organisation's id. The link serves only the address it was sent to."""
    invitation = find_open_invitation(digest_of(token), utcnow())
    if invitation is None:
        raise DomainError(GONE)
    if invitation.email_key != email_key:
        raise DomainError(
            "This invitation was sent to another address. Sign in with that one, "
            "or ask to be invited with the address you use here."
        )
    used = db.session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.accepted_at.is_(None))
        .values(accepted_at=utcnow())
        .returning(Invitation.id)
    ).scalar()
    if used is None:
        raise DomainError(GONE)
    _join(actor, invitation)
    return invitation.organisation_id


@writes
def change_role(actor: Subject, organisation_id: int, user_id: int, role: str) -> None:
    """Give a member another role; the last owner keeps theirs."""
    roles = list_roles(organisation_id, for_update=True)
    membership = _get_membership(organisation_id, user_id)
    if role != rules.Role.OWNER:
        rules.check_last_owner(roles, membership.role)
    before, membership.role = membership.role, role
    audit.record(
        actor,
        "organisations:member:change-role",
        KIND,
        organisation_id,
        before={"user_id": user_id, "role": before},
        after={"user_id": user_id, "role": role},
    )


@writes
def remove_member(actor: Subject, organisation_id: int, user_id: int) -> None:
    """End a membership: one's own (leaving) or, by an owner, another's."""
    roles = list_roles(organisation_id, for_update=True)
    membership = _get_membership(organisation_id, user_id)
    rules.check_last_owner(roles, membership.role)
    db.session.delete(membership)
    db.session.flush()
    is_leaving = actor.user_id == user_id
    audit.record(
        actor,
        "organisations:member:leave" if is_leaving else "organisations:member:remove",
        KIND,
        organisation_id,
        before={"user_id": user_id, "role": membership.role},
    )


@writes
def add_member(organisation_id: int, user_id: int, role: str) -> None:
    """Make a user a member, where they are not one yet."""
    if db.session.get(Membership, (organisation_id, user_id)) is None:
        db.session.add(
            Membership(
                organisation_id=organisation_id, user_id=user_id, role=role, joined_at=utcnow()
            )
        )
        db.session.flush()


def digest_of(token: str) -> str:
    """Return what is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _replace_open_invitations(organisation_id: int, email_key: str, now: datetime) -> None:
    """Cancel what was sent to this address before: one link works at a time."""
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.email_key == email_key,
            Invitation.accepted_at.is_(None),
            Invitation.cancelled_at.is_(None),
        )
        .values(cancelled_at=now)
    )


def _join(actor: Subject, invitation: Invitation) -> None:
    if actor.user_id is None:
        raise NotFoundError
    add_member(invitation.organisation_id, actor.user_id, invitation.role)
    audit.record(
        actor,
        "organisations:member:join",
        KIND,
        invitation.organisation_id,
        after={"user_id": actor.user_id, "role": invitation.role},
    )


def _get_membership(organisation_id: int, user_id: int) -> Membership:
    membership = db.session.scalars(
        select(Membership).where(
            Membership.organisation_id == organisation_id, Membership.user_id == user_id
        )
    ).first()
    if membership is None:
        raise NotFoundError
    return membership
