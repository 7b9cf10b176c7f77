"""Unnamed cards: a host sees how many fit a role and invites one without knowing who it is."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.volunteering.forms.cards import CardInvitationForm
from brokerage.volunteering.permissions import (
    INVITE_CARD,
    VIEW_OWN_BOOKING,
    BookingFacts,
    opportunity_facts,
)
from brokerage.volunteering.queries import cards as queries
from brokerage.volunteering.queries.opportunities import Opportunity, get_opportunity
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules.cards import count_in_words
from brokerage.volunteering.service import cards as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

INVITATIONS = Limit("volunteering:cards", rules.MOST_INVITATIONS_A_DAY, rules.ONE_DAY)
TOO_MANY = (
    f"{rules.MOST_INVITATIONS_A_DAY} invitations is the most for one day. Send this one tomorrow"
)

SAID_NO = (
    "You said no. The host does not learn who you are. We do not suggest this again: it is under "
    "“Not for you” among your suggestions, where you can change your mind."
)


@blueprint.get("/opportunities/<int:opportunity_id>/volunteers")
@requires(INVITE_CARD)
def list_cards(opportunity_id: int) -> str:
    """Show how many volunteers fit, and unnamed cards of those who fit best."""
    opportunity = _get_own(opportunity_id)
    found = queries.list_cards(opportunity, utcnow())
    subject = current_subject()
    record_sensitive_read(subject, "volunteering:card:list", "opportunity", opportunity_id)
    return render(
        "volunteering/card_list.html",
        opportunity=opportunity,
        found=found,
        how_many=count_in_words(found.total),
    )


@blueprint.route(
    "/opportunities/<int:opportunity_id>/volunteers/<token:card>/invite", methods=["GET", "POST"]
)
@requires(INVITE_CARD)
def invite_card(opportunity_id: int, card: str) -> ResponseReturnValue:
    """Write to the person behind a card, who stays unnamed."""
    opportunity = _get_own(opportunity_id)
    user_id = queries.get_card_user_id(opportunity, card)
    form, actor, status = CardInvitationForm(), current_subject(), 200
    if form.validate_on_submit():
        try:
            host = f"organisation {opportunity.organisation_id}"
            INVITATIONS.take(host, f"user {actor.user_id}")
            service.invite_card(actor, opportunity, user_id, form.note.data)
            flash("Invited. If they ask for a place, you see their name.", "success")
            return redirect(url_for("volunteering.list_cards", opportunity_id=opportunity.id), 303)
        except ThrottledError:
            form.form_errors.append(TOO_MANY)
            status = 429
        except DomainError as refusal:
            form.add_domain_error(refusal)
    page = render("volunteering/card_invite.html", opportunity=opportunity, form=form)
    return page, status


@blueprint.post("/invitations-to-volunteer/<int:card_invitation_id>/decline")
@requires(VIEW_OWN_BOOKING)
def decline_card_invitation(card_invitation_id: int) -> ResponseReturnValue:
    """Say no to an invitation; the host is not told whose no it is."""
    invitation = queries.get_card_invitation(card_invitation_id)
    organisation_id = invitation.opportunity.organisation_id
    check(
        VIEW_OWN_BOOKING,
        BookingFacts(user_id=invitation.user_id, organisation_id=organisation_id),
    )
    if PostForm().validate_on_submit():
        try:
            service.decline_card_invitation(current_subject(), invitation)
            flash(SAID_NO, "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return redirect(url_for("volunteering.list_bookings"), 303)


def _get_own(opportunity_id: int) -> Opportunity:
    opportunity = get_opportunity(opportunity_id)
    check(INVITE_CARD, opportunity_facts(opportunity))
    return opportunity
