"""Check-ins as their signatory sees them: looked at, corrected, sent, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.charter import rules
from brokerage.charter.forms.check_ins import YES, CorrectFigureForm, SendCheckInForm
from brokerage.charter.permissions import SIGN, VIEW
from brokerage.charter.routes.blueprint import blueprint
from brokerage.charter.routes.own import get_own_check_in
from brokerage.charter.rules import rag
from brokerage.charter.rules import terms as term_rules
from brokerage.charter.rules.terms import CheckInStatus
from brokerage.charter.service import check_ins as service
from brokerage.errors import DomainError, NotFoundError
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.charter.models import CheckIn, CheckInFigure


@blueprint.get("/charter/check-ins/<int:check_in_id>")
@requires(VIEW)
def show_check_in(check_in_id: int) -> str:
    """Show a check-in: what was found of each pledge, and what was said beside it."""
    check_in = get_own_check_in(check_in_id, VIEW)
    return render(
        "charter/check_in_show.html",
        check_in=check_in,
        name=check_in.term.signatory.name,
        is_open=check_in.status == CheckInStatus.OPEN,
        rules=rules,
        rag=rag,
        term_rules=term_rules,
    )


@blueprint.post("/charter/check-ins/<int:check_in_id>/update")
@requires(SIGN)
def update_check_in(check_in_id: int) -> ResponseReturnValue:
    """Look again at what really happened."""
    check_in = get_own_check_in(check_in_id, SIGN)
    try:
        service.fill_again(current_subject(), check_in)
        flash("Filled in again with what this site knows today.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_check_in(check_in_id)


@blueprint.route(
    "/charter/check-ins/<int:check_in_id>/figures/<int:figure_id>", methods=["GET", "POST"]
)
@requires(SIGN)
def edit_figure(check_in_id: int, figure_id: int) -> ResponseReturnValue:
    """Put another figure beside the one that was found, and explain it."""
    figure = _figure_of(get_own_check_in(check_in_id, SIGN), figure_id)
    form = CorrectFigureForm(value=figure.corrected_value, explanation=figure.explanation)
    form.value.suffix = figure.taken_pledge.unit
    if form.validate_on_submit():
        try:
            service.correct_figure(
                current_subject(), figure, form.value.data, form.explanation.data
            )
            flash("Kept beside what we found.", "success")
            return _to_check_in(check_in_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    page = url_for("charter.show_check_in", check_in_id=check_in_id)
    return render("charter/check_in_figure.html", form=form, figure=figure, page=page, rules=rules)


@blueprint.post("/charter/check-ins/<int:check_in_id>/figures/<int:figure_id>/reset")
@requires(SIGN)
def reset_figure(check_in_id: int, figure_id: int) -> ResponseReturnValue:
    """Take a correction back: what was found counts again."""
    figure = _figure_of(get_own_check_in(check_in_id, SIGN), figure_id)
    try:
        service.correct_figure(current_subject(), figure, None, "")
        flash("Taken back. What we found counts again.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_check_in(check_in_id)


@blueprint.route("/charter/check-ins/<int:check_in_id>/send", methods=["GET", "POST"])
@requires(SIGN)
def send_check_in(check_in_id: int) -> ResponseReturnValue:
    """Tell what happened beside the figures, and send it."""
    check_in = get_own_check_in(check_in_id, SIGN)
    if check_in.status != CheckInStatus.OPEN:
        return _to_check_in(check_in_id)
    form = SendCheckInForm(story=check_in.story, went_badly=check_in.went_badly)
    if form.validate_on_submit():
        words = service.Words(
            story=form.story.data,
            is_story_published=form.may_publish.data == YES,
            went_badly=form.went_badly.data,
        )
        try:
            is_done = service.send_check_in(current_subject(), check_in, words)
            done = "Done: every figure comes from what both sides confirmed."
            flash(done if is_done else "Sent. A broker looks at your own figures.", "success")
            return _to_check_in(check_in_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    page = url_for("charter.show_check_in", check_in_id=check_in_id)
    return render("charter/check_in_send.html", form=form, check_in=check_in, page=page)


@blueprint.post("/charter/check-ins/<int:check_in_id>/take-back")
@requires(SIGN)
def undo_check_in(check_in_id: int) -> ResponseReturnValue:
    """Take a check-in back that no broker has answered."""
    check_in = get_own_check_in(check_in_id, SIGN)
    if PostForm().validate_on_submit():
        try:
            service.take_back_check_in(current_subject(), check_in)
            flash("Taken back. Send it again when it is right.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_check_in(check_in_id)


def _figure_of(check_in: CheckIn, figure_id: int) -> CheckInFigure:
    for figure in check_in.figures:
        if figure.id == figure_id:
            return figure
    raise NotFoundError


def _to_check_in(check_in_id: int) -> ResponseReturnValue:
    return redirect(url_for("charter.show_check_in", check_in_id=check_in_id), 303)
