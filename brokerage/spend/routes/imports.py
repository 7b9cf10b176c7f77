"""A council's buyers and brokers bring a spend file in, and take one back."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.spend.forms import ColumnsForm, UploadForm, WithdrawForm, as_answers
from brokerage.spend.permissions import MANAGE
from brokerage.spend.queries import imports as queries
from brokerage.spend.queries.suppliers import count_by_standing
from brokerage.spend.routes.blueprint import blueprint
from brokerage.spend.routes.own import (
    as_csv,
    get_managed_authority,
    get_managed_import,
    in_pounds,
)
from brokerage.spend.rules import imports as rules
from brokerage.spend.rules.headings import FIELD_LABELS, Field
from brokerage.spend.rules.imports import STATUS_LABELS, ImportStatus
from brokerage.spend.rules.payments import HEADING, MOST_REJECTED_KEPT, PaymentReader
from brokerage.spend.service import imports
from brokerage.spend.service.reading import SpendFile, read_file
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.large_requests import takes_megabytes
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

SECONDS_BETWEEN_LOOKS = 2
SHOWN_ROWS = 8
SHOWN_REJECTIONS = 20


@blueprint.get("/spend/<slug:authority_slug>/imports")
@requires(MANAGE)
def list_imports(authority_slug: str) -> str:
    """List a council's imports."""
    authority = get_managed_authority(authority_slug)
    return render(
        "spend/import_list.html",
        authority=authority,
        page=queries.list_imports(authority.code, page_number(request.args)),
        counts=count_by_standing(authority.code),
        labels=STATUS_LABELS,
        in_pounds=in_pounds,
    )


@blueprint.route("/spend/<slug:authority_slug>/imports/add", methods=["GET", "POST"])
@requires(MANAGE)
@takes_megabytes(rules.UPLOAD_MEGABYTES + 1)
def add_import(authority_slug: str) -> ResponseReturnValue:
    """Take a file, and say at once where it cannot be read."""
    authority = get_managed_authority(authority_slug)
    form = UploadForm()
    if form.validate_on_submit():
        try:
            file = _read(form.file.data, f"{form.file.typed} {form.title.data}")
            added = imports.add_import(current_subject(), authority, file, title=form.title.data)
            return redirect(url_for("spend.show_import", spend_import_id=added.id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("spend/import_add.html", authority=authority, form=form)


def _read(raw: bytes, name: str) -> SpendFile:
    """Read what was sent from a file that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spend"
        path.write_bytes(raw)
        return read_file(path, today(), name)


@blueprint.get("/spend-imports/<int:spend_import_id>")
@requires(MANAGE)
def show_import(spend_import_id: int) -> ResponseReturnValue:
    """Show how a file was understood, how far its import is, or what came of it."""
    spend_import = get_managed_import(spend_import_id)
    if spend_import.status in {ImportStatus.READ, ImportStatus.FAILED}:
        return _show_preview(spend_import)
    if spend_import.status in {ImportStatus.WAITING, ImportStatus.WORKING}:
        page = render("spend/import_under_way.html", spend_import=spend_import)
        return page, {"Refresh": str(SECONDS_BETWEEN_LOOKS)}
    return render(
        "spend/import_show.html",
        spend_import=spend_import,
        authority=spend_import.authority,
        rejections=queries.list_rejections(spend_import_id, SHOWN_REJECTIONS),
        counts=count_by_standing(spend_import.authority_code),
        labels=STATUS_LABELS,
        field_labels=FIELD_LABELS,
        in_pounds=in_pounds,
    )


def _show_preview(spend_import: queries.SpendImport) -> str:
    """Show the columns as understood and the first rows as they would be taken."""
    understanding = queries.get_understanding(spend_import)
    reader = PaymentReader(understanding, today(), spend_import.quarter_on)
    rows = queries.list_rows(spend_import.id, most_chunks=1)
    payments = list(reader.read(rows)) if understanding.is_complete else []
    return render(
        "spend/import_preview.html",
        spend_import=spend_import,
        authority=spend_import.authority,
        understanding=understanding,
        reader=reader,
        payments=payments[:SHOWN_ROWS],
        rejected=reader.rejected[:SHOWN_ROWS],
        earlier=queries.find_earlier(spend_import),
        fields=Field,
        field_labels=FIELD_LABELS,
        in_pounds=in_pounds,
    )


@blueprint.route("/spend-imports/<int:spend_import_id>/columns", methods=["GET", "POST"])
@requires(MANAGE)
def edit_columns(spend_import_id: int) -> ResponseReturnValue:
    """Let a person say which column is which."""
    spend_import = get_managed_import(spend_import_id)
    found = queries.get_understanding(spend_import)
    known = as_answers(found.columns, spend_import.quarter_on, spend_import.title)
    form = ColumnsForm(data=known)
    form.offer(found.headings, today())
    if form.validate_on_submit():
        try:
            answers = {"title": form.title.data, "quarter_on": form.quarter_on}
            imports.correct_columns(current_subject(), spend_import, form.columns, **answers)
            flash("Saved. Look at the rows again.", "success")
            return redirect(url_for("spend.show_import", spend_import_id=spend_import_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("spend/import_columns.html", spend_import=spend_import, form=form)


@blueprint.post("/spend-imports/<int:spend_import_id>/start")
@requires(MANAGE)
def start_import(spend_import_id: int) -> ResponseReturnValue:
    """Begin the import; the page then says how far it is."""
    spend_import = get_managed_import(spend_import_id)
    if PostForm().validate_on_submit():
        try:
            imports.start_import(current_subject(), spend_import)
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(url_for("spend.show_import", spend_import_id=spend_import_id), 303)


@blueprint.get("/spend-imports/<int:spend_import_id>/rejected.csv")
@requires(MANAGE)
def export_rejected(spend_import_id: int) -> Response:
    """Give the rows that were not used, with the reason of each."""
    spend_import = get_managed_import(spend_import_id)
    rejections = queries.list_rejections(spend_import.id, MOST_REJECTED_KEPT)
    rows = [[each.line, each.reason, *each.cells] for each in rejections]
    return as_csv(f"not-used-{spend_import.id}", [HEADING, *rows])


@blueprint.route("/spend-imports/<int:spend_import_id>/withdraw", methods=["GET", "POST"])
@requires(MANAGE)
def withdraw_import(spend_import_id: int) -> ResponseReturnValue:
    """Say what will happen, then take an import back."""
    spend_import = get_managed_import(spend_import_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            imports.withdraw_import(current_subject(), spend_import, form.reason.data)
            flash("Withdrawn. The public figures follow in a moment.", "success")
            return redirect(url_for("spend.show_import", spend_import_id=spend_import_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("spend/import_withdraw.html", spend_import=spend_import, form=form)
