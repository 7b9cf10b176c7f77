"""One opportunity, for anyone; for a signed-in user, why it fits or why not."""

from __future__ import annotations

from brokerage.accounts.queries import get_user
from brokerage.digests.queries import find_dismissal
from brokerage.extensions import utcnow
from brokerage.volunteering.permissions import EDIT, VIEW, opportunity_facts
from brokerage.volunteering.queries.fit import find_fit
from brokerage.volunteering.queries.next_steps import list_next_steps
from brokerage.volunteering.queries.opportunities import (
    OWNER_KIND,
    get_opportunity,
    get_shown_opportunity,
)
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.web.access import can, check, current_subject, requires
from brokerage.web.layout import today
from brokerage.web.transactions import render


@blueprint.get("/opportunities/<int:opportunity_id>")
@requires(VIEW)
def show_opportunity(opportunity_id: int) -> str:
    """Show an opportunity, and what the one who looks can do with it."""
    opportunity = get_opportunity(opportunity_id)
    facts, subject = opportunity_facts(opportunity), current_subject()
    check(VIEW, facts)
    fit = dismissal = None
    if subject.user_id is not None and facts.is_public:
        fit = find_fit(get_user(subject.user_id), opportunity, today())
        dismissal = find_dismissal(subject.user_id, OWNER_KIND, opportunity_id)
    return render(
        "volunteering/show_opportunity.html",
        shown=get_shown_opportunity(opportunity, utcnow()),
        is_public=facts.is_public,
        is_of_own_host=subject.role_in(facts.organisation_id) is not None,
        can_edit=can(EDIT, facts),
        fit=fit,
        dismissal=dismissal,
        steps=list_next_steps(opportunity) if facts.is_public else None,
    )
