"""Brokers put signatories that belong together into groups."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.charter.forms.broker import GroupForm, GroupMemberForm
from brokerage.charter.permissions import KEEP_GROUPS
from brokerage.charter.queries import groups as queries
from brokerage.charter.queries.signatories import list_signatories as list_signed
from brokerage.charter.routes.blueprint import blueprint
from brokerage.charter.service import groups as service
from brokerage.errors import DomainError
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.transactions import render


@blueprint.route("/broker/charter/groups", methods=["GET", "POST"])
@requires(KEEP_GROUPS)
def edit_groups() -> ResponseReturnValue:
    """List the groups, and make one."""
    form = GroupForm()
    if form.validate_on_submit():
        try:
            group = service.add_group(current_subject(), form.name.data)
            return _to_group(group.id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("charter/group_list.html", form=form, groups=queries.list_groups())


@blueprint.route("/broker/charter/groups/<int:group_id>", methods=["GET", "POST"])
@requires(KEEP_GROUPS)
def edit_group(group_id: int) -> ResponseReturnValue:
    """See who is in a group, and add a signatory."""
    group, members, form = queries.get_group(group_id), queries.list_members(group_id), _form()
    if form.validate_on_submit():
        try:
            service.add_to_group(current_subject(), group, int(form.signatory.data))
            flash("Added.", "success")
            return _to_group(group_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("charter/group_edit.html", form=form, group=group, members=members)


@blueprint.post("/broker/charter/groups/<int:group_id>/members/<int:signatory_id>/remove")
@requires(KEEP_GROUPS)
def remove_from_group(group_id: int, signatory_id: int) -> ResponseReturnValue:
    """Take a signatory out of a group."""
    group = queries.get_group(group_id)
    try:
        service.remove_from_group(current_subject(), group, signatory_id)
        flash("Taken out.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_group(group_id)


def _form() -> GroupMemberForm:
    form = GroupMemberForm()
    form.signatory.choices = [
        (str(each.signatory_id), each.name) for each in list_signed(today()).rows
    ]
    return form


def _to_group(group_id: int) -> ResponseReturnValue:
    return redirect(url_for("charter.edit_group", group_id=group_id), 303)
