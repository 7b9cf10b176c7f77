"""Work of cohorts that nobody waits for."""

from __future__ import annotations

import time
from collections.abc import Callable

from brokerage.cohorts.queries.cohorts import get_cohort
from brokerage.cohorts.queries.inputs import get_inputs
from brokerage.cohorts.queries.runs import (
    has_waiting_run,
    list_due_offers,
    list_offers_to_remind_of,
)
from brokerage.cohorts.rules.runs import share_done
from brokerage.cohorts.service import offers, runs
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.queries.placements import (
    PlacementFailedError,
    PlacementRefusedError,
    find_solution_apart,
)

BEAT_SECONDS = 1.0
"""The least between two notes of how far it is: each is a write."""
FAILED = "Working it out was cut short. Try again; if it happens again, tell us."


def has_work() -> bool:
    """Say whether a run waits."""
    is_waiting = has_waiting_run(utcnow())
    db.end_read()  # the claim of the job is a write of another session
    return is_waiting


def work_out_run() -> None:
    """Work out the run that has waited longest, in a process that never opens the database."""
    run = runs.claim_run()
    db.session.commit()
    if run is None:
        return
    inputs = get_inputs(get_cohort(run.cohort_id), utcnow())
    db.end_read()
    try:
        solution = find_solution_apart(inputs.plain, _beats(run.id))
        runs.finish_run(run, inputs, solution)
    except PlacementRefusedError as refusal:
        runs.fail_run(run, runs.named_refusal(str(refusal), inputs))
    except PlacementFailedError:
        runs.fail_run(run, FAILED)
    except Exception:
        db.session.rollback()
        runs.fail_run(run, FAILED)
        db.session.commit()
        raise
    db.session.commit()


def _beats(run_id: int) -> Callable[[str, int, int], None]:
    last = time.monotonic()

    def beat(stage: str, done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last >= BEAT_SECONDS:
            last = time.monotonic()
            runs.beat_run(run_id, share_done(stage, done, of))
            db.session.commit()

    return beat


def has_due_offers() -> bool:
    """Say whether an offer's day has passed."""
    is_due = bool(list_due_offers(utcnow().date()))
    db.end_read()
    return is_due


def lapse_offers() -> None:
    """Give the seats of unanswered offers back."""
    offers.lapse_offers(utcnow().date())


def has_offers_to_remind_of() -> bool:
    """Say whether somebody's day to answer is near."""
    is_due = bool(list_offers_to_remind_of(utcnow().date()))
    db.end_read()
    return is_due


def remind_of_offers() -> None:
    """Ask those who have not answered once more."""
    offers.remind_of_offers(utcnow().date())
