"""Working out who goes where: at once where it is quick, else by a job."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.cohorts.models import Cohort, Placement, PlacementRun
from brokerage.cohorts.queries.cohorts import count_active_places, count_members
from brokerage.cohorts.queries.inputs import Inputs, get_inputs
from brokerage.cohorts.rules import runs as rules
from brokerage.cohorts.rules.cohorts import check_runnable
from brokerage.cohorts.rules.offers import PlacementStatus
from brokerage.cohorts.rules.runs import RunStatus
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.queries.placements import PlacementRefusedError, find_solution
from brokerage.permissions import SYSTEM, Subject

KIND = "placement-run"
UNDER_WAY = "Someone has just asked for this. It is being worked out."


def start_run(actor: Subject, cohort: Cohort) -> PlacementRun:
    """Work out who goes where, or leave it to the job where that takes long.

    DomainError where there is nobody or nowhere, or what is decided cannot all be kept.
    """
    cohort_id, now = cohort.id, utcnow()
    people, places = (
        count_members([cohort_id]).get(cohort_id, 0),
        count_active_places(cohort_id, now),
    )
    check_runnable(people, places)
    if people * places > rules.SMALL:
        return _add_run(actor, cohort_id, RunStatus.WAITING)
    inputs = get_inputs(cohort, now)
    check_runnable(len(inputs.people), len(inputs.places))
    db.end_read()  # nobody waits for the database meanwhile
    try:
        solution = find_solution(inputs.plain)
    except PlacementRefusedError as refusal:
        raise DomainError(named_refusal(str(refusal), inputs)) from refusal
    run = _add_run(actor, cohort_id, RunStatus.WORKING)
    finish_run(run, inputs, solution)
    return run


def named_refusal(sentence: str, inputs: Inputs) -> str:
    """Return why it cannot be done, with names for numbers and what to do."""
    told = rules.name_numbers(sentence, inputs.person_facts, inputs.place_facts)
    return f"{told} Change a fixed pair, a minimum or the number of places, then try again."


@writes
def _add_run(actor: Subject, cohort_id: int, status: RunStatus) -> PlacementRun:
    newest = db.session.scalar(
        select(func.max(PlacementRun.version)).where(PlacementRun.cohort_id == cohort_id)
    )
    now = utcnow()
    run = PlacementRun(
        cohort_id=cohort_id,
        version=(newest or 0) + 1,
        status=status,
        asked_by_id=actor.user_id or 0,
        asked_at=now,
        beat_at=now if status == RunStatus.WORKING else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(run)
    except IntegrityError as error:
        raise DomainError(UNDER_WAY) from error
    audit.record(actor, "cohorts:run:start", KIND, run.id, after={"version": run.version})
    return run


@writes
def claim_run() -> PlacementRun | None:
    """Take the run that has waited longest, or whose worker was not heard of for too long."""
    now = utcnow()
    is_silent = (PlacementRun.status == RunStatus.WORKING) & (
        PlacementRun.beat_at < now - rules.SILENCE
    )
    due = or_(PlacementRun.status == RunStatus.WAITING, is_silent)
    run_id = db.session.scalar(
        select(PlacementRun.id).where(due).order_by(PlacementRun.id).limit(1)
    )
    claimed = db.session.execute(
        update(PlacementRun)
        .where(PlacementRun.id == run_id, due)
        .values(status=RunStatus.WORKING, beat_at=now, done=0)
        .returning(PlacementRun.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if claimed is None:
        return None
    return db.session.get_one(PlacementRun, claimed, populate_existing=True)


@writes
def beat_run(run_id: int, done: int) -> None:
    """Note how far a run is, and that somebody works on it."""
    db.session.execute(
        update(PlacementRun)
        .where(PlacementRun.id == run_id, PlacementRun.status == RunStatus.WORKING)
        .values(done=done, beat_at=utcnow())
        .execution_options(synchronize_session=False)
    )


@writes
def finish_run(run: PlacementRun, inputs: Inputs, solution: dict[str, Any]) -> None:
    """Keep who goes where and why, unless somebody else has kept it already."""
    if not _move(
        run,
        RunStatus.DONE,
        done=100,
        finished_at=utcnow(),
        inputs_digest=inputs.digest,
        result=_result(inputs, solution),
    ):
        return
    rows = _placements(run.id, inputs, solution)
    if rows:
        db.session.execute(insert(Placement), rows)
    audit.record(
        SYSTEM,
        "cohorts:run:finish",
        KIND,
        run.id,
        after={"digest": run.inputs_digest, "placed": solution["objective"][0]},
    )


@writes
def fail_run(run: PlacementRun, sentence: str) -> None:
    """Keep why a run has no result."""
    if _move(run, RunStatus.FAILED, failure=sentence[:500], finished_at=utcnow()):
        audit.record(SYSTEM, "cohorts:run:fail", KIND, run.id)


def _move(run: PlacementRun, then: RunStatus, **values: Any) -> bool:
    moved = db.session.execute(
        update(PlacementRun)
        .where(PlacementRun.id == run.id, PlacementRun.status == RunStatus.WORKING)
        .values(status=then, **values)
        .returning(PlacementRun.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    db.session.refresh(run)
    return moved is not None


def _result(inputs: Inputs, solution: dict[str, Any]) -> dict[str, Any]:
    places, people = inputs.places, inputs.people
    needs = rules.needs_of(solution, inputs.place_facts)
    left = rules.left_over_of(solution, inputs.person_facts, inputs.place_facts)
    return {
        "verdict": rules.verdict_of(solution),
        "needs": [{**each, "place": places[each["place"]].id} for each in needs],
        "left_over": [{**each, "person": people[each["person"]].member.id} for each in left],
        "seats": sum(inputs.problem.capacities),
        "places": len(places),
        "held": len(inputs.held),
    }


def _placements(run_id: int, inputs: Inputs, solution: dict[str, Any]) -> list[dict[str, Any]]:
    """One row for each who has a place now and did not hold one before."""
    locked = set(inputs.problem.locked)
    return [
        {
            "run_id": run_id,
            "member_id": person.member.id,
            "place_id": inputs.places[place].id,
            "score": solution["scores"][number],
            "reasons": rules.reasons_for(
                inputs.person_facts[number],
                inputs.place_facts[place],
                inputs.labels,
                inputs.miles_between(number, place),
            ),
            "status": PlacementStatus.PROPOSED,
            "is_kept": (number, place) in locked,
        }
        for number, (person, place) in enumerate(
            zip(inputs.people, solution["places"], strict=True)
        )
        if place != rules.NOWHERE and person.member.id not in inputs.held
    ]
