"""Reaching a cohort one looks after, and the way back to its page."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.cohorts.permissions import ANSWER, MANAGE, MemberFacts, cohort_facts
from brokerage.cohorts.queries.cohorts import Cohort, get_cohort
from brokerage.cohorts.queries.members import Placement, get_placement
from brokerage.cohorts.queries.runs import PlacementRun, get_run
from brokerage.web import access

__all__ = ["Cohort", "Placement", "get_managed", "get_managed_run", "get_own_offer", "to_cohort"]


def get_managed(cohort_id: int) -> Cohort:
    """Return the cohort if this subject looks after it (NotFoundError)."""
    cohort = get_cohort(cohort_id)
    access.check(MANAGE, cohort_facts(cohort))
    return cohort


def get_managed_run(run_id: int) -> PlacementRun:
    """Return the run if this subject looks after its cohort (NotFoundError)."""
    run = get_run(run_id)
    access.check(MANAGE, cohort_facts(run.cohort))
    return run


def get_own_offer(placement_id: int) -> Placement:
    """Return one's own offer; what was never offered is nobody's to see (NotFoundError)."""
    placement = get_placement(placement_id)
    user_id = placement.member.user_id if placement.offered_at else 0
    access.check(ANSWER, MemberFacts(user_id=user_id))
    return placement


def to_cohort(cohort_id: int) -> ResponseReturnValue:
    """Send on to the host's page of the cohort."""
    return redirect(url_for("cohorts.show_cohort_to_host", cohort_id=cohort_id), 303)
