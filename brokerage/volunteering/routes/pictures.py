"""The picture of an opportunity: sent by its host, shown to whoever may see the opportunity."""

from __future__ import annotations

from flask import Response, flash
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.volunteering.forms.opportunities import PictureForm
from brokerage.volunteering.permissions import EDIT, VIEW, opportunity_facts
from brokerage.volunteering.queries.opportunities import get_opportunity, get_picture
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.own_opportunity import get_own_opportunity, to_host_page
from brokerage.volunteering.rules import opportunities as rules
from brokerage.volunteering.service import pictures as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.transactions import render

FOR_GOOD = "public, max-age=31536000, immutable"
NOT_KEPT = "private, no-store"


@blueprint.route("/opportunities/<int:opportunity_id>/picture/edit", methods=["GET", "POST"])
@requires(EDIT)
def upload_picture(opportunity_id: int) -> ResponseReturnValue:
    """Take a picture and the words that stand for it."""
    opportunity = get_own_opportunity(opportunity_id)
    if opportunity.status not in rules.EDITABLE:
        flash(rules.NOT_EDITABLE[opportunity.status])
        return to_host_page(opportunity_id)
    picture = opportunity.picture
    form = PictureForm(alt_text=picture.alt_text if picture else "")
    if form.validate_on_submit():
        alt_text, actor = form.alt_text.data, current_subject()
        try:
            if form.picture.data is None:
                service.change_alt_text(actor, opportunity, alt_text)
            else:
                service.set_picture(actor, opportunity, form.picture.data, alt_text)
            flash("The picture is saved.", "success")
            return to_host_page(opportunity_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("volunteering/host_picture.html", opportunity=opportunity, form=form)


@blueprint.post("/opportunities/<int:opportunity_id>/picture/remove")
@requires(EDIT)
def remove_picture(opportunity_id: int) -> ResponseReturnValue:
    """Take the picture away."""
    opportunity = get_own_opportunity(opportunity_id)
    try:
        service.remove_picture(current_subject(), opportunity)
        flash("The picture is removed.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return to_host_page(opportunity_id)


@blueprint.get("/opportunities/<int:opportunity_id>/picture/<slug:digest>")
@requires(VIEW)
def show_picture(opportunity_id: int, digest: str) -> Response:
    """Send the picture: as a part of a page it shows, opened by itself it is a download."""
    facts = opportunity_facts(get_opportunity(opportunity_id))
    check(VIEW, facts)
    response = Response(get_picture(opportunity_id, digest), mimetype="image/jpeg")
    response.headers["Content-Disposition"] = 'attachment; filename="picture.jpg"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = FOR_GOOD if facts.is_public else NOT_KEPT
    return response
