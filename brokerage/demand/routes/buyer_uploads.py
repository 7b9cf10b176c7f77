"""A forward plan from a file: send it, look at how it was understood, take it over."""

from __future__ import annotations

import csv
from io import StringIO

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.demand.forms.plans import PlanUploadForm
from brokerage.demand.permissions import EDIT_PURCHASE, PLAN, plan_facts
from brokerage.demand.queries import plans as plan_queries
from brokerage.demand.queries import uploads as queries
from brokerage.demand.routes.blueprint import blueprint
from brokerage.demand.routes.own import to_plan
from brokerage.demand.rules import files, plans, sheets
from brokerage.demand.service import uploads as service
from brokerage.errors import DomainError
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.organisations.queries.member import get_organisation
from brokerage.organisations.routes.own import get_own
from brokerage.organisations.rules import ONE_DAY
from brokerage.sheets import safe_cells
from brokerage.web.access import check, current_subject, requires
from brokerage.web.filters import plural
from brokerage.web.layout import today
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

UPLOADS = Limit("demand:uploads", 100, ONE_DAY)


@blueprint.route(
    "/organisations/<int:organisation_id>/forward-plan/upload", methods=["GET", "POST"]
)
@requires(PLAN)
def upload_plan(organisation_id: int) -> ResponseReturnValue:
    """Take a file and go on to how it was understood."""
    organisation = get_own(organisation_id, PLAN)
    post, email = plan_queries.find_last_contact(organisation_id)
    form = PlanUploadForm(post=post, email=email)
    if form.validate_on_submit():
        UPLOADS.take(str(current_subject().user_id))
        defaults = {"post": form.post.data, "email": form.email.data}
        try:
            plan = service.read_plan(form.file.data, defaults, today())
            upload = service.upload_plan(current_subject(), organisation, plan)
            return redirect(url_for("demand.preview_upload", plan_upload_id=upload.id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "demand/plan_upload.html", organisation=organisation, form=form, files=files, plans=plans
    )


@blueprint.get("/forward-plan-uploads/<int:plan_upload_id>")
@requires(EDIT_PURCHASE)
def preview_upload(plan_upload_id: int) -> str:
    """Show how each column and line was understood, and what importing would do."""
    upload = _get_own(plan_upload_id)
    lines = service.read_accepted(upload)
    known = queries.find_by_row_keys(upload.organisation_id, [line.row_key for line in lines])
    shown = lines[: files.MOST_SHOWN]
    return render(
        "demand/plan_preview.html",
        upload=upload,
        organisation=get_organisation(upload.organisation_id),
        lines=[(line, sheets.verb_for(line, known.get(line.row_key))) for line in shown],
        verbs=sheets.VERB_LABELS,
        counts=sheets.count_verbs(lines, known),
        rejected=upload.rejected[: files.MOST_SHOWN],
        labels=find_labels("cpv", sorted({code for line in shown for code in line.categories})),
        files=files,
        plans=plans,
    )


@blueprint.get("/forward-plan-uploads/<int:plan_upload_id>/rejected.csv")
@requires(EDIT_PURCHASE)
def download_rejected(plan_upload_id: int) -> Response:
    """Give the lines that cannot be used, with the reason for each."""
    upload = _get_own(plan_upload_id)
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(["Line of the file", "Why it cannot be used"])
    writer.writerows(safe_cells(row) for row in upload.rejected)
    response = Response(written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="lines-not-used.csv"'
    return response


@blueprint.post("/forward-plan-uploads/<int:plan_upload_id>/import")
@requires(EDIT_PURCHASE)
def import_plan_upload(plan_upload_id: int) -> ResponseReturnValue:
    """Take over what was shown."""
    upload = _get_own(plan_upload_id)
    organisation = get_organisation(upload.organisation_id)
    try:
        done = service.import_plan_upload(current_subject(), organisation, plan_upload_id)
    except DomainError as refusal:
        flash(refusal.sentence)
        return redirect(url_for("demand.preview_upload", plan_upload_id=plan_upload_id), 303)
    added, changed = plural(done["added"], "line", "lines"), done["changed"]
    flash(f"{added} added, {changed:,} changed, {done['same']:,} the same as before.", "success")
    return to_plan(organisation.id)


def _get_own(plan_upload_id: int) -> queries.PlanUpload:
    upload = queries.get_upload(plan_upload_id)
    check(EDIT_PURCHASE, plan_facts(upload))
    return upload
