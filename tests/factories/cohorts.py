"""Cohorts, places, members and placements as tests need them."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from brokerage.accounts.models import User
from brokerage.cohorts.models import (
    Cohort,
    CohortMember,
    CohortPair,
    CohortPlace,
    Placement,
    PlacementRun,
)
from brokerage.cohorts.rules.cohorts import CohortStatus
from brokerage.cohorts.rules.offers import PlacementStatus
from brokerage.cohorts.rules.runs import RunStatus
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Opportunity

TUESDAY, FRIDAY = "TuesdayMorning", "FridayAfternoon"
BANBURY, OXFORD = (445_500, 240_500), (453_000, 205_000)
_versions = count(1)


def make_cohort(host: Organisation, creator: User, **fields: Any) -> Cohort:
    """Add an open cohort without places or members, flushed."""
    now = utcnow()
    return _add(
        Cohort(
            **{
                "organisation_id": host.id,
                "name": "Reading helpers, spring",
                "description": "Listen to children read, twice a week in term time.",
                "status": CohortStatus.OPEN,
                "answer_days": 5,
                "created_by_id": creator.id,
                "created_at": now,
                "opened_at": now,
            }
            | fields
        )
    )


def make_place(
    cohort: Cohort, opportunity: Opportunity, session: Session | None = None, **fields: Any
) -> CohortPlace:
    """Add a place for one person, flushed."""
    return _add(
        CohortPlace(
            **{
                "cohort_id": cohort.id,
                "opportunity_id": opportunity.id,
                "session_id": session.id if session else None,
                "capacity": 1,
                "minimum": 0,
            }
            | fields
        )
    )


def make_cohort_member(cohort: Cohort, user: User) -> CohortMember:
    """Let the user have joined, flushed."""
    return _add(CohortMember(cohort_id=cohort.id, user_id=user.id, joined_at=utcnow()))


def make_pair(member: CohortMember, place: CohortPlace, by: User, kind: str = "lock") -> CohortPair:
    """Decide that the member is always, or never, in the place, flushed."""
    return _add(
        CohortPair(
            cohort_id=place.cohort_id,
            member_id=member.id,
            place_id=place.id,
            kind=kind,
            set_by_id=by.id,
            set_at=utcnow(),
        )
    )


def make_run(cohort: Cohort, asked_by: User, **fields: Any) -> PlacementRun:
    """Add a run that is done and placed one of two people, flushed."""
    now = utcnow()
    verdict = {
        "placed": 1,
        "people": 2,
        "priority": 0,
        "score": 0.5,
        "bound": [1, 0, 0.5],
        "gap": 0,
        "is_best": True,
        "greedy": [1, 0, 0.5],
        "pairs": 2,
        "method": "matching",
    }
    return _add(
        PlacementRun(
            **{
                "cohort_id": cohort.id,
                "version": next(_versions),
                "status": RunStatus.DONE,
                "inputs_digest": "0" * 64,
                "done": 100,
                "asked_by_id": asked_by.id,
                "asked_at": now,
                "beat_at": now,
                "finished_at": now,
                "result": {
                    "verdict": verdict,
                    "needs": [],
                    "left_over": [],
                    "seats": 1,
                    "places": 1,
                    "held": 0,
                },
            }
            | fields
        )
    )


def make_placement(
    run: PlacementRun,
    member: CohortMember,
    place: CohortPlace,
    *,
    status: str = PlacementStatus.PROPOSED,
    answer_by: date | None = None,
    **fields: Any,
) -> Placement:
    """Add a placement; one that was offered holds its seat, flushed."""
    offered = {} if status == PlacementStatus.PROPOSED else _offered(answer_by)
    if status == PlacementStatus.OFFERED:
        if place.session is not None:
            place.session.taken += 1
        else:
            place.opportunity.flexible_taken += 1
    return _add(
        Placement(
            **{
                "run_id": run.id,
                "member_id": member.id,
                "place_id": place.id,
                "score": 0.5,
                "reasons": ["Free when it is: Tuesday morning."],
                "status": status,
            }
            | offered
            | fields
        )
    )


def _offered(answer_by: date | None) -> dict[str, Any]:
    now = utcnow()
    return {"offered_at": now, "answer_by": answer_by or now.date() + timedelta(days=7)}


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
