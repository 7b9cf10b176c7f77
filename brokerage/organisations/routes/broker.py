"""A broker's work: applications, evidence, what people ask about listings."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.organisations import rules
from brokerage.organisations.forms.broker import (
    ApplicationSearchForm,
    ApprovalForm,
    ChangesForm,
    ListingDecisionForm,
    ReasonForm,
    VerificationForm,
)
from brokerage.organisations.permissions import DECIDE, DECIDE_LISTING, VIEW_QUEUE, facts_of
from brokerage.organisations.queries import broker as queries
from brokerage.organisations.queries import listings
from brokerage.organisations.queries.member import get_evidence, list_members
from brokerage.organisations.routes.blueprint import blueprint
from brokerage.organisations.routes.evidence import draw_parts
from brokerage.organisations.rules.listings import WISH_LABELS
from brokerage.organisations.service import decisions, evidence, listing_requests
from brokerage.places.queries import find_authority_names
from brokerage.web.access import check, current_subject, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render

QUEUE = "organisations.list_applications"


@blueprint.get("/broker/applications")
@requires(VIEW_QUEUE)
def list_applications() -> str:
    """List what waits for a decision, or what has had one."""
    form = ApplicationSearchForm()
    status = form.status.data or rules.Status.SUBMITTED
    return render(
        "organisations/broker_applications.html",
        form=form,
        status=status,
        page=queries.list_applications(status, form.q.data, page_number(request.args), today()),
        waiting=queries.count_waiting(today()),
        kind_labels=rules.KIND_LABELS,
        working_days=rules.WORKING_DAYS_TO_DECIDE,
    )


@blueprint.get("/broker/applications/<int:organisation_id>")
@requires(DECIDE)
def show_application(organisation_id: int) -> str:
    """Show everything an application says, who sent it in, and what speaks for care."""
    organisation = queries.get_application(organisation_id)
    check(DECIDE, facts_of(organisation))
    subject = current_subject()
    record_sensitive_read(
        subject, "organisations:application:read", "organisation", organisation_id
    )
    return render(
        "organisations/broker_application.html",
        organisation=organisation,
        members=list_members(organisation_id),
        duplicates=queries.list_possible_duplicates(organisation),
        history=queries.list_history(organisation_id),
        categories=find_labels("cpv", [each.code for each in organisation.categories]),
        causes=find_labels("cause", [each.code for each in organisation.causes]),
        area_names=find_authority_names(organisation.serves_areas),
        rules=rules,
    )


@blueprint.route("/broker/applications/<int:organisation_id>/approve", methods=["GET", "POST"])
@requires(DECIDE)
def approve_application(organisation_id: int) -> ResponseReturnValue:
    """Let an organisation into the directory."""
    organisation = queries.get_application(organisation_id)
    check(DECIDE, facts_of(organisation))
    register = rules.REGISTER_LABELS.get(organisation.register or "", "")
    form = ApprovalForm(data={"register_seen": register})
    if form.validate_on_submit():
        try:
            decisions.approve_application(
                current_subject(), organisation, register_seen=form.seen_at
            )
            flash(f"{organisation.name} is in the directory. Its members get an email.", "success")
            return redirect(url_for(QUEUE), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "organisations/broker_approve.html", form=form, organisation=organisation, rules=rules
    )


@blueprint.route(
    "/broker/applications/<int:organisation_id>/ask-for-changes", methods=["GET", "POST"]
)
@requires(DECIDE)
def ask_for_changes(organisation_id: int) -> ResponseReturnValue:
    """Send an application back with what should be different."""
    organisation = queries.get_application(organisation_id)
    check(DECIDE, facts_of(organisation))
    form = ChangesForm()
    if form.validate_on_submit():
        try:
            decisions.ask_for_changes(current_subject(), organisation, form.reason.data)
            flash(f"{organisation.name} is asked for changes by email.", "success")
            return redirect(url_for(QUEUE), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("organisations/broker_ask.html", form=form, organisation=organisation)


@blueprint.route("/broker/applications/<int:organisation_id>/decline", methods=["GET", "POST"])
@requires(DECIDE)
def decline_application(organisation_id: int) -> ResponseReturnValue:
    """Say no to an application, and why."""
    organisation = queries.get_application(organisation_id)
    check(DECIDE, facts_of(organisation))
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            decisions.decline_application(current_subject(), organisation, form.reason.data)
            flash(
                f"{organisation.name} is declined. Its members get the reason by email.", "success"
            )
            return redirect(url_for(QUEUE), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("organisations/broker_decline.html", form=form, organisation=organisation)


@blueprint.get("/broker/evidence")
@requires(VIEW_QUEUE)
def list_evidence_to_verify() -> str:
    """List the evidence that waits for a broker."""
    return render(
        "organisations/broker_evidence.html",
        page=queries.list_evidence_to_verify(page_number(request.args), today()),
        waiting=queries.count_waiting(today()),
        evidence_labels=rules.EVIDENCE_LABELS,
    )


@blueprint.route(
    "/broker/applications/<int:organisation_id>/evidence/<int:evidence_id>/verify",
    methods=["GET", "POST"],
)
@requires(DECIDE)
def verify_evidence(organisation_id: int, evidence_id: int) -> ResponseReturnValue:
    """Say where evidence was seen and until when it holds."""
    organisation = queries.get_application(organisation_id)
    check(DECIDE, facts_of(organisation))
    fact = get_evidence(organisation_id, evidence_id)
    stated = {"expires_on": fact.expires_on}
    form, label = VerificationForm(data=stated), rules.EVIDENCE_LABELS[fact.kind]
    if form.validate_on_submit():
        try:
            evidence.verify_evidence(
                current_subject(), organisation, fact, form.source.data, form.expires_on.data
            )
            flash(f"{label} is verified for {organisation.name}.", "success")
            return redirect(url_for("organisations.list_evidence_to_verify"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "organisations/broker_verify.html",
        form=form,
        organisation=organisation,
        fact=fact,
        label=label,
        parts=draw_parts(organisation, [fact], may_change=False)[fact.id],
    )


@blueprint.route(
    "/broker/applications/<int:organisation_id>/evidence/<int:evidence_id>/reject",
    methods=["GET", "POST"],
)
@requires(DECIDE)
def reject_evidence(organisation_id: int, evidence_id: int) -> ResponseReturnValue:
    """Say why evidence could not be verified."""
    organisation = queries.get_application(organisation_id)
    check(DECIDE, facts_of(organisation))
    fact = get_evidence(organisation_id, evidence_id)
    form, label = ReasonForm(), rules.EVIDENCE_LABELS[fact.kind]
    if form.validate_on_submit():
        try:
            evidence.reject_evidence(current_subject(), organisation, fact, form.reason.data)
            flash(f"{organisation.name} gets your reason by email.", "success")
            return redirect(url_for("organisations.list_evidence_to_verify"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "organisations/broker_reject.html",
        form=form,
        organisation=organisation,
        fact=fact,
        label=label,
    )


@blueprint.get("/broker/listing-requests")
@requires(DECIDE_LISTING)
def list_listing_requests() -> str:
    """List what people ask about unclaimed listings."""
    is_open = request.args.get("show") != "decided"
    page = listings.list_listing_requests(is_open=is_open, page=page_number(request.args))
    return render(
        "organisations/broker_listing_requests.html",
        is_open=is_open,
        page=page,
        waiting=queries.count_waiting(today()),
        wish_labels=WISH_LABELS,
    )


@blueprint.route("/broker/listing-requests/<int:listing_request_id>", methods=["GET", "POST"])
@requires(DECIDE_LISTING)
def show_listing_request(listing_request_id: int) -> ResponseReturnValue:
    """Show what someone asks about a listing, and take the decision."""
    entry = listings.get_listing_request(listing_request_id)
    subject = current_subject()
    form = ListingDecisionForm()
    form.offer(entry.request.wish)
    if form.validate_on_submit():
        try:
            listing_requests.decide_listing_request(
                subject, entry, is_granted=form.is_granted, reason=form.reason.data
            )
            flash("Decided. The person who asked gets an email.", "success")
            return redirect(url_for("organisations.list_listing_requests"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    record_sensitive_read(
        subject, "organisations:listing:read", "listing-request", entry.request.id
    )
    return render(
        "organisations/broker_listing_request.html",
        form=form,
        entry=entry,
        wish_labels=WISH_LABELS,
    )
