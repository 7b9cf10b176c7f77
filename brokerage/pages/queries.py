"""What the site's own pages read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from brokerage import migrations
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.mail import OutboxMessage
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import PUBLIC_STATUSES, Status, Want
from brokerage.web.features import contributions
from brokerage.web.layout import today

NOT_MIGRATED = "The database is not at the newest migration."


@dataclass(frozen=True, kw_only=True)
class DirectoryFigures:
    """How many organisations there are to be found, and of what sort, today."""

    in_directory: int
    approved: int
    with_verified_fact: int
    wanting_volunteers: int


def count_directory() -> DirectoryFigures:
    """Count what the directory holds, in one statement."""
    is_approved = Organisation.status == Status.APPROVED
    # The column is JSON, which each engine searches in its own way; as text they agree.
    wants_volunteers = cast(Organisation.wants, String).contains(f'"{Want.HOST_VOLUNTEERS}"')
    row = db.session.execute(
        select(
            func.count(),
            _count_where(is_approved),
            _count_where(and_(is_approved, _has_verified_fact())),
            _count_where(and_(is_approved, wants_volunteers)),
        ).where(Organisation.status.in_(sorted(PUBLIC_STATUSES)))
    ).one()
    in_directory, approved, with_verified_fact, wanting_volunteers = row
    return DirectoryFigures(
        in_directory=in_directory,
        approved=approved,
        with_verified_fact=with_verified_fact,
        wanting_volunteers=wanting_volunteers,
    )


def _count_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _has_verified_fact() -> ColumnElement[bool]:
    day = today()
    return exists().where(
        Evidence.organisation_id == Organisation.id,
        Evidence.verified_on.is_not(None),
        or_(Evidence.expires_on.is_(None), Evidence.expires_on >= day),
    )


def get_mail(message_id: int) -> OutboxMessage:
    """Return one message of the outbox (NotFoundError): for the demonstration's mailbox."""
    message = db.session.get(OutboxMessage, message_id)
    if message is None:
        raise NotFoundError
    return message


def list_what_is_not_ready() -> list[str]:
    """Return a sentence for each thing this process still needs; an empty list: it may serve."""
    try:
        version = migrations.version_of(db.session.connection())
    except SQLAlchemyError:
        return ["The database does not answer."]
    missing = [] if version == migrations.newest_version() else [NOT_MIGRATED]
    return missing + [lack for check in contributions("readiness") if (lack := check())]
