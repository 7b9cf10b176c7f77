"""An administrator keeps the rules: what they answer, their words, sources and dates."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.checks.forms import AuthorityNeedForm, LimitForm, RuleForm, RuleVersionForm
from brokerage.checks.permissions import EDIT_RULES
from brokerage.checks.queries import rules as queries
from brokerage.checks.routes.blueprint import blueprint
from brokerage.checks.rules.changes import check_follows, digest_of
from brokerage.checks.service import rules as service
from brokerage.errors import DomainError
from brokerage.places.queries import list_authorities
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.transactions import render

ADDED = "Added. Sessions before its first day are answered as before."
CHANGED = "Changed. It holds for every role from now on."


@blueprint.route("/administration/check-rules/<int:check_rule_id>/edit", methods=["GET", "POST"])
@requires(EDIT_RULES)
def edit_rule(check_rule_id: int) -> ResponseReturnValue:
    """Change a rule on a role's facts."""
    rule = queries.get_rule_row(check_rule_id)
    form = RuleForm(obj=rule)
    if form.validate_on_submit():
        try:
            service.change_rule(current_subject(), rule, form.answers)
            flash(CHANGED, "success")
            return _to_rules()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("checks/administrator_form.html", form=form, heading=f"Rule: {rule.code}")


@blueprint.route("/administration/check-rules/<int:check_rule_id>/next", methods=["GET", "POST"])
@requires(EDIT_RULES)
def add_rule_version(check_rule_id: int) -> ResponseReturnValue:
    """Add what follows a rule: first what it would change is shown, then it is saved."""
    rule, shown = queries.get_rule_row(check_rule_id), []
    form = RuleVersionForm(data={name: getattr(rule, name) for name in ("level", "words")})
    if form.validate_on_submit():
        mark = digest_of(form.answers)
        try:
            check_follows(rule.from_on, rule.to_on, form.from_on.data, form.to_on.data, today())
            if form.seen.data == mark:
                service.add_rule_version(current_subject(), rule, form.answers)
                flash(ADDED, "success")
                return _to_rules()
            shown = queries.list_changes_of(rule, form.answers)
            form.seen.process_data(mark)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("checks/rule_version_form.html", form=form, rule=rule, shown=shown)


@blueprint.route("/administration/check-limits/<int:check_limit_id>/edit", methods=["GET", "POST"])
@requires(EDIT_RULES)
def edit_limit(check_limit_id: int) -> ResponseReturnValue:
    """Change a figure the rules stand on."""
    limit = queries.get_limit_row(check_limit_id)
    form = LimitForm(obj=limit)
    if form.validate_on_submit():
        try:
            service.change_limit(current_subject(), limit, form.answers)
            flash(CHANGED, "success")
            return _to_rules()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("checks/administrator_form.html", form=form, heading=f"Figure: {limit.code}")


@blueprint.route("/administration/authority-needs/add", methods=["GET", "POST"])
@requires(EDIT_RULES)
def add_authority_need() -> ResponseReturnValue:
    """Add what a council asks of its own volunteers."""
    form = AuthorityNeedForm()
    form.authority_code.choices = [(each.code, each.name) for each in list_authorities(today())]
    if form.validate_on_submit():
        try:
            service.add_authority_need(current_subject(), form.answers)
            flash("Added. It holds for roles with this council.", "success")
            return _to_rules()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("checks/administrator_form.html", form=form, heading=form.heading)


@blueprint.post("/administration/authority-needs/<int:authority_need_id>/end")
@requires(EDIT_RULES)
def end_authority_need(authority_need_id: int) -> ResponseReturnValue:
    """End it: today is its last day."""
    need = queries.get_authority_need(authority_need_id)
    try:
        service.end_authority_need(current_subject(), need)
        flash("Today is its last day.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_rules()


def _to_rules() -> ResponseReturnValue:
    return redirect(url_for("checks.list_rules"), 303)
