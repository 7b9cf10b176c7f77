"""The volunteer's side: joining, leaving, and answering an offer."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.cohorts.forms import DeclineOfferForm
from brokerage.cohorts.permissions import ANSWER, JOIN, LEAVE, LIST_OWN, MemberFacts, cohort_facts
from brokerage.cohorts.queries import members as queries
from brokerage.cohorts.queries.cohorts import get_cohort
from brokerage.cohorts.routes.blueprint import blueprint
from brokerage.cohorts.routes.own import get_own_offer
from brokerage.cohorts.rules.offers import LABELS, PlacementStatus
from brokerage.cohorts.service import members, offers
from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.volunteering.rules.volunteers import times_in_words
from brokerage.web.access import check, current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.transactions import render

SAID_NO = (
    "You said no. The host is told that, and the place is free again. Roles that are not for you "
    "are listed among your suggestions, where you can change your mind."
)


@blueprint.get("/your-groups")
@requires(LIST_OWN)
def list_own_cohorts() -> str:
    """Show the groups one is in, and the offers that wait."""
    user_id = current_subject().user_id or 0
    return render(
        "cohorts/own_list.html",
        memberships=queries.list_own_memberships(user_id),
        offers=queries.list_own_offers(user_id),
    )


@blueprint.route("/cohorts/<int:cohort_id>/join", methods=["GET", "POST"])
@requires(JOIN)
def join_cohort(cohort_id: int) -> ResponseReturnValue:
    """Say what the host will see, then join."""
    cohort = get_cohort(cohort_id)
    check(JOIN, cohort_facts(cohort))
    form, subject = PostForm(), current_subject()
    joining = queries.get_joining(cohort, subject.user_id or 0)
    if form.validate_on_submit():
        try:
            members.join_cohort(subject, cohort)
            flash("You have joined. You get an email when there is a place for you.", "success")
            return _to_own()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "cohorts/cohort_join.html",
        cohort=cohort,
        form=form,
        joining=joining,
        times_in_words=times_in_words,
    )


@blueprint.route("/cohorts/<int:cohort_id>/leave", methods=["GET", "POST"])
@requires(LEAVE)
def leave_cohort(cohort_id: int) -> ResponseReturnValue:
    """Say what leaving means, then leave."""
    cohort = get_cohort(cohort_id)
    member = queries.get_last_membership(cohort_id, current_subject().user_id or 0)
    check(LEAVE, MemberFacts(user_id=member.user_id))
    if member.left_at is not None:
        return _to_own()
    form = PostForm()
    if form.validate_on_submit():
        members.leave_cohort(current_subject(), member)
        flash("You have left. The host does not place you any more.", "success")
        return _to_own()
    return render("cohorts/cohort_leave.html", cohort=cohort, form=form)


@blueprint.get("/placement-offers/<int:placement_id>")
@requires(ANSWER)
def show_offer(placement_id: int) -> str:
    """Show the place, why this one, and the two answers."""
    placement = get_own_offer(placement_id)
    today = utcnow().date()
    is_open = placement.status == PlacementStatus.OFFERED and (
        placement.answer_by is None or today <= placement.answer_by
    )
    return render("cohorts/offer_show.html", placement=placement, is_open=is_open, labels=LABELS)


@blueprint.post("/placement-offers/<int:placement_id>/accept")
@requires(ANSWER)
def accept_offer(placement_id: int) -> ResponseReturnValue:
    """Say yes."""
    placement = get_own_offer(placement_id)
    if PostForm().validate_on_submit():
        try:
            booking_id = offers.accept_offer(current_subject(), placement)
            flash("You said yes. Here is what happens next.", "success")
            return redirect(url_for("volunteering.show_booking", booking_id=booking_id), 303)
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(url_for("cohorts.show_offer", placement_id=placement_id), 303)


@blueprint.route("/placement-offers/<int:placement_id>/decline", methods=["GET", "POST"])
@requires(ANSWER)
def decline_offer(placement_id: int) -> ResponseReturnValue:
    """Say no, and why."""
    placement, form = get_own_offer(placement_id), DeclineOfferForm()
    if placement.status != PlacementStatus.OFFERED:
        return redirect(url_for("cohorts.show_offer", placement_id=placement_id), 303)
    if form.validate_on_submit():
        try:
            offers.decline_offer(current_subject(), placement, form.reason.data)
            flash(SAID_NO, "success")
            return _to_own()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("cohorts/offer_decline.html", placement=placement, form=form)


def _to_own() -> ResponseReturnValue:
    return redirect(url_for("cohorts.list_own_cohorts"), 303)
