"""Sending the offers of a run, and what is answered to them.

The seat comes first, then the placement: all lock in one order, as bookings do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.audit import Recorded
from brokerage.cohorts import emails
from brokerage.cohorts.models import CohortMember, CohortPlace, Placement, PlacementRun
from brokerage.cohorts.profiles import place_day_parts
from brokerage.cohorts.queries.runs import (
    count_unanswered,
    find_newest_run,
    list_due_offers,
    list_offers_to_remind_of,
    list_proposed,
)
from brokerage.cohorts.rules import offers as rules
from brokerage.cohorts.rules.offers import PlacementStatus
from brokerage.cohorts.service.seats import (
    book_held_seat,
    hold_seat,
    release_seat,
    see_seats_again,
)
from brokerage.digests.rules import CameOf
from brokerage.digests.service import dismiss
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.rules import after_working_days
from brokerage.permissions import SYSTEM, Subject
from brokerage.volunteering.models import Volunteer
from brokerage.volunteering.profiles import opening_facts, volunteer_facts
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules.eligibility import why_not

KIND = "placement"
MOST_AT_ONCE = 200
"""Offers that one press sends: what a writer may hold others up for."""
NOT_NEWEST = "There is a newer version. Send the offers of that one."


@dataclass(frozen=True, kw_only=True)
class Sent:
    """How many offers went out, and whose did not and why."""

    count: int
    left_out: Sequence[tuple[str, str]]
    """Name and sentence."""
    waiting: int
    """How many more wait for another press."""


@writes
def send_offers(actor: Subject, run: PlacementRun) -> Sent:
    """Offer each their place, and hold its seat until they answer or the day has passed.

    What has changed since the run is looked at again, one by one: who cannot have the place any
    more is left out and named.
    """
    # Of two who press at once, the second finds what the first has sent.
    db.session.execute(select(PlacementRun.id).where(PlacementRun.id == run.id).with_for_update())
    newest = find_newest_run(run.cohort_id)
    if newest is None or newest.id != run.id:
        raise DomainError(NOT_NEWEST)
    proposed = list_proposed(run.id)
    now = utcnow()
    answer_by = after_working_days(now.date(), run.cohort.answer_days)
    left_out: list[tuple[str, str]] = []
    for placement in proposed[:MOST_AT_ONCE]:
        try:
            with db.session.begin_nested():
                _check_still(placement, now.date())
                hold_seat(placement.place)
                _move(placement, PlacementStatus.OFFERED, offered_at=now, answer_by=answer_by)
        except DomainError as refusal:
            left_out.append((placement.member.user.name, refusal.sentence))
            see_seats_again(placement.place)
            continue
        _record(actor, placement, "send")
        emails.send_offer(placement)
    count = min(len(proposed), MOST_AT_ONCE) - len(left_out)
    return Sent(count=count, left_out=left_out, waiting=max(0, len(proposed) - MOST_AT_ONCE))


def _check_still(placement: Placement, today: date) -> None:
    """The live rows once more, by the same hard rules."""
    member, place = placement.member, placement.place
    volunteer = db.session.get(Volunteer, member.user_id)
    if member.left_at is not None or volunteer is None or place.removed_at is not None:
        raise DomainError("They have left, or the place was taken out.")
    sessions = [place.session] if place.session else []
    facts = opening_facts(place.opportunity, sessions)
    reason = why_not(volunteer_facts(volunteer, member.user.age_band), facts, today)
    if reason is not None:
        raise DomainError(reason)
    parts = place_day_parts(place)
    if parts and not parts & set(volunteer.day_parts) and not placement.is_kept:
        raise DomainError("They are not free at that time any more.")


@writes
def accept_offer(actor: Subject, placement: Placement) -> int:
    """Say yes: the seat that was held becomes a booking; return its id."""
    rules.check_in_time(placement.answer_by, utcnow().date())
    rules.check_move(placement.status, PlacementStatus.ACCEPTED)
    with db.session.begin_nested():
        booking = book_held_seat(actor, placement.place, placement.member.user_id)
        _move(placement, PlacementStatus.ACCEPTED, answered_at=utcnow(), booking_id=booking.id)
    _record(actor, placement, "accept", {"booking_id": booking.id})
    _tell_if_all_answered(placement)
    return booking.id


@writes
def decline_offer(actor: Subject, placement: Placement, reason: str) -> None:
    """Say no: the place is free for the next run, and is not offered to them again.

    Unless they cannot volunteer at all just now, the role is not suggested again either.
    """
    rules.check_move(placement.status, PlacementStatus.DECLINED)
    with db.session.begin_nested():
        release_seat(placement.place)
        _move(
            placement,
            PlacementStatus.DECLINED,
            answered_at=utcnow(),
            decline_reason=rules.DeclineReason(reason),
        )
    _record(actor, placement, "decline", {"reason": reason})
    if reason not in rules.LEAVES:
        dismiss(actor, OWNER_KIND, placement.place.opportunity_id, CameOf.OFFER)
    elif placement.member.left_at is None:
        placement.member.left_at = utcnow()
        db.session.flush()
        audit.record(actor, "cohorts:member:leave", "cohort-member", placement.member_id)
    _tell_if_all_answered(placement)


@writes
def take_back_offer(actor: Subject, placement: Placement) -> None:
    """Take an offer back that was not answered; they are told."""
    _free(actor, placement, PlacementStatus.TAKEN_BACK, "take-back")
    emails.send_taken_back(placement)
    _tell_if_all_answered(placement)


@writes
def drop_offers_of(actor: Subject, member: CohortMember) -> None:
    """Give back what is held for somebody who leaves."""
    for placement in db.session.scalars(
        select(Placement)
        .where(Placement.member_id == member.id, Placement.status == PlacementStatus.OFFERED)
        .order_by(Placement.id)
    ).all():
        _free(actor, placement, PlacementStatus.TAKEN_BACK, "take-back")


@writes
def lapse_offers(today: date) -> int:
    """Give back the seats of offers whose day has passed; return how many."""
    due = list_due_offers(today)
    for placement in due:
        _free(SYSTEM, placement, PlacementStatus.LAPSED, "lapse")
        emails.send_lapsed(placement)
        _tell_if_all_answered(placement)
    return len(due)


@writes
def remind_of_offers(today: date) -> int:
    """Tell those who have not answered that their day is near, once each; return how many."""
    reminded = 0
    for placement in list_offers_to_remind_of(today):
        noted = db.session.execute(
            update(Placement)
            .where(
                Placement.id == placement.id,
                Placement.status == PlacementStatus.OFFERED,
                Placement.reminded_at.is_(None),
            )
            .values(reminded_at=utcnow())
            .returning(Placement.id)
            .execution_options(synchronize_session=False)
        ).scalar()
        if noted is None:
            continue
        db.session.refresh(placement)
        _record(SYSTEM, placement, "remind")
        emails.send_reminder(placement)
        reminded += 1
    return reminded


@writes
def reconsider(told: Recorded) -> None:
    """When somebody says that a role may be for them after all, a run may place them there."""
    if told.object_kind != OWNER_KIND or not told.actor.person_id:
        return
    theirs = select(CohortMember.id).where(CohortMember.user_id == told.actor.person_id)
    there = select(CohortPlace.id).where(CohortPlace.opportunity_id == told.object_id)
    db.session.execute(
        update(Placement)
        .where(
            Placement.member_id.in_(theirs),
            Placement.place_id.in_(there),
            Placement.status == PlacementStatus.DECLINED,
        )
        .values(reconsidered_at=utcnow())
    )


@writes
def end_with_booking(told: Recorded) -> None:
    """When a booking that came of an offer ends, the person can be placed anew, elsewhere."""
    ended = db.session.scalars(
        select(Placement).where(
            Placement.booking_id == told.object_id,
            Placement.status == PlacementStatus.ACCEPTED,
        )
    ).first()
    if ended is not None:
        _move(ended, PlacementStatus.ENDED)
        _record(told.actor, ended, "end")


def _free(actor: Subject, placement: Placement, then: PlacementStatus, verb: str) -> None:
    rules.check_move(placement.status, then)
    with db.session.begin_nested():
        release_seat(placement.place)
        _move(placement, then, answered_at=utcnow())
    _record(actor, placement, verb)


def _move(placement: Placement, then: PlacementStatus, **values: Any) -> None:
    """Take the step on the live row, so that two people cannot take two different ones."""
    rules.check_move(placement.status, then)
    try:
        moved = db.session.execute(
            update(Placement)
            .where(Placement.id == placement.id, Placement.status == placement.status)
            .values(status=then, **values)
            .returning(Placement.id)
            .execution_options(synchronize_session=False)
        ).scalar()
    except IntegrityError as error:
        raise DomainError("They hold another place of this group already.") from error
    if moved is None:
        raise DomainError(rules.QUICKER)
    db.session.refresh(placement)


def _record(
    actor: Subject, placement: Placement, verb: str, after: dict[str, Any] | None = None
) -> None:
    facts = {"status": placement.status, "place_id": placement.place_id, **(after or {})}
    audit.record(actor, f"cohorts:offer:{verb}", KIND, placement.id, after=facts)


def _tell_if_all_answered(placement: Placement) -> None:
    counts = count_unanswered(placement.run_id)
    if counts.waiting == 0:
        emails.send_all_answered(placement.run, counts)
