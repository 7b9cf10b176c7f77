"""Letting colleagues read a brief, and ending it."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.procurement.forms.briefs import ShareForm
from brokerage.procurement.permissions import EDIT_BRIEF
from brokerage.procurement.queries import briefs as queries
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.routes.own import get_brief_for, to_brief_page
from brokerage.procurement.rules.briefs import BriefStatus
from brokerage.procurement.service import briefs as service
from brokerage.web.access import current_subject, requires
from brokerage.web.transactions import render


@blueprint.route("/briefs/<int:brief_id>/share", methods=["GET", "POST"])
@requires(EDIT_BRIEF)
def share_brief(brief_id: int) -> ResponseReturnValue:
    """Choose a colleague who reads along; see who does."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    if brief.status == BriefStatus.CLOSED:
        flash("This brief is closed. Copy it to begin again.")
        return to_brief_page(brief_id)
    colleagues = queries.list_colleagues_to_share_with(brief)
    form = ShareForm()
    form.colleague.choices = [(str(each.id), f"{each.name} ({each.email})") for each in colleagues]
    if form.validate_on_submit():
        try:
            service.share_brief(current_subject(), brief, int(form.colleague.data))
            flash("Shared. Your colleague gets an email.", "success")
            return _to_shares(brief_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    shared_with = queries.list_shared_with(brief)
    return render("procurement/brief_share.html", brief=brief, form=form, shared_with=shared_with)


@blueprint.post("/briefs/<int:brief_id>/share/<int:user_id>/remove")
@requires(EDIT_BRIEF)
def remove_share(brief_id: int, user_id: int) -> ResponseReturnValue:
    """End it that a colleague reads along."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    service.remove_share(current_subject(), brief, user_id)
    flash("They do not see this brief through a share any more.", "success")
    return _to_shares(brief_id)


def _to_shares(brief_id: int) -> ResponseReturnValue:
    return redirect(url_for("procurement.share_brief", brief_id=brief_id), 303)
