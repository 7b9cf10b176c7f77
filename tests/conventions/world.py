"""The seeded world of the access matrix: one person in each role, one of each object.

Feature writers add what their addresses need to `World` and make it in `build_world`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import SignIn, User
from brokerage.accounts.rules import LinkPurpose
from brokerage.accounts.service.links import make_link
from brokerage.extensions import utcnow
from brokerage.mail import OutboxMessage, queue_mail
from tests.conventions.access_table import Role
from tests.factories.accounts import make_user


@dataclass(frozen=True)
class World:
    """Who and what there is."""

    people: Mapping[Role, User]
    """The user of each role but ANONYMOUS; the suspended one is suspended by the test."""
    stranger: User
    """Somebody who has done nothing and owns nothing."""
    sign_in_id: int
    """A sign-in of the volunteer."""
    verification_token: str
    reset_token: str
    outbox_id: int
    """A message that was given up."""


def build_world(session: Session) -> World:
    """Make the people and the objects; everything is flushed, so that it has its id."""
    people = {role: _make_person(role) for role in Role if role is not Role.ANONYMOUS}
    newcomer = make_user(name="A newcomer", is_verified=False)
    return World(
        people=people,
        stranger=make_user(name="A stranger"),
        sign_in_id=_make_sign_in(session, people[Role.VOLUNTEER]),
        verification_token=make_link(newcomer, LinkPurpose.VERIFY),
        reset_token=make_link(newcomer, LinkPurpose.RESET),
        outbox_id=_make_parked_mail(session),
    )


def _make_person(role: Role) -> User:
    return make_user(
        name=f"The {role}",
        is_broker=role is Role.BROKER,
        is_administrator=role is Role.ADMINISTRATOR,
    )


def _make_sign_in(session: Session, user: User) -> int:
    now = utcnow()
    sign_in = SignIn(
        user_id=user.id,
        token_digest="nobody has this token",
        device="Firefox on Windows",
        created_at=now,
        last_seen_at=now,
        has_passed_code=True,
    )
    session.add(sign_in)
    session.flush()
    return sign_in.id


def _make_parked_mail(session: Session) -> int:
    queue_mail(
        to="gone@site.example", subject="Lost", template="accounts/reset_password", link="nowhere"
    )
    message = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    message.parked_at = utcnow()
    message.attempts = 10
    session.flush()
    return message.id
