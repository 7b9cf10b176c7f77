"""A broker looks at the term dates there are, and loads others: shown first, then kept."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.scheduling.forms import TermDatesForm
from brokerage.scheduling.permissions import EDIT_TERM_DATES
from brokerage.scheduling.queries.terms import list_authority_keys, list_term_dates
from brokerage.scheduling.routes.blueprint import blueprint
from brokerage.scheduling.rules.terms import COLUMNS, TermFile, read_term_file
from brokerage.scheduling.service.terms import NOT_CLEAN, load_term_dates
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import plural
from brokerage.web.transactions import render


@blueprint.get("/broker/term-dates")
@requires(EDIT_TERM_DATES)
def list_terms() -> str:
    """List the term dates that are loaded, by council."""
    return render("scheduling/term_dates.html", terms=list_term_dates())


@blueprint.route("/broker/term-dates/add", methods=["GET", "POST"])
@requires(EDIT_TERM_DATES)
def preview_term_dates() -> str:
    """Show what the rows would give, and what is wrong with each; keep nothing yet."""
    form, read = TermDatesForm(), None
    if form.validate_on_submit():
        read = _read(form)
        if read.errors:
            form.add_domain_error(DomainError(NOT_CLEAN, "rows"))
    return _show(form, read)


@blueprint.post("/broker/term-dates/load")
@requires(EDIT_TERM_DATES)
def add_term_dates() -> ResponseReturnValue:
    """Keep the rows that were shown."""
    form, read = TermDatesForm(), None
    if form.validate_on_submit():
        read = _read(form)
        try:
            number = load_term_dates(current_subject(), read)
            flash(f"{plural(number, 'row is', 'rows are')} loaded.", "success")
            return redirect(url_for("scheduling.list_terms"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show(form, read)


def _read(form: TermDatesForm) -> TermFile:
    return read_term_file(form.rows.data, list_authority_keys(utcnow().date()))


def _show(form: TermDatesForm, read: TermFile | None) -> str:
    return render("scheduling/term_dates_add.html", form=form, read=read, columns=COLUMNS)
