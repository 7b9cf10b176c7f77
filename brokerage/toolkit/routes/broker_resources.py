"""Brokers write, publish, retire and read again what is in the toolkit."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.toolkit import rules
from brokerage.toolkit.forms.resources import DeclineForm, ResourceForm, ReviewForm
from brokerage.toolkit.permissions import MANAGE
from brokerage.toolkit.queries import resources as queries
from brokerage.toolkit.routes.blueprint import blueprint
from brokerage.toolkit.routes.own import set_choices, words_of
from brokerage.toolkit.rules.search import label_of
from brokerage.toolkit.service import resources as service
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/toolkit/manage")
@requires(MANAGE)
def list_resources_to_broker() -> str:
    """List all resources with what waits and what is overdue."""
    asked, day = request.args.get("state", ""), today()
    state = asked if asked in {*rules.STATE_LABELS, queries.OVERDUE} else ""
    return render(
        "toolkit/broker_list.html",
        page=queries.list_for_broker(state, page_number(request.args), day),
        counts=queries.count_by_state(day),
        state=state,
        overdue=queries.OVERDUE,
        rules=rules,
    )


@blueprint.route("/toolkit/resources/add", methods=["GET", "POST"])
@requires(MANAGE)
def add_resource() -> ResponseReturnValue:
    """Write a draft."""
    form = ResourceForm(review_by=_next_reading())
    set_choices(form)
    if form.validate_on_submit():
        try:
            resource = service.add_resource(current_subject(), form.answers)
            flash("Kept as a draft. Read it as others will, then publish it.", "success")
            return _to_resource(resource.id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/resource_add.html", form=form)


@blueprint.get("/toolkit/resources/<int:resource_id>/manage")
@requires(MANAGE)
def show_resource_to_broker(resource_id: int) -> str:
    """Show a resource as others will read it, where it stands, and what it has said before."""
    return render(
        "toolkit/broker_resource.html",
        resource=queries.get_resource(resource_id),
        versions=queries.list_versions(resource_id),
        labels=queries.list_labels(),
        label_of=label_of,
        rules=rules,
    )


@blueprint.route("/toolkit/resources/<int:resource_id>/edit", methods=["GET", "POST"])
@requires(MANAGE)
def edit_resource(resource_id: int) -> ResponseReturnValue:
    """Change a resource; what it said before is kept."""
    resource = queries.get_resource(resource_id)
    form = ResourceForm(obj=resource, data=words_of(resource))
    set_choices(form, resource)
    if form.validate_on_submit():
        try:
            is_new = service.edit_resource(current_subject(), resource, form.answers)
            flash("Saved. What it said before is kept." if is_new else "Nothing has changed.")
            return _to_resource(resource_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/resource_edit.html", form=form, resource=resource)


@blueprint.post("/toolkit/resources/<int:resource_id>/publish")
@requires(MANAGE)
def publish_resource(resource_id: int) -> ResponseReturnValue:
    """Let everyone read it."""
    resource = queries.get_resource(resource_id)
    if PostForm().validate_on_submit():
        try:
            service.publish_resource(current_subject(), resource)
            flash("Published: everyone can read it now.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_resource(resource_id)


@blueprint.post("/toolkit/resources/<int:resource_id>/retire")
@requires(MANAGE)
def retire_resource(resource_id: int) -> ResponseReturnValue:
    """Take it out of what people find."""
    resource = queries.get_resource(resource_id)
    if PostForm().validate_on_submit():
        try:
            service.retire_resource(current_subject(), resource)
            flash("Retired: nobody finds it now. You can publish it again.", "success")
        except DomainError as refusal:
            flash(refusal.sentence)
    return _to_resource(resource_id)


@blueprint.route("/toolkit/resources/<int:resource_id>/review", methods=["GET", "POST"])
@requires(MANAGE)
def review_resource(resource_id: int) -> ResponseReturnValue:
    """Note that it was read today and is still right."""
    resource = queries.get_resource(resource_id)
    form = ReviewForm(review_by=_next_reading())
    if form.validate_on_submit():
        try:
            service.review_resource(current_subject(), resource, form.review_by.data)
            flash("Noted: it was read today.", "success")
            return _to_resource(resource_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/resource_review.html", form=form, resource=resource)


@blueprint.route("/toolkit/resources/<int:resource_id>/decline", methods=["GET", "POST"])
@requires(MANAGE)
def decline_resource(resource_id: int) -> ResponseReturnValue:
    """Ask why a suggestion is not taken."""
    resource, form = queries.get_resource(resource_id), DeclineForm()
    if form.validate_on_submit():
        try:
            service.decline_resource(current_subject(), resource, form.reason.data)
            flash("The organisation gets an email with your reason.", "success")
            return _to_resource(resource_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("toolkit/resource_decline.html", form=form, resource=resource)


@blueprint.get("/toolkit/resources/<int:resource_id>/versions/<int:number>")
@requires(MANAGE)
def show_version(resource_id: int, number: int) -> str:
    """Show what a resource said then."""
    return render(
        "toolkit/version_show.html",
        resource=queries.get_resource(resource_id),
        version=queries.get_version(resource_id, number),
        newest=queries.count_versions(resource_id),
    )


@blueprint.post("/toolkit/resources/<int:resource_id>/versions/<int:number>/restore")
@requires(MANAGE)
def restore_version(resource_id: int, number: int) -> ResponseReturnValue:
    """Let it say that again."""
    resource = queries.get_resource(resource_id)
    if PostForm().validate_on_submit():
        service.restore_version(current_subject(), resource, number)
        flash("Restored, as a new version.", "success")
    return _to_resource(resource_id)


def _next_reading() -> date:
    return today() + rules.REVIEW_AFTER


def _to_resource(resource_id: int) -> ResponseReturnValue:
    return redirect(url_for("toolkit.show_resource_to_broker", resource_id=resource_id), 303)
