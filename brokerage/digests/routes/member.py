"""One's own weekly list: ask for it, look at it, pause it, end it."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.digests import queries, rules, service
from brokerage.digests.permissions import EDIT_OWN
from brokerage.digests.routes.blueprint import blueprint
from brokerage.extensions import utcnow
from brokerage.permissions import Subject
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import on_date
from brokerage.web.layout import today
from brokerage.web.transactions import render


@blueprint.get("/account/weekly-list")
@requires(EDIT_OWN)
def show_digest() -> str:
    """Say whether the list comes, and what would be in it now."""
    user_id, now = current_subject().user_id or 0, utcnow()
    subscription = queries.find_subscription(user_id)
    state = rules.State.OFF
    if subscription is not None:
        state = rules.state_of(subscription.ended_at, subscription.paused_until, today())
    return render(
        "digests/show_digest.html",
        state=state,
        subscription=subscription,
        sections=queries.list_sections(user_id, now - rules.FIRST_LOOK_BACK, now),
        most=rules.MOST_SHOWN,
    )


@blueprint.post("/account/weekly-list/start")
@requires(EDIT_OWN)
def start_digest() -> ResponseReturnValue:
    """Ask for the list, or take it up again."""
    service.start_digest(current_subject())
    flash("You get the weekly list. The first one comes next Thursday.", "success")
    return _to_digest()


@blueprint.post("/account/weekly-list/pause")
@requires(EDIT_OWN)
def suspend_digest() -> ResponseReturnValue:
    """Pause the list for a month."""
    actor = current_subject()
    until = service.pause_digest(actor, _own_id(actor), today())
    if until is not None:
        flash(f"The weekly list is paused until {on_date(until)}.", "success")
    return _to_digest()


@blueprint.post("/account/weekly-list/end")
@requires(EDIT_OWN)
def end_digest() -> ResponseReturnValue:
    """End the list."""
    actor = current_subject()
    service.end_digest(actor, _own_id(actor))
    flash("You do not get the weekly list any more.", "success")
    return _to_digest()


def _own_id(actor: Subject) -> int:
    return actor.user_id or 0


def _to_digest() -> ResponseReturnValue:
    return redirect(url_for("digests.show_digest"), 303)
