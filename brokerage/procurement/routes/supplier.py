"""A supplier sees what it is asked, answers, and finds briefs that are open to all."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError, NotFoundError
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.money import in_pounds
from brokerage.organisations.permissions import facts_of
from brokerage.organisations.queries.member import Organisation
from brokerage.organisations.routes.own import get_own
from brokerage.permissions import Subject
from brokerage.procurement.forms.answers import AnswerForm
from brokerage.procurement.permissions import SELL, VIEW_APPROACH, approach_facts, sells
from brokerage.procurement.queries import answers as queries
from brokerage.procurement.queries import open_briefs
from brokerage.procurement.queries.answers import Approach
from brokerage.procurement.queries.open_briefs import Brief
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.rules import answers as rules
from brokerage.procurement.rules import enquiries
from brokerage.procurement.rules.briefs import MARKET_ENGAGEMENT, SOCIAL_VALUE_LABELS
from brokerage.procurement.service import answers as service
from brokerage.procurement.service.reading import mark_viewed
from brokerage.web.access import check, current_subject, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.panels import Panel
from brokerage.web.transactions import render

SENT = "We have sent your answer to the buyer."


@blueprint.get("/organisations/<int:organisation_id>/enquiries")
@requires(SELL)
def list_enquiries(organisation_id: int) -> str:
    """List what this supplier was asked and has answered, what waits first."""
    organisation = get_own(organisation_id, SELL)
    return render(
        "procurement/supplier_enquiries.html",
        organisation=organisation,
        page=queries.list_enquiries_to(organisation_id, page_number(request.args), today()),
        rules=rules,
        enquiries=enquiries,
    )


@blueprint.get("/enquiries/<int:approach_id>")
@requires(VIEW_APPROACH)
def show_approach(approach_id: int) -> str:
    """Show what is asked, what was answered, and where it stands; the first look is noted."""
    approach = _get_own(approach_id)
    return render("procurement/supplier_approach.html", **_shown(approach))


@blueprint.route("/enquiries/<int:approach_id>/answer", methods=["GET", "POST"])
@requires(VIEW_APPROACH)
def answer_approach(approach_id: int) -> ResponseReturnValue:
    """Answer, or change the answer, on the page that shows what is asked."""
    approach = _get_own(approach_id)
    form = AnswerForm(
        answer=approach.answer, reason=approach.answer_reason, message=approach.message
    )
    if form.validate_on_submit():
        try:
            service.answer_approach(current_subject(), approach, form.given, approach.answered_at)
            flash(SENT, "success")
            return redirect(url_for("procurement.show_approach", approach_id=approach_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("procurement/supplier_answer.html", form=form, **_shown(approach))


@blueprint.get("/organisations/<int:organisation_id>/open-briefs")
@requires(SELL)
def list_open_briefs(organisation_id: int) -> str:
    """List the open briefs: those that fit first and why, then all of them."""
    organisation, number = get_own(organisation_id, SELL), page_number(request.args)
    can_sell = rules.is_supplier(organisation.status, organisation.wants)
    return render(
        "procurement/supplier_open_briefs.html",
        organisation=organisation,
        can_sell=can_sell,
        matches=open_briefs.list_brief_matches(organisation) if can_sell and number == 1 else [],
        page=open_briefs.list_open_briefs(organisation_id, number) if can_sell else None,
        not_in_directory=rules.NOT_IN_DIRECTORY,
    )


@blueprint.get("/organisations/<int:organisation_id>/open-briefs/<int:brief_id>")
@requires(SELL)
def show_open_brief(organisation_id: int, brief_id: int) -> str:
    """Show a brief that is open to all."""
    organisation, brief = _get_open(organisation_id, brief_id)
    return render(
        "procurement/supplier_open_brief.html",
        organisation=organisation,
        brief=brief,
        approach_id=queries.find_approach_id(brief_id, organisation_id),
        categories=list(find_labels("cpv", brief.categories).values()),
        value=in_pounds(brief.value_pence) if brief.value_pence else None,
        social_values=[SOCIAL_VALUE_LABELS[each] for each in brief.social_values],
        market_engagement=MARKET_ENGAGEMENT,
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/open-briefs/<int:brief_id>/answer",
    methods=["GET", "POST"],
)
@requires(SELL)
def answer_open_brief(organisation_id: int, brief_id: int) -> ResponseReturnValue:
    """Answer a brief that is open to all, without having been asked."""
    organisation, brief = _get_open(organisation_id, brief_id)
    approach_id = queries.find_approach_id(brief_id, organisation_id)
    if approach_id is not None:
        return redirect(url_for("procurement.answer_approach", approach_id=approach_id), 303)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            approach = service.answer_open_brief(current_subject(), brief, organisation, form.given)
            flash(SENT, "success")
            return redirect(url_for("procurement.show_approach", approach_id=approach.id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show_open_form(organisation, brief, form)


def show_enquiries_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a supplier's own page that says what waits for an answer; one statement."""
    can_sell = rules.is_supplier(organisation.status, organisation.wants)
    if not can_sell or not sells(subject, facts_of(organisation)):
        return None
    waiting = queries.count_to_answer(organisation.id, day)
    return Panel(
        "procurement/supplier_panel.html", {"organisation": organisation, "waiting": waiting}
    )


def _show_open_form(organisation: Organisation, brief: Brief, form: AnswerForm) -> str:
    return render(
        "procurement/supplier_answer_open.html",
        organisation=organisation,
        brief=brief,
        form=form,
        market_engagement=MARKET_ENGAGEMENT,
    )


def _get_open(organisation_id: int, brief_id: int) -> tuple[Organisation, Brief]:
    organisation = get_own(organisation_id, SELL)
    if not rules.is_supplier(organisation.status, organisation.wants):
        raise NotFoundError
    return organisation, open_briefs.get_open_brief(organisation_id, brief_id)


def _get_own(approach_id: int) -> Approach:
    approach = queries.get_approach(approach_id)
    check(VIEW_APPROACH, approach_facts(approach))
    if request.method == "GET" and approach.viewed_at is None:
        mark_viewed(current_subject(), approach_id)
    return approach


def _shown(approach: Approach) -> dict[str, object]:
    return {
        "approach": approach,
        "organisation": approach.organisation,
        "why_not": rules.find_reason_not_to_answer(approach, today()),
        "is_overdue": rules.is_overdue(approach, today()),
        "rules": rules,
        "enquiries": enquiries,
        "market_engagement": MARKET_ENGAGEMENT,
    }
