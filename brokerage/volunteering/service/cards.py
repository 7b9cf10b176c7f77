"""Invitations to unnamed cards."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.accounts.models import User
from brokerage.digests.rules import CameOf
from brokerage.digests.service import dismiss
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.volunteering.emails import bookings as emails
from brokerage.volunteering.models import CardInvitation, Opportunity
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules.opportunities import OpportunityStatus

KIND = "card-invitation"
INVITED_ALREADY = "You have invited this volunteer to this role already."
ANSWERED_ALREADY = "You have answered this invitation already."
NOT_OPEN = "Publish the role first: a volunteer could not ask for it now."


@writes
def invite_card(actor: Subject, opportunity: Opportunity, user_id: int, note: str) -> None:
    """Invite the person behind a card, once; the host does not learn who it is."""
    if opportunity.status != OpportunityStatus.PUBLISHED:
        raise DomainError(NOT_OPEN)
    invitation = CardInvitation(
        opportunity_id=opportunity.id,
        user_id=user_id,
        note=note,
        invited_by_id=actor.user_id or 0,
        invited_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(invitation)
    except IntegrityError as error:
        raise DomainError(INVITED_ALREADY) from error
    audit.record(
        actor,
        "volunteering:card:invite",
        KIND,
        invitation.id,
        after={"opportunity_id": opportunity.id},
    )
    emails.send_card_invitation(invitation, db.session.get_one(User, user_id).recipient)


@writes
def decline_card_invitation(actor: Subject, invitation: CardInvitation) -> None:
    """Say no to an invitation; the host learns that one was declined, not by whom.

    The role is not suggested to them again, until they change their mind.
    """
    if not answer_invitation(invitation.user_id, invitation.opportunity_id, was_declined=True):
        raise DomainError(ANSWERED_ALREADY)
    dismiss(actor, OWNER_KIND, invitation.opportunity_id, CameOf.INVITATION)
    audit.record(actor, "volunteering:card:decline", KIND, invitation.id)


@writes
def answer_invitation(user_id: int, opportunity_id: int, *, was_declined: bool = False) -> bool:
    """Note that an invitation has its answer, if there is one that had none."""
    answered = db.session.execute(
        update(CardInvitation)
        .where(
            CardInvitation.opportunity_id == opportunity_id,
            CardInvitation.user_id == user_id,
            CardInvitation.answered_at.is_(None),
        )
        .values(answered_at=utcnow(), was_declined=was_declined)
        .returning(CardInvitation.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    return answered is not None
