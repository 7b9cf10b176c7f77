"""A buyer keeps suppliers in view: the shortlist of a brief, with notes for colleagues."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations.rules import EVIDENCE_LABELS, KIND_LABELS
from brokerage.procurement.forms.shortlists import AddToShortlistForm, ShortlistNoteForm
from brokerage.procurement.permissions import EDIT_BRIEF, VIEW_BRIEF
from brokerage.procurement.queries import shortlists as queries
from brokerage.procurement.queries.searches import find_latest_search
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.routes.own import brief_panels, get_brief_for, get_brief_to_read
from brokerage.procurement.rules.enquiries import ANSWER_LABELS, RESULT_REASON_LABELS
from brokerage.procurement.service import shortlists as service
from brokerage.web.access import current_subject, requires
from brokerage.web.redirects import safe_next
from brokerage.web.transactions import render


@blueprint.get("/briefs/<int:brief_id>/shortlist")
@requires(VIEW_BRIEF)
def list_shortlist(brief_id: int) -> str:
    """List the suppliers kept in view, the notes on them and what each was told."""
    brief, may_edit = get_brief_to_read(brief_id)
    return render(
        "procurement/shortlist_list.html",
        brief=brief,
        rows=queries.list_shortlist(brief_id),
        search=find_latest_search(brief_id),
        may_edit=may_edit,
        kind_labels=KIND_LABELS,
        evidence_labels=EVIDENCE_LABELS,
        answer_labels=ANSWER_LABELS,
        reason_labels=RESULT_REASON_LABELS,
        panels=brief_panels(brief, can_edit=may_edit),
    )


@blueprint.post("/briefs/<int:brief_id>/shortlist/add")
@requires(EDIT_BRIEF)
def add_to_shortlist(brief_id: int) -> ResponseReturnValue:
    """Add a supplier and go back to where the button was."""
    brief, form = get_brief_for(brief_id, EDIT_BRIEF), AddToShortlistForm()
    if form.validate_on_submit():
        supplier = queries.get_supplier(form.supplier.data)
        try:
            service.add_to_shortlist(current_subject(), brief, supplier)
            flash(f"{supplier.name} is on the shortlist.", "success")
        except DomainError as error:
            flash(error.sentence)
    else:
        flash(form.error_list[0].text)
    return redirect(safe_next(form.next.data) or shortlist_page(brief_id), 303)


@blueprint.route(
    "/briefs/<int:brief_id>/shortlist/<int:organisation_id>/edit", methods=["GET", "POST"]
)
@requires(EDIT_BRIEF)
def edit_shortlist_note(brief_id: int, organisation_id: int) -> ResponseReturnValue:
    """Write a note for colleagues."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    entry = queries.get_shortlist_entry(brief_id, organisation_id)
    form = ShortlistNoteForm(note=entry.note)
    if form.validate_on_submit():
        try:
            service.edit_shortlist_note(current_subject(), brief, entry, form.note.data)
            flash("Your note is saved.", "success")
            return redirect(shortlist_page(brief_id), 303)
        except DomainError as error:
            form.add_domain_error(error)
    return render("procurement/shortlist_note.html", brief=brief, entry=entry, form=form)


@blueprint.post("/briefs/<int:brief_id>/shortlist/<int:organisation_id>/remove")
@requires(EDIT_BRIEF)
def remove_from_shortlist(brief_id: int, organisation_id: int) -> ResponseReturnValue:
    """Take a supplier off; its note goes with it."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    entry = queries.get_shortlist_entry(brief_id, organisation_id)
    name = entry.organisation.name
    try:
        service.remove_from_shortlist(current_subject(), brief, entry)
        flash(f"{name} is off the shortlist.", "success")
    except DomainError as error:
        flash(error.sentence)
    return redirect(shortlist_page(brief_id), 303)


def shortlist_page(brief_id: int) -> str:
    """Return the address of a brief's shortlist."""
    return url_for("procurement.list_shortlist", brief_id=brief_id)
