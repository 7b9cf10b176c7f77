"""Where one works: saying it, showing it, ending it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.leave import queries, rules
from brokerage.leave.forms import EmployerForm, EmployerSearchForm, WorkAddressForm
from brokerage.leave.permissions import END_OWN, LIST_OWN, employment_facts
from brokerage.leave.routes.blueprint import blueprint
from brokerage.leave.service import employments as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.fields import Choice
from brokerage.web.forms import PostForm
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

LINKS = Limit("leave:links", rules.MOST_LINKS_A_DAY, rules.ONE_DAY)
STATEMENTS = Limit("leave:statements", rules.MOST_STATEMENTS_A_DAY, rules.ONE_DAY)
TOO_MANY_LINKS = "That is enough links for one day. Look in your work mail, or try again tomorrow"
TOO_MANY_STATEMENTS = "That is enough employers for one day. Try again tomorrow"


@blueprint.get("/account/employment")
@requires(LIST_OWN)
def list_employments() -> str:
    """List where one works or says so, and what shows it."""
    own = queries.list_employments_of(current_subject().user_id or 0)
    return render("leave/member_employments.html", own=own, now=utcnow())


@blueprint.route("/account/employment/add", methods=["GET", "POST"])
@requires(LIST_OWN)
def add_employment() -> ResponseReturnValue:
    """Ask for the address at work, or for the employer."""
    if request.args.get("by") == "employer":
        return _add_by_employer()
    return _add_by_address()


@blueprint.route("/account/employment/confirm/<token:token>", methods=["GET", "POST"])
@requires(LIST_OWN)
def confirm_employment(token: str) -> ResponseReturnValue:
    """Show what the link shows, and take it with a button: mail scanners open links, too."""
    form, actor = PostForm(), current_subject()
    if form.validate_on_submit():
        try:
            employer = service.confirm_employment(actor, token).organisation
            flash(f"It is shown that you work for {employer.name}.", "success")
            return _to_employments()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    employment = queries.find_by_link(service.digest_of(token), actor.user_id or 0, utcnow())
    if employment is None:
        return render("leave/member_link_over.html"), 404
    return render("leave/member_confirm.html", form=form, organisation=employment.organisation)


@blueprint.post("/account/employment/<int:employment_id>/end")
@requires(END_OWN)
def end_employment(employment_id: int) -> ResponseReturnValue:
    """Say that one has left, or take back what one said."""
    employment = queries.get_employment(employment_id)
    check(END_OWN, employment_facts(employment))
    try:
        service.end_employment(current_subject(), employment)
        flash(f"{employment.organisation.name} is no longer where you work.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_employments()


def _add_by_address() -> ResponseReturnValue:
    form, actor, status = WorkAddressForm(), current_subject(), 200
    if form.validate_on_submit():
        address = form.work_email.data
        try:
            LINKS.take(f"user {actor.user_id}", f"address {address.casefold()}")
            service.ask_for_link(actor, address)
            flash(f"We have sent a link to {address}. Open it within two days.", "success")
            return _to_employments()
        except ThrottledError:
            form.form_errors.append(TOO_MANY_LINKS)
            status = 429
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("leave/member_add.html", form=form), status


def _add_by_employer() -> ResponseReturnValue:
    search, form = EmployerSearchForm(), EmployerForm()
    found = {str(each.id): each for each in queries.search_employers(search.q.data)}
    form.organisation_id.choices = [
        Choice(number, str(each.name), each.summary or None) for number, each in found.items()
    ]
    actor, status = current_subject(), 200
    if form.validate_on_submit():
        employer = found[form.organisation_id.data]
        try:
            STATEMENTS.take(f"user {actor.user_id}")
            service.state_employment(actor, employer)
            flash(f"We have asked {employer.name}. You get an email when they answer.", "success")
            return _to_employments()
        except ThrottledError:
            form.form_errors.append(TOO_MANY_STATEMENTS)
            status = 429
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("leave/member_choose.html", form=form, search=search, found=found), status


def _to_employments() -> ResponseReturnValue:
    return redirect(url_for("leave.list_employments"), 303)
