"""What everyone sees of a cohort: what it is, and how to join."""

from __future__ import annotations

from brokerage.cohorts.permissions import VIEW, cohort_facts
from brokerage.cohorts.queries.cohorts import count_seats, get_cohort
from brokerage.cohorts.queries.members import find_member
from brokerage.cohorts.routes.blueprint import blueprint
from brokerage.web.access import check, current_subject, requires
from brokerage.web.transactions import render


@blueprint.get("/cohorts/<int:cohort_id>")
@requires(VIEW)
def show_cohort(cohort_id: int) -> str:
    """Show what people join."""
    cohort = get_cohort(cohort_id)
    check(VIEW, cohort_facts(cohort))
    user_id = current_subject().user_id
    return render(
        "cohorts/cohort_show.html",
        cohort=cohort,
        seats=count_seats([cohort_id]).get(cohort_id, 0),
        member=find_member(cohort_id, user_id) if user_id else None,
    )
