"""Brokers write a year's report, look at its figures and publish it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.reporting import rules
from brokerage.reporting.forms import DraftForm, PublishForm, StartReportForm
from brokerage.reporting.permissions import WRITE_REPORT
from brokerage.reporting.queries import find_figures
from brokerage.reporting.queries import reports as queries
from brokerage.reporting.queries.stories import list_stories
from brokerage.reporting.queries.words import find_words
from brokerage.reporting.routes.blueprint import blueprint
from brokerage.reporting.rules.body import list_shown
from brokerage.reporting.rules.figures import digest_of_content
from brokerage.reporting.service import reports as service
from brokerage.reporting.service.reports import DraftWords
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/broker/impact-reports")
@requires(WRITE_REPORT)
def list_drafts() -> str:
    """List what is being written and what is published."""
    return render(
        "reporting/report_list.html",
        drafts=queries.list_drafts(),
        page=queries.list_reports(page_number(request.args)),
    )


@blueprint.route("/broker/impact-reports/start", methods=["GET", "POST"])
@requires(WRITE_REPORT)
def start_report() -> ResponseReturnValue:
    """Begin the report of a year, or the correction of one that is published."""
    form = StartReportForm()
    form.year.choices = [(str(each), str(each)) for each in rules.list_years(today())]
    if form.validate_on_submit():
        try:
            draft = service.start_draft(current_subject(), int(form.year.data))
            return redirect(url_for("reporting.edit_report", year=draft.year), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("reporting/report_start.html", form=form)


@blueprint.route("/broker/impact-reports/<int:year>", methods=["GET", "POST"])
@requires(WRITE_REPORT)
def edit_report(year: int) -> ResponseReturnValue:
    """Write the words beside the figures."""
    draft = queries.get_draft(year)
    form = DraftForm(obj=draft)
    edition = queries.find_last_edition(year) + 1
    if form.validate_on_submit():
        service.edit_draft(
            current_subject(),
            draft,
            DraftWords(
                introduction=form.introduction.data,
                went_badly=form.went_badly.data,
                methods=form.methods.data,
                change_note=form.change_note.data if edition > 1 else "",
            ),
        )
        flash("Saved. Look at the report as it will be.", "success")
        return redirect(url_for("reporting.preview_report", year=year), 303)
    stories = list_stories(*rules.days_of(year))
    return render(
        "reporting/report_edit.html", form=form, draft=draft, edition=edition, stories=stories
    )


@blueprint.get("/broker/impact-reports/<int:year>/preview")
@requires(WRITE_REPORT)
def preview_report(year: int) -> str:
    """Show the draft with its figures as they are now."""
    return _preview(year, PublishForm())


@blueprint.post("/broker/impact-reports/<int:year>/publish")
@requires(WRITE_REPORT)
def publish_report(year: int) -> ResponseReturnValue:
    """Freeze the figures that were looked at as the next edition."""
    form = PublishForm()
    if form.validate_on_submit():
        try:
            draft = queries.get_draft(year)
            report = service.publish_report(current_subject(), draft, form.seen.data)
            flash(f"Published: edition {report.edition} never changes from now on.", "success")
            return redirect(url_for("reporting.show_report", year=year), 303)
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
    return _preview(year, form)


@blueprint.route("/broker/impact-reports/<int:year>/delete", methods=["GET", "POST"])
@requires(WRITE_REPORT)
def delete_report(year: int) -> ResponseReturnValue:
    """Say what is lost, then throw a draft away."""
    draft, form = queries.get_draft(year), PostForm()
    if form.validate_on_submit():
        service.delete_draft(current_subject(), draft)
        flash("The draft is deleted. What is published stays.", "success")
        return redirect(url_for("reporting.list_drafts"), 303)
    return render("reporting/report_delete.html", form=form, draft=draft)


def _preview(year: int, form: PublishForm) -> str:
    draft, cut = queries.get_draft(year), service.open_cut(year)
    figures = find_figures(cut)
    words = find_words(figures, cut) | {
        "introduction": draft.introduction,
        "went_badly": draft.went_badly,
        "methods": draft.methods,
    }
    form.seen.process_data(digest_of_content(figures))
    return render(
        "reporting/report_preview.html",
        form=form,
        draft=draft,
        is_over=year < today().year,
        **list_shown(figures, words, []),
    )
