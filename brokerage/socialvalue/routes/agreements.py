"""An agreement, for both of its sides: what came, the yes to it, thanks and the story."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from brokerage.ledger.queries.claims import list_claims_of_source
from brokerage.ledger.queries.sources import find_source
from brokerage.ledger.rules.sources import SourceKind
from brokerage.socialvalue.forms.offers import DeliveryForm, StoryForm, ThanksForm
from brokerage.socialvalue.forms.projects import ReasonForm
from brokerage.socialvalue.permissions import (
    AGREE_STORY,
    DELIVER,
    THANK,
    agreement_facts,
    side_of,
)
from brokerage.socialvalue.queries import agreements as queries
from brokerage.socialvalue.queries.reference import FTE, HOURS, VALUE, get_counting
from brokerage.socialvalue.routes.answers import keep, press, show_form
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.rules import offers as rules
from brokerage.socialvalue.rules import projects
from brokerage.socialvalue.service import agreements as service
from brokerage.socialvalue.service import stories
from brokerage.web.access import check, current_subject, requires
from brokerage.web.layout import today
from brokerage.web.transactions import render

COUNTED_LABELS = {
    VALUE: "What was it worth, in pounds?",
    HOURS: "How many hours of support did people have?",
    FTE: "How many full-time jobs is it?",
}
COUNTED_HINTS = {
    VALUE: "What it would have cost to buy, as it was. Both of you confirm this value",
    HOURS: "Of all people together",
    FTE: "Half-time is 0.5",
}


@blueprint.get("/agreements/<int:agreement_id>")
@requires(DELIVER)
def show_agreement(agreement_id: int) -> str:
    """Show an agreement, how to reach the other side, and what to do next."""
    agreement, side = _get_own(agreement_id)
    source = find_source(SourceKind.AGREEMENT, agreement_id)
    offer = agreement.offer
    return render(
        "socialvalue/agreement_show.html",
        agreement=agreement,
        offer=offer,
        side=side,
        other=offer.receiver if side == rules.Side.GIVER else offer.giver,
        claims=list_claims_of_source(source.id) if source else [],
        rules=rules,
        projects=projects,
    )


@blueprint.route("/agreements/<int:agreement_id>/deliver", methods=["GET", "POST"])
@requires(DELIVER)
def report_delivery(agreement_id: int) -> ResponseReturnValue:
    """Say what came."""
    agreement, side = _get_own(agreement_id)
    form = make_delivery_form(agreement, DeliveryForm)
    answer = keep(
        form,
        lambda: service.note_delivery(current_subject(), agreement, side, delivery_of(form)),
        "Saved. The other side is asked to confirm it.",
        _page_of(agreement_id),
    )
    return answer or show_form(
        form,
        "What came?",
        _page_of(agreement_id),
        caption=agreement.offer.need.project.title,
        submit="Send",
    )


@blueprint.post("/agreements/<int:agreement_id>/confirm")
@requires(DELIVER)
def confirm_delivery(agreement_id: int) -> ResponseReturnValue:
    """Confirm what the other side said."""
    agreement, side = _get_own(agreement_id)
    return press(
        lambda: service.confirm_delivery(current_subject(), agreement, side),
        "Confirmed by both.",
        _page_of(agreement_id),
    )


@blueprint.route("/agreements/<int:agreement_id>/report", methods=["GET", "POST"])
@requires(DELIVER)
def report_dispute(agreement_id: int) -> ResponseReturnValue:
    """Say what is wrong: a broker decides."""
    agreement, side = _get_own(agreement_id)
    form = ReasonForm()
    form.reason.label.text = "What is wrong?"
    answer = keep(
        form,
        lambda: service.dispute_delivery(current_subject(), agreement, side, form.reason.data),
        "Sent. A broker asks you both and decides.",
        _page_of(agreement_id),
    )
    return answer or show_form(
        form,
        "Ask a broker to decide",
        _page_of(agreement_id),
        caption=agreement.offer.need.project.title,
        intro="Talk with the other side first: most things are quickly put right.",
        submit="Send to a broker",
    )


@blueprint.route("/agreements/<int:agreement_id>/cancel", methods=["GET", "POST"])
@requires(DELIVER)
def cancel_agreement(agreement_id: int) -> ResponseReturnValue:
    """Call it off before anything came."""
    agreement, side = _get_own(agreement_id)
    form = ReasonForm()
    answer = keep(
        form,
        lambda: service.cancel_agreement(current_subject(), agreement, side, form.reason.data),
        "Cancelled. You have both been told.",
        _page_of(agreement_id),
    )
    return answer or show_form(
        form,
        "Cancel this agreement",
        _page_of(agreement_id),
        caption=agreement.offer.need.project.title,
        submit="Cancel it",
    )


@blueprint.route("/agreements/<int:agreement_id>/thank", methods=["GET", "POST"])
@requires(THANK)
def send_thanks(agreement_id: int) -> ResponseReturnValue:
    """Say thank you."""
    agreement = queries.get_agreement(agreement_id)
    check(THANK, agreement_facts(agreement))
    form = ThanksForm(obj=agreement)
    answer = keep(
        form,
        lambda: service.thank_giver(current_subject(), agreement, form.thanks.data),
        "Sent.",
        _page_of(agreement_id),
    )
    return answer or show_form(
        form,
        f"Thank {agreement.offer.giver.name}",
        _page_of(agreement_id),
        submit="Send your thanks",
    )


@blueprint.route("/agreements/<int:agreement_id>/story", methods=["GET", "POST"])
@requires(THANK)
def add_story(agreement_id: int) -> ResponseReturnValue:
    """Tell what came of it."""
    agreement = queries.get_agreement(agreement_id)
    check(THANK, agreement_facts(agreement))
    form = StoryForm(text=agreement.story.text if agreement.story else "")
    answer = keep(
        form,
        lambda: stories.write_story(current_subject(), agreement, form.text.data),
        "Saved. The other side is asked, then a broker reads it.",
        _page_of(agreement_id),
    )
    return answer or show_form(
        form,
        "Tell what came of it",
        _page_of(agreement_id),
        caption=agreement.offer.need.project.title,
        submit="Save",
    )


@blueprint.post("/agreements/<int:agreement_id>/story/accept")
@requires(AGREE_STORY)
def accept_story(agreement_id: int) -> ResponseReturnValue:
    """Say yes to the story for the side that gave."""
    agreement = queries.get_agreement(agreement_id)
    check(AGREE_STORY, agreement_facts(agreement))
    return press(
        lambda: stories.agree_to_story(current_subject(), agreement),
        "Thank you. A broker reads it next.",
        _page_of(agreement_id),
    )


@blueprint.post("/agreements/<int:agreement_id>/story/withdraw")
@requires(DELIVER)
def withdraw_story(agreement_id: int) -> ResponseReturnValue:
    """Take the story back, for either side."""
    agreement, _ = _get_own(agreement_id)
    return press(
        lambda: stories.withdraw_story(current_subject(), agreement),
        "The story is taken back.",
        _page_of(agreement_id),
    )


def make_delivery_form(agreement: queries.Agreement, kind: type[DeliveryForm]) -> DeliveryForm:
    """Return the form for what came: what is counted is asked where it is not the amount."""
    form = kind(
        amount=agreement.delivered or agreement.amount,
        on=agreement.delivered_on or today(),
        counted=agreement.counted,
    )
    form.amount.suffix = agreement.offer.need.unit
    counts = get_counting(agreement.offer.need.kind).counts
    if counts not in COUNTED_LABELS:
        del form.counted
        return form
    form.counted.label.text, form.counted.hint = COUNTED_LABELS[counts], COUNTED_HINTS[counts]
    form.counted.noun = "What is counted"
    return form


def delivery_of(form: DeliveryForm) -> service.Delivery:
    """Return what was answered."""
    counted = form.counted.data if "counted" in form else None
    return service.Delivery(amount=form.amount.data, on=form.on.data, counted=counted)


def _get_own(agreement_id: int) -> tuple[queries.Agreement, str]:
    agreement = queries.get_agreement(agreement_id)
    facts = agreement_facts(agreement)
    check(DELIVER, facts)
    return agreement, side_of(current_subject(), facts)


def _page_of(agreement_id: int) -> str:
    return url_for("socialvalue.show_agreement", agreement_id=agreement_id)
