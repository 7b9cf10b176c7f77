"""Making a cohort: its words, its places and which of them come first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.cohorts.models import Cohort, CohortPlace
from brokerage.cohorts.queries.cohorts import Opening, count_seats, find_area_facts
from brokerage.cohorts.rules import cohorts as rules
from brokerage.cohorts.rules.cohorts import CohortStatus
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.volunteering.rules.opportunities import is_host

KIND = "cohort"
PLACE_KIND = "cohort-place"
ADDED_ALREADY = "Someone else has just added one of these. Look at the list again."


@writes
def create_cohort(
    actor: Subject, organisation: Organisation, *, name: str, description: str, answer_days: int
) -> Cohort:
    """Begin a cohort; nobody can join it yet."""
    if not is_host(organisation.status, organisation.wants):
        raise DomainError("Only an approved host of volunteers can place them.")
    cohort = Cohort(
        organisation_id=organisation.id,
        name=name,
        description=description,
        status=CohortStatus.DRAFT,
        answer_days=answer_days,
        created_by_id=actor.user_id or 0,
        created_at=utcnow(),
    )
    db.session.add(cohort)
    db.session.flush()
    audit.record(actor, "cohorts:cohort:create", KIND, cohort.id, after={"name": name})
    return cohort


@writes
def edit_cohort(
    actor: Subject, cohort: Cohort, *, name: str, description: str, answer_days: int
) -> None:
    """Change what is said of it and how long people have to answer."""
    before = {"name": cohort.name, "answer_days": cohort.answer_days}
    cohort.name, cohort.description, cohort.answer_days = name, description, answer_days
    db.session.flush()
    after = {"name": name, "answer_days": answer_days}
    audit.record(actor, "cohorts:cohort:edit", KIND, cohort.id, before=before, after=after)


@writes
def open_cohort(actor: Subject, cohort: Cohort) -> None:
    """Let people join."""
    rules.check_open(cohort.status, count_seats([cohort.id]).get(cohort.id, 0))
    _set_status(actor, cohort, CohortStatus.OPEN, opened_at=utcnow(), closed_at=None)


@writes
def close_cohort(actor: Subject, cohort: Cohort) -> None:
    """Take nobody else in; those who are in can still be placed."""
    if cohort.status != CohortStatus.OPEN:
        raise DomainError("This group is not open.")
    _set_status(actor, cohort, CohortStatus.CLOSED, closed_at=utcnow())


def _set_status(
    actor: Subject, cohort: Cohort, then: CohortStatus, **moments: datetime | None
) -> None:
    before = cohort.status
    cohort.status = then
    for name, moment in moments.items():
        setattr(cohort, name, moment)
    db.session.flush()
    verb = "open" if then == CohortStatus.OPEN else "close"
    audit.record(
        actor,
        f"cohorts:cohort:{verb}",
        KIND,
        cohort.id,
        before={"status": before},
        after={"status": then},
    )


@writes
def add_places(actor: Subject, cohort: Cohort, chosen: Sequence[Opening]) -> int:
    """Add dates and roles as places, with the seats they have free; return how many."""
    facts = find_area_facts([each.opportunity for each in chosen])
    former = {
        (each.opportunity_id, each.session_id): each
        for each in db.session.scalars(
            select(CohortPlace).where(CohortPlace.cohort_id == cohort.id).order_by(CohortPlace.id)
        )
    }
    if len(former) + len(chosen) > rules.MOST_PLACES:
        raise DomainError(f"{rules.MOST_PLACES} places is the most for one group")
    try:
        with db.session.begin_nested():
            for each in chosen:
                key = (each.opportunity.id, each.session.id if each.session else None)
                place = former.get(key) or CohortPlace(cohort_id=cohort.id)
                _fill(place, each, facts[each.opportunity.id])
                db.session.add(place)
    except IntegrityError as error:
        raise DomainError(ADDED_ALREADY) from error
    audit.record(
        actor, "cohorts:place:add", KIND, cohort.id, after={"keys": [each.key for each in chosen]}
    )
    return len(chosen)


def _fill(place: CohortPlace, opening: Opening, area: tuple[int, list[str]]) -> None:
    place.opportunity_id = opening.opportunity.id
    place.session_id = opening.session.id if opening.session else None
    place.capacity = min(max(opening.seats, 1), rules.MOST_SEATS)
    place.minimum = 0
    place.removed_at = None
    place.area_priority, place.area_facts = area


@writes
def edit_place(actor: Subject, place: CohortPlace, answers: dict[str, Any]) -> None:
    """Set how many it takes, how few it runs with, and what puts it first.

    `answers`: capacity, minimum, may_stay_empty, added_priority, priority_reason.
    """
    opening = Opening(opportunity=place.opportunity, session=place.session)
    rules.check_place(answers["capacity"], answers["minimum"], _all_seats(opening))
    if answers["added_priority"] and not answers["priority_reason"]:
        raise DomainError("Say why this place comes first", "priority_reason")
    if not answers["added_priority"]:
        answers = {**answers, "priority_reason": ""}
    before = {name: getattr(place, name) for name in answers}
    for name, value in answers.items():
        setattr(place, name, value)
    db.session.flush()
    audit.record(
        actor, "cohorts:place:edit", PLACE_KIND, place.id, before=before, after=dict(answers)
    )


def _all_seats(opening: Opening) -> int:
    session = opening.session
    return session.places if session else opening.opportunity.flexible_places


@writes
def remove_place(actor: Subject, place: CohortPlace) -> None:
    """Take a place out; who has been offered it keeps it."""
    place.removed_at = utcnow()
    db.session.flush()
    before = {"cohort_id": place.cohort_id}
    audit.record(actor, "cohorts:place:remove", PLACE_KIND, place.id, before=before)
