"""What visitors ask about an unclaimed listing."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations.forms.listings import RemovalForm, TakeOverForm
from brokerage.organisations.permissions import TAKE_OVER
from brokerage.organisations.queries.listings import get_listing
from brokerage.organisations.routes.blueprint import blueprint
from brokerage.organisations.rules import decide_by
from brokerage.organisations.rules.listings import MOST_REQUESTS, REQUESTS_SPAN
from brokerage.organisations.service import listing_requests
from brokerage.permissions import PUBLIC
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

REMOVALS = Limit("listing-removal", MOST_REQUESTS, REQUESTS_SPAN)
TAKE_OVERS = Limit("listing-take-over", MOST_REQUESTS, REQUESTS_SPAN)
TOO_MUCH = "You have asked for several pages in a short time. Wait an hour, then send this again"


@blueprint.route("/directory/<slug:organisation_slug>/remove", methods=["GET", "POST"])
@requires(PUBLIC)
def remove_listing(organisation_slug: str) -> ResponseReturnValue:
    """Take the wish that a listing be removed; a broker decides."""
    listing = get_listing(organisation_slug)
    subject = current_subject()
    form = RemovalForm(data={"email": subject.email})
    status = 200
    if form.validate_on_submit():
        try:
            REMOVALS.take(request.remote_addr or "", form.email.data)
            listing_requests.ask_to_remove_listing(
                subject, listing, form.email.data, form.explanation.data
            )
            asked = url_for("organisations.show_removal_asked", organisation_slug=organisation_slug)
            return redirect(asked, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
        except ThrottledError:
            form.form_errors.append(TOO_MUCH)
            status = 429
    return render("organisations/listing_remove.html", form=form, listing=listing), status


@blueprint.route("/directory/<slug:organisation_slug>/take-over", methods=["GET", "POST"])
@requires(TAKE_OVER)
def take_over_listing(organisation_slug: str) -> ResponseReturnValue:
    """Take the wish to act for the organisation of a listing; a broker decides."""
    listing = get_listing(organisation_slug)
    subject = current_subject()
    form = TakeOverForm()
    status = 200
    if form.validate_on_submit():
        try:
            TAKE_OVERS.take(str(subject.user_id))
            listing_requests.ask_to_take_listing_over(subject, listing, form.explanation.data)
            asked = url_for(
                "organisations.show_take_over_asked", organisation_slug=organisation_slug
            )
            return redirect(asked, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
        except ThrottledError:
            form.form_errors.append(TOO_MUCH)
            status = 429
    return render("organisations/listing_take_over.html", form=form, listing=listing), status


@blueprint.get("/directory/<slug:organisation_slug>/remove/asked")
@requires(PUBLIC)
def show_removal_asked(organisation_slug: str) -> str:
    """Say what happens next with the wish that a listing be removed."""
    listing = get_listing(organisation_slug)
    title = "We have your request to remove this page"
    return render(
        "organisations/listing_asked.html",
        listing=listing,
        title=title,
        decide_by=decide_by(today()),
    )


@blueprint.get("/directory/<slug:organisation_slug>/take-over/asked")
@requires(TAKE_OVER)
def show_take_over_asked(organisation_slug: str) -> str:
    """Say what happens next with the wish to take a listing over."""
    listing = get_listing(organisation_slug)
    title = "We have your request to take this page over"
    return render(
        "organisations/listing_asked.html",
        listing=listing,
        title=title,
        decide_by=decide_by(today()),
    )
