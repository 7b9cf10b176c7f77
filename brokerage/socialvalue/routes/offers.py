"""The talk about one offer, for both of its sides."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from brokerage.organisations.routes.own import get_own
from brokerage.socialvalue.forms.offers import AgreeForm, MessageForm, TermsForm
from brokerage.socialvalue.forms.projects import ReasonForm
from brokerage.socialvalue.permissions import ACT, TALK, offer_facts, side_of
from brokerage.socialvalue.queries import offers as queries
from brokerage.socialvalue.routes.answers import MESSAGES, keep, press, show_form
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.rules import offers as rules
from brokerage.socialvalue.rules import projects
from brokerage.socialvalue.service import offers as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/organisations/<int:organisation_id>/offers")
@requires(ACT)
def list_offers(organisation_id: int) -> str:
    """List every offer that an organisation is a side of."""
    organisation = get_own(organisation_id, ACT)
    return render(
        "socialvalue/offer_list.html",
        organisation=organisation,
        page=queries.list_offers_of(organisation_id, page_number(request.args)),
        rules=rules,
        projects=projects,
    )


@blueprint.get("/offers/<int:offer_id>")
@requires(TALK)
def show_offer(offer_id: int) -> str:
    """Show the terms, whose answer is awaited, and the thread."""
    offer, side = _get_own(offer_id)
    return _show(offer, side, MessageForm())


@blueprint.post("/offers/<int:offer_id>/messages")
@requires(TALK)
def send_message(offer_id: int) -> ResponseReturnValue:
    """Write to the other side."""
    offer, side = _get_own(offer_id)
    form = MessageForm()
    answer = keep(form, lambda: _write(form, offer, side), "Sent.", _page_of(offer_id))
    return answer or _show(offer, side, form)


@blueprint.route("/offers/<int:offer_id>/change", methods=["GET", "POST"])
@requires(TALK)
def change_terms(offer_id: int) -> ResponseReturnValue:
    """Propose other terms."""
    offer, side = _get_own(offer_id)
    form = TermsForm(obj=offer)
    form.amount.suffix = offer.need.unit
    answer = keep(
        form,
        lambda: service.change_terms(current_subject(), offer, side, _terms(form)),
        "Sent. It is for the other side to agree now.",
        _page_of(offer_id),
    )
    return answer or show_form(
        form,
        "Propose other terms",
        _page_of(offer_id),
        caption=offer.need.project.title,
        submit="Send",
    )


@blueprint.post("/offers/<int:offer_id>/accept")
@requires(TALK)
def accept_offer(offer_id: int) -> ResponseReturnValue:
    """Agree to the terms as they stood on the page."""
    offer, side = _get_own(offer_id)
    return press(
        lambda: _agree(offer, side),
        "Agreed. You can see how to reach each other now.",
        _page_of(offer_id),
    )


@blueprint.route("/offers/<int:offer_id>/decline", methods=["GET", "POST"])
@requires(TALK)
def decline_offer(offer_id: int) -> ResponseReturnValue:
    """Say no, and why."""
    offer, side = _get_own(offer_id)
    form = ReasonForm()
    answer = keep(
        form,
        lambda: service.decline_offer(current_subject(), offer, side, form.reason.data),
        "Declined. The other side has been told.",
        _page_of(offer_id),
    )
    return answer or show_form(
        form,
        "Decline this offer",
        _page_of(offer_id),
        caption=offer.need.project.title,
        submit="Decline",
    )


@blueprint.post("/offers/<int:offer_id>/withdraw")
@requires(TALK)
def withdraw_offer(offer_id: int) -> ResponseReturnValue:
    """Take back what is not agreed yet."""
    offer, side = _get_own(offer_id)
    return press(
        lambda: service.withdraw_offer(current_subject(), offer, side),
        "Withdrawn. The other side has been told.",
        _page_of(offer_id),
    )


def _agree(offer: queries.Offer, side: str) -> None:
    seen = AgreeForm().seen.data
    service.agree_offer(current_subject(), offer, side, seen)


def _write(form: MessageForm, offer: queries.Offer, side: str) -> None:
    MESSAGES.take(str(current_subject().user_id))
    service.write_message(current_subject(), offer, side, form.text.data)


def _show(offer: queries.Offer, side: str, form: MessageForm) -> str:
    return render(
        "socialvalue/offer_show.html",
        offer=offer,
        side=side,
        other=offer.receiver if side == rules.Side.GIVER else offer.giver,
        seen=rules.mark_of(offer.amount, offer.terms, offer.by_on),
        messages=queries.list_messages(offer.id),
        form=form,
        rules=rules,
        projects=projects,
    )


def _get_own(offer_id: int) -> tuple[queries.Offer, str]:
    offer = queries.get_offer(offer_id)
    facts = offer_facts(offer)
    check(TALK, facts)
    return offer, side_of(current_subject(), facts)


def _page_of(offer_id: int) -> str:
    return url_for("socialvalue.show_offer", offer_id=offer_id)


def _terms(form: TermsForm) -> service.Terms:
    return service.Terms(amount=form.amount.data, terms=form.terms.data, by_on=form.by_on.data)
