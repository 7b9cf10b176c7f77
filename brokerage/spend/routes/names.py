"""Names in the spend: who is asked about, who is here, who is not and may be invited."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError, NotFoundError
from brokerage.organisations.rules import KIND_LABELS
from brokerage.spend.forms import NOBODY, NameForm
from brokerage.spend.permissions import MANAGE
from brokerage.spend.queries import suppliers as queries
from brokerage.spend.routes.blueprint import blueprint
from brokerage.spend.routes.own import (
    SpendSupplier,
    as_csv,
    get_managed_authority,
    get_managed_supplier,
    in_pounds,
)
from brokerage.spend.rules.imports import Match
from brokerage.spend.service import names
from brokerage.web.access import current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.forms import PostForm
from brokerage.web.links import full_url
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/spend/<slug:authority_slug>/names")
@requires(MANAGE)
def list_questions(authority_slug: str) -> str:
    """List the names that may be an organisation here, to be answered one by one."""
    authority = get_managed_authority(authority_slug)
    page = queries.list_questions(authority.code, page_number(request.args))
    return render("spend/name_list.html", authority=authority, page=page, in_pounds=in_pounds)


@blueprint.route("/spend-suppliers/<int:spend_supplier_id>", methods=["GET", "POST"])
@requires(MANAGE)
def answer_name(spend_supplier_id: int) -> ResponseReturnValue:
    """Ask who a name is, and remember the answer."""
    supplier = get_managed_supplier(spend_supplier_id)
    question = queries.get_question(supplier)
    form = NameForm()
    form.answer.choices = [
        Choice(str(each.id), each.name or "", _told(each.kind, each.postcode, reason))
        for each, reason in question.choices
    ] + [Choice(NOBODY, "None of these", is_exclusive=True)]
    if form.validate_on_submit():
        try:
            names.decide_name(current_subject(), supplier, form.organisation_id)
            flash(f"Saved for “{supplier.name}”, and remembered for the next files.", "success")
            return redirect(_names_page(supplier), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    is_open = supplier.standing == Match.ASKED
    shown = {"supplier": supplier, "form": form, "is_open": is_open, "in_pounds": in_pounds}
    return render("spend/name_answer.html", **shown, back=_names_page(supplier))


def _told(kind: str | None, postcode: str | None, reason: str) -> str:
    parts = [KIND_LABELS.get(kind or "", ""), postcode or ""]
    return ". ".join([", ".join(filter(None, parts)), reason]).strip(". ") + "."


def _names_page(supplier: SpendSupplier) -> str:
    return url_for("spend.list_questions", authority_slug=supplier.authority.slug)


@blueprint.get("/spend/<slug:authority_slug>/matched")
@requires(MANAGE)
def list_matched(authority_slug: str) -> str:
    """List the names that mean an organisation here, to look over."""
    authority = get_managed_authority(authority_slug)
    page = queries.list_matched(authority.code, page_number(request.args))
    return render("spend/name_matched.html", authority=authority, page=page, in_pounds=in_pounds)


@blueprint.post("/spend-suppliers/<int:spend_supplier_id>/undo")
@requires(MANAGE)
def undo_match(spend_supplier_id: int) -> ResponseReturnValue:
    """Say that a name does not mean the organisation it was taken for."""
    supplier = get_managed_supplier(spend_supplier_id)
    if PostForm().validate_on_submit():
        try:
            names.undo_match(current_subject(), supplier)
            flash(f"“{supplier.name}” means nobody here now. We remember that.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    slug = supplier.authority.slug
    return redirect(url_for("spend.list_matched", authority_slug=slug), 303)


@blueprint.get("/spend/<slug:authority_slug>/not-here")
@requires(MANAGE)
def list_unmatched(authority_slug: str) -> str:
    """List the suppliers that are not here, whom the council may invite itself."""
    authority = get_managed_authority(authority_slug)
    page = queries.list_unmatched(authority.code, page_number(request.args))
    return render("spend/unmatched_list.html", authority=authority, page=page, in_pounds=in_pounds)


@blueprint.get("/spend/<slug:authority_slug>/not-here.csv")
@requires(MANAGE)
def export_unmatched(authority_slug: str) -> Response:
    """Give the same list as a table."""
    authority = get_managed_authority(authority_slug)
    rows = [[each.name, each.pence / 100] for each in queries.list_all_unmatched(authority.code)]
    return as_csv(f"not-here-{authority.slug}", [["Supplier", "Pounds paid in all"], *rows])


@blueprint.get("/spend-suppliers/<int:spend_supplier_id>/invitation")
@requires(MANAGE)
def show_invitation(spend_supplier_id: int) -> str:
    """Show the text of an invitation to print or copy; nothing is sent."""
    supplier = get_managed_supplier(spend_supplier_id)
    if supplier.standing != Match.NONE:
        raise NotFoundError
    address = full_url("organisations.start_registration")
    return render("spend/invitation.html", supplier=supplier, address=address)
