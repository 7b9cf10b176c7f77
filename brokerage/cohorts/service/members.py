"""Joining, leaving, and what is decided on one member and one place."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.audit import Recorded
from brokerage.cohorts import emails
from brokerage.cohorts.models import Cohort, CohortMember, CohortPair, CohortPlace
from brokerage.cohorts.queries.members import get_joining, list_own_memberships
from brokerage.cohorts.rules import cohorts as rules
from brokerage.cohorts.rules.cohorts import PairKind
from brokerage.cohorts.service.offers import drop_offers_of
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject

KIND = "cohort-member"


@writes
def join_cohort(actor: Subject, cohort: Cohort) -> CohortMember:
    """Ask to be placed by this host: from now on it sees the name and what was said of times."""
    joining = get_joining(cohort, actor.user_id or 0)
    rules.check_joinable(cohort.status, joining.missing, is_own_host=joining.is_own_host)
    member = CohortMember(cohort_id=cohort.id, user_id=actor.user_id or 0, joined_at=utcnow())
    try:
        with db.session.begin_nested():
            db.session.add(member)
    except IntegrityError as error:
        raise DomainError("You have joined already.") from error
    audit.record(actor, "cohorts:member:join", KIND, member.id, after={"cohort_id": cohort.id})
    emails.send_joined(member)
    return member


@writes
def leave_cohort(actor: Subject, member: CohortMember) -> None:
    """Leave: an offer goes back; a place that is booked stays until it is withdrawn."""
    _end(member)
    drop_offers_of(actor, member)
    audit.record(actor, "cohorts:member:leave", KIND, member.id)


@writes
def leave_with_profile(told: Recorded) -> None:
    """Who deletes what they said of themselves can be placed nowhere, so they leave everywhere."""
    for member in list_own_memberships(told.object_id or 0):
        leave_cohort(told.actor, member)


@writes
def remove_member(actor: Subject, member: CohortMember) -> None:
    """Take somebody out who cannot be placed here; they are told."""
    member.was_removed = True
    _end(member)
    drop_offers_of(actor, member)
    audit.record(actor, "cohorts:member:remove", KIND, member.id)
    emails.send_removed(member)


def _end(member: CohortMember) -> None:
    if member.left_at is not None:
        raise DomainError("They have left already.")
    member.left_at = utcnow()
    db.session.flush()


@writes
def set_pair(actor: Subject, member: CohortMember, place: CohortPlace, kind: str) -> CohortPair:
    """Decide that a member is always, or never, in a place; this replaces what was decided."""
    replaced = (CohortPair.member_id == member.id) & (
        (CohortPair.place_id == place.id)
        | ((CohortPair.kind == PairKind.LOCK) & (kind == PairKind.LOCK))
    )
    db.session.execute(delete(CohortPair).where(replaced))
    pair = CohortPair(
        cohort_id=place.cohort_id,
        member_id=member.id,
        place_id=place.id,
        kind=PairKind(kind),
        set_by_id=actor.user_id or 0,
        set_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(pair)
    except IntegrityError as error:
        raise DomainError("Someone else has just decided this. Look at it again.") from error
    audit.record(
        actor,
        f"cohorts:pair:{kind}",
        "cohort-pair",
        pair.id,
        after={"member_id": member.id, "place_id": place.id},
    )
    return pair


@writes
def remove_pair(actor: Subject, pair: CohortPair) -> None:
    """Leave it to the working out again."""
    before = {"member_id": pair.member_id, "place_id": pair.place_id, "kind": pair.kind}
    pair_id = pair.id
    db.session.delete(pair)
    db.session.flush()
    audit.record(actor, "cohorts:pair:remove", "cohort-pair", pair_id, before=before)
