"""A table of measures from a file: send it, look at how it was understood, take it over."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.measures import rules
from brokerage.measures.forms import ImportForm, NewVersionForm, UploadForm
from brokerage.measures.permissions import LOAD_MEASURES
from brokerage.measures.queries import uploads as queries
from brokerage.measures.routes.blueprint import blueprint
from brokerage.measures.rules import files
from brokerage.measures.rules.files import Change
from brokerage.measures.service import uploads as service
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import plural
from brokerage.web.transactions import render

Form = ImportForm | NewVersionForm
Changes = list[tuple[files.MeasureLine, Change]]


@blueprint.route("/measures/upload", methods=["GET", "POST"])
@requires(LOAD_MEASURES)
def upload_measures() -> ResponseReturnValue:
    """Take a file and go on to how it was understood."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            found = service.read_measures(form.file.data)
            upload = service.upload_measures(current_subject(), found)
            page = url_for("measures.import_measures", measure_upload_id=upload.id)
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("measures/upload_send.html", form=form, files=files)


@blueprint.route("/measures/uploads/<int:measure_upload_id>", methods=["GET", "POST"])
@requires(LOAD_MEASURES)
def import_measures(measure_upload_id: int) -> ResponseReturnValue:
    """Show how each line was understood and what it would do; take all of it over."""
    upload = queries.get_upload(measure_upload_id)
    changes = _list_changes(upload)
    if upload.imported_at is not None or all(change == Change.SAME for _, change in changes):
        return _show(upload, changes)
    form = _form_for(changes)
    if form.validate_on_submit():
        version, from_on = _version_of(form)
        try:
            done = service.import_measures(current_subject(), upload.id, version, from_on)
            flash(_sentence(done), "success")
            return redirect(url_for("measures.list_measures"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show(upload, changes, form)


def _show(upload: queries.MeasureUpload, changes: Changes, form: Form | None = None) -> str:
    return render(
        "measures/upload_preview.html",
        upload=upload,
        changes=changes[: files.MOST_SHOWN],
        counts={each: sum(change == each for _, change in changes) for each in Change},
        needs_version=isinstance(form, NewVersionForm),
        rejected=upload.rejected[: files.MOST_SHOWN],
        files=files,
        in_pounds=rules.in_pounds,
        **({} if form is None else {"form": form}),
    )


def _list_changes(upload: queries.MeasureUpload) -> Changes:
    lines = service.read_accepted(upload)
    known = queries.find_known({line.slug for line in lines})
    return [(line, files.change_of(line, known)) for line in lines]


def _form_for(changes: Changes) -> Form:
    if any(change == Change.CHANGED for _, change in changes):
        return NewVersionForm()
    return ImportForm()


def _version_of(form: Form) -> tuple[str, date | None]:
    is_new = isinstance(form, NewVersionForm)
    return (form.version.data, form.from_on.data) if is_new else ("", None)


def _sentence(done: dict[str, int]) -> str:
    new, values = done.get(Change.NEW, 0), done.get(Change.VALUE, 0)
    said = f"{plural(new, 'line', 'lines')} added, {values:,} with a new value"
    changed = done.get(Change.CHANGED, 0)
    return f"{said}, {changed:,} changed in a new version." if changed else f"{said}."
