"""A buyer writes an enquiry, checks whom it goes to, sends it and reads the answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError, NotFoundError
from brokerage.procurement.forms.answers import DeclineSupplierForm
from brokerage.procurement.forms.enquiries import EnquiryForm
from brokerage.procurement.permissions import EDIT_BRIEF, VIEW_BRIEF
from brokerage.procurement.queries import answers, recipients
from brokerage.procurement.queries.answers import Approach
from brokerage.procurement.queries.recipients import Recipients
from brokerage.procurement.queries.shortlists import list_shortlisted
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.routes.own import Brief, get_brief_for, get_brief_to_read, to_brief_page
from brokerage.procurement.rules import enquiries as rules
from brokerage.procurement.rules.answers import is_supplier
from brokerage.procurement.rules.briefs import MARKET_ENGAGEMENT, BriefStatus
from brokerage.procurement.service import answers as answer_service
from brokerage.procurement.service import enquiries as service
from brokerage.procurement.service.reading import mark_read
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import plural
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

ENQUIRIES = Limit("procurement:enquiries", rules.MOST_ENQUIRIES_A_DAY, timedelta(days=1))
TOO_MANY = f"{rules.MOST_ENQUIRIES_A_DAY} enquiries is the most for one day. Send it tomorrow"
MOST_NAMES = 100


@blueprint.route("/briefs/<int:brief_id>/enquiries/send", methods=["GET", "POST"])
@requires(EDIT_BRIEF)
def send_enquiry(brief_id: int) -> ResponseReturnValue:
    """Write the text, see how many and whom it goes to, then send it."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    if brief.status != BriefStatus.LOOKING:
        flash(service.NOT_LOOKING)
        return to_brief_page(brief_id)
    reach = {each: recipients.list_recipients(brief, each) for each in rules.Audience}
    form, step = _form_for(brief, reach), request.form.get("step", "")
    if step != "change" and form.validate_on_submit():
        try:
            draft = _draft_of(form)
            service.check_draft(draft)
            service.check_invitable(brief, draft.audience)
            if step == "send":
                return _send(brief, draft)
            return _preview(brief, form, reach[rules.Audience(draft.audience)])
        except ThrottledError:
            form.form_errors.append(TOO_MANY)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show_form(brief, form, reach)


@blueprint.get("/briefs/<int:brief_id>/enquiries/<int:enquiry_id>")
@requires(VIEW_BRIEF)
def show_enquiry(brief_id: int, enquiry_id: int) -> str:
    """Show what was sent, when and to whom."""
    brief = get_brief_for(brief_id, VIEW_BRIEF)
    return render(
        "procurement/enquiry_show.html",
        brief=brief,
        enquiry=recipients.get_enquiry(brief_id, enquiry_id),
        reached=recipients.list_reached(enquiry_id),
        market_engagement=MARKET_ENGAGEMENT,
    )


@blueprint.get("/briefs/<int:brief_id>/answers")
@requires(VIEW_BRIEF)
def list_answers(brief_id: int) -> str:
    """List who has viewed and what they said; what is shown counts as read."""
    brief, may_edit = get_brief_to_read(brief_id)
    page = answers.list_answers_to(brief_id, page_number(request.args))
    if request.method != "HEAD":
        mark_read(current_subject(), _unread(page.rows))
    return render(
        "procurement/enquiry_answers.html",
        brief=brief,
        page=page,
        counts=answers.count_answers(brief_id),
        enquiries=recipients.list_enquiries_of(brief_id),
        shortlisted=list_shortlisted(brief_id, [each.organisation_id for each in page.rows]),
        may_edit=may_edit,
        rules=rules,
        is_supplier=is_supplier,
    )


@blueprint.route(
    "/briefs/<int:brief_id>/answers/<int:approach_id>/decline", methods=["GET", "POST"]
)
@requires(EDIT_BRIEF)
def decline_supplier(brief_id: int, approach_id: int) -> ResponseReturnValue:
    """Tell one supplier no, with a reason, before the brief closes."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    approach, form = answers.get_approach(approach_id), DeclineSupplierForm()
    if approach.brief_id != brief.id:
        raise NotFoundError
    if form.validate_on_submit():
        try:
            answer_service.decline_supplier(current_subject(), approach, form.reason.data)
            flash(f"{approach.organisation.name} is told by email.", "success")
            return redirect(url_for("procurement.list_answers", brief_id=brief_id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("procurement/enquiry_decline.html", brief=brief, approach=approach, form=form)


def _form_for(brief: Brief, reach: dict[rules.Audience, Recipients]) -> EnquiryForm:
    answer_by = today() + timedelta(days=14)
    form = EnquiryForm(
        title=brief.title,
        text=brief.need,
        answer_by=answer_by,
        decide_by=max(brief.decide_by or answer_by + timedelta(days=14), answer_by),
    )
    form.list_audiences({each: len(found.new) for each, found in reach.items() if found.new})
    return form


def _draft_of(form: EnquiryForm) -> service.EnquiryDraft:
    return service.EnquiryDraft(
        title=form.title.data,
        text=form.text.data,
        answer_by=form.answer_by.data,
        decide_by=form.decide_by.data,
        audience=form.audience.data,
    )


def _send(brief: Brief, draft: service.EnquiryDraft) -> ResponseReturnValue:
    brief_id, subject = brief.id, current_subject()
    ENQUIRIES.take(f"user {subject.user_id}")
    enquiry, reached = service.send_enquiry(subject, brief, draft)
    flash(f"Sent to {plural(reached, 'supplier', 'suppliers')}.", "success")
    page = url_for("procurement.show_enquiry", brief_id=brief_id, enquiry_id=enquiry.id)
    return redirect(page, 303)


def _preview(brief: Brief, form: EnquiryForm, found: Recipients) -> str:
    return render(
        "procurement/enquiry_preview.html",
        brief=brief,
        form=form,
        found=found,
        names=[each.name for each in found.new[:MOST_NAMES]],
        market_engagement=MARKET_ENGAGEMENT,
    )


def _show_form(brief: Brief, form: EnquiryForm, reach: dict[rules.Audience, Recipients]) -> str:
    can_ask = any(found.new for found in reach.values())
    return render(
        "procurement/enquiry_send.html",
        brief=brief,
        reach=reach,
        can_ask=can_ask,
        market_engagement=MARKET_ENGAGEMENT,
        **({"form": form} if can_ask else {}),
    )


def _unread(rows: Sequence[Approach]) -> list[int]:
    return [each.id for each in rows if each.answer is not None and each.read_at is None]
