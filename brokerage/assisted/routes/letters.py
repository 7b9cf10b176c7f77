"""Letters to print and post, and what was done with each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.assisted import rules
from brokerage.assisted.forms import LetterForm, PrintedForm
from brokerage.assisted.permissions import LIST_ALL, LIST_OF_HOST, SEE_MATTER, matter_facts
from brokerage.assisted.queries import letters as queries
from brokerage.assisted.routes.blueprint import blueprint
from brokerage.assisted.service import letters as service
from brokerage.errors import DomainError
from brokerage.organisations.routes.own import get_own as get_own_organisation
from brokerage.web.access import check, current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.assisted.models import Letter
    from brokerage.organisations.models import Organisation

DONE = "done"


@blueprint.get("/assisted/letters")
@requires(LIST_ALL)
def list_letters() -> str:
    """List the letters that wait, or what was done."""
    return _show_list(None)


@blueprint.get("/organisations/<int:organisation_id>/assisted/letters")
@requires(LIST_OF_HOST)
def list_host_letters(organisation_id: int) -> str:
    """List a host's letters to those who came to it, about itself."""
    return _show_list(get_own_organisation(organisation_id, LIST_OF_HOST))


@blueprint.route("/assisted/letters/print", methods=["GET", "POST"])
@requires(LIST_ALL)
def send_letters() -> ResponseReturnValue:
    """Show the letters as they are printed, one a page; mark those that were posted."""
    return _send(None)


@blueprint.route(
    "/organisations/<int:organisation_id>/assisted/letters/print", methods=["GET", "POST"]
)
@requires(LIST_OF_HOST)
def send_host_letters(organisation_id: int) -> ResponseReturnValue:
    """Show a host's letters as they are printed; mark those that were posted."""
    return _send(get_own_organisation(organisation_id, LIST_OF_HOST))


@blueprint.route("/assisted/letters/<int:letter_id>", methods=["GET", "POST"])
@requires(SEE_MATTER)
def show_letter(letter_id: int) -> ResponseReturnValue:
    """Show one letter, to print or to read out; keep what was done with it."""
    letter, form = _get(letter_id), LetterForm()
    if letter.outcome is not None and form.is_submitted():
        form = _refused(letter.outcome)
    elif form.validate_on_submit():
        try:
            service.mark_letter(current_subject(), letter, form.outcome.data)
            flash("Marked.", "success")
            return redirect(url_for("assisted.show_letter", letter_id=letter_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("assisted/letter.html", letter=letter, form=form, rules=rules)


@blueprint.post("/assisted/letters/<int:letter_id>/reopen")
@requires(SEE_MATTER)
def reopen_letter(letter_id: int) -> ResponseReturnValue:
    """Undo a wrong mark."""
    letter = _get(letter_id)
    if PostForm().validate_on_submit():
        try:
            service.reopen_letter(current_subject(), letter)
            flash("It waits again.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(url_for("assisted.show_letter", letter_id=letter_id), 303)


def _show_list(organisation: Organisation | None) -> str:
    host_id, number = organisation.id if organisation else None, page_number(request.args)
    is_done = request.args.get("show") == DONE
    page = (
        queries.list_done_letters(number, host_id)
        if is_done
        else queries.list_open_letters(rules.Way.LETTER, number, host_id)
    )
    waiting = queries.count_waiting(host_id)
    return render(
        "assisted/letters.html",
        page=page,
        is_done=is_done,
        waiting=waiting,
        organisation=organisation,
        rules=rules,
    )


def _send(organisation: Organisation | None) -> ResponseReturnValue:
    host_id = organisation.id if organisation else None
    letters, form = queries.list_letters_to_print(host_id), PrintedForm()
    form.letters.choices = [
        (str(each.id), f"{each.person.user.name}: {each.subject}") for each in letters
    ]
    if form.is_submitted() and not letters:  # a colleague has posted them all
        return redirect(_list_page(host_id), 303)
    if form.validate_on_submit():
        posted = [each for each in letters if str(each.id) in form.letters.data]
        count = service.mark_letters(current_subject(), posted, rules.Outcome.POSTED)
        flash(f"Marked as posted: {count}.", "success")
        return redirect(_list_page(host_id), 303)
    return render(
        "assisted/letters_print.html", letters=letters, form=form, organisation=organisation
    )


def _refused(outcome: str) -> LetterForm:
    """Return an empty form that says what somebody has marked already."""
    form = LetterForm(formdata=None)
    try:
        rules.check_outcome(outcome)
    except DomainError as refusal:
        form.add_domain_error(refusal)
    return form


def _get(letter_id: int) -> Letter:
    letter = queries.get_letter(letter_id)
    check(SEE_MATTER, matter_facts(letter.person, letter.organisation_id))
    return letter


def _list_page(host_id: int | None) -> str:
    if host_id is None:
        return url_for("assisted.list_letters")
    return url_for("assisted.list_host_letters", organisation_id=host_id)
