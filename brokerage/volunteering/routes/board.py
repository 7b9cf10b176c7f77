"""The sections of the pin board, and “not for me”, said once."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.digests.service import dismiss, restore
from brokerage.errors import NotFoundError
from brokerage.extensions import utcnow
from brokerage.permissions import PUBLIC
from brokerage.volunteering.permissions import ASK, opportunity_facts
from brokerage.volunteering.queries import board
from brokerage.volunteering.queries.opportunities import OWNER_KIND, get_opportunity
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.search import find_own_user
from brokerage.volunteering.rules import board as rules
from brokerage.volunteering.rules.board import BoardSection
from brokerage.web.access import check, current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

FORGOTTEN = "We have forgotten that this is not for you. It can be suggested again."
REMEMBERED = "We remember that this is not for you. It is not suggested again."


@blueprint.get("/volunteering/board/<slug:section>")
@requires(PUBLIC)
def browse_section(section: str) -> str:
    """Show one section of the board, and how it is made."""
    if section not in set(BoardSection):
        raise NotFoundError
    chosen, user, now = BoardSection(section), find_own_user(), utcnow()
    onlooker = board.get_onlooker(user.id if user else None, user.age_band if user else None)
    return render(
        "volunteering/board_section.html",
        section=chosen,
        counts=board.count_sections(onlooker, now),
        page=board.list_section(chosen, onlooker, page_number(request.args), now),
        has_place=onlooker.has_place,
        rules=rules,
    )


@blueprint.post("/opportunities/<int:opportunity_id>/not-for-me")
@requires(ASK)
def decline_opportunity(opportunity_id: int) -> ResponseReturnValue:
    """Remember that this is not for the one who asks."""
    opportunity = get_opportunity(opportunity_id)
    check(ASK, opportunity_facts(opportunity))
    dismiss(current_subject(), OWNER_KIND, opportunity.id)
    flash(f"{opportunity.title}: {REMEMBERED}", "success")
    return _back(opportunity.id)


@blueprint.post("/opportunities/<int:opportunity_id>/not-for-me/undo")
@requires(ASK)
def restore_opportunity(opportunity_id: int) -> ResponseReturnValue:
    """Forget it again."""
    opportunity = get_opportunity(opportunity_id)
    check(ASK, opportunity_facts(opportunity))
    restore(current_subject(), OWNER_KIND, opportunity.id)
    flash(f"{opportunity.title}: {FORGOTTEN}", "success")
    return _back(opportunity.id)


def _back(opportunity_id: int) -> ResponseReturnValue:
    if request.form.get("from") == "suggestions":
        return redirect(url_for("volunteering.list_suggestions"), 303)
    address = url_for("volunteering.show_opportunity", opportunity_id=opportunity_id)
    return redirect(address, 303)
