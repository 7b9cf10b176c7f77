"""Brokers keep the catalogue: add pledges singly or by a table, retire them, restore them."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.charter import rules
from brokerage.charter.forms import broker as forms
from brokerage.charter.forms.sign_up import ReasonForm
from brokerage.charter.permissions import KEEP_CATALOGUE
from brokerage.charter.queries import catalogue as queries
from brokerage.charter.routes.blueprint import blueprint
from brokerage.charter.rules.catalogue import PledgeLine
from brokerage.charter.service import catalogue as service
from brokerage.errors import DomainError
from brokerage.web.access import current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/broker/charter/pledges")
@requires(KEEP_CATALOGUE)
def list_catalogue() -> str:
    """List every pledge there ever was."""
    return render(
        "charter/catalogue_list.html",
        page=queries.list_catalogue(page_number(request.args)),
        rules=rules,
    )


@blueprint.route("/broker/charter/pledges/add", methods=["GET", "POST"])
@requires(KEEP_CATALOGUE)
def add_pledge() -> ResponseReturnValue:
    """Add one pledge."""
    form = forms.AddPledgeForm()
    form.list_themes(queries.list_themes())
    if form.validate_on_submit():
        try:
            service.add_pledge(current_subject(), _line_of(form))
            flash("Added. It can be taken from now on.", "success")
            return _to_catalogue()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("charter/catalogue_add.html", form=form)


@blueprint.route("/broker/charter/pledges/preview", methods=["GET", "POST"])
@requires(KEEP_CATALOGUE)
def preview_pledges() -> ResponseReturnValue:
    """Show what a table of pledges would add, before anything is written."""
    form, preview, confirm = forms.PreviewPledgesForm(), None, None
    if form.validate_on_submit():
        try:
            text = _text_of(form)
            preview = service.preview_pledges(text)
            confirm = forms.ImportPledgesForm(formdata=None, rows=text)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "charter/catalogue_preview.html", form=form, preview=preview, confirm=confirm, rules=rules
    )


@blueprint.post("/broker/charter/pledges/import")
@requires(KEEP_CATALOGUE)
def import_pledges() -> ResponseReturnValue:
    """Add the pledges of a table that was looked at."""
    form = forms.ImportPledgesForm()
    if form.validate_on_submit():
        try:
            number = service.import_pledges(current_subject(), form.rows.data)
            flash(f"Added {number}.", "success")
            return _to_catalogue()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    flash(form.error_list[0].text if form.error_list else "Begin again with the file.")
    return redirect(url_for("charter.preview_pledges"), 303)


@blueprint.route("/broker/charter/pledges/<int:pledge_id>/retire", methods=["GET", "POST"])
@requires(KEEP_CATALOGUE)
def close_pledge(pledge_id: int) -> ResponseReturnValue:
    """Offer a pledge no more; those who have it keep it."""
    pledge, form = queries.get_pledge(pledge_id), ReasonForm()
    if form.validate_on_submit():
        try:
            service.retire_pledge(current_subject(), pledge, form.reason.data)
            flash("Retired. Those who have taken it keep it.", "success")
            return _to_catalogue()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("charter/catalogue_retire.html", form=form, pledge=pledge)


@blueprint.post("/broker/charter/pledges/<int:pledge_id>/restore")
@requires(KEEP_CATALOGUE)
def restore_pledge(pledge_id: int) -> ResponseReturnValue:
    """Offer a retired pledge again."""
    pledge = queries.get_pledge(pledge_id)
    try:
        service.restore_pledge(current_subject(), pledge)
        flash("It can be taken again.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_catalogue()


def _text_of(form: forms.PreviewPledgesForm) -> str:
    if form.file.data is None and not form.rows.data:
        raise DomainError("Choose a file, or paste its rows", "file")
    text: str = form.rows.data
    if form.file.data is not None:
        try:
            text = form.file.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise DomainError("Save the file as CSV in UTF-8, and try again", "file") from error
    if len(text) > forms.LONGEST_TABLE:
        raise DomainError("The file is too long: split it", "file")
    return text


def _line_of(form: forms.AddPledgeForm) -> PledgeLine:
    return PledgeLine(
        code=form.code.data,
        theme_code=form.theme_code.data,
        words=form.words.data,
        about=form.about.data,
        voices=tuple(form.voices.data),
        source=form.source.data,
        source_codes=form.codes,
        unit=form.unit.data,
    )


def _to_catalogue() -> ResponseReturnValue:
    return redirect(url_for("charter.list_catalogue"), 303)
