"""An administrator keeps the dated rules on sizes and reservations."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.passports.forms.administrator import CORRECT, REPLACE, RULE_FORMS, DatedForm
from brokerage.passports.permissions import EDIT_RULES
from brokerage.passports.queries.rules import PassportRule, get_rule_row
from brokerage.passports.routes.blueprint import blueprint
from brokerage.passports.service import rules as service
from brokerage.web.access import current_subject, requires
from brokerage.web.transactions import render


@blueprint.route(
    "/administration/passport-rules/<int:passport_rule_id>/edit", methods=["GET", "POST"]
)
@requires(EDIT_RULES)
def edit_rule(passport_rule_id: int) -> ResponseReturnValue:
    """Correct a rule, or add its next version."""
    rule = get_rule_row(passport_rule_id)
    form = _form_of(rule)
    if form.validate_on_submit():
        keep = service.replace_rule if form.how.data == REPLACE else service.correct_rule
        try:
            keep(current_subject(), rule, form.answers)
            flash("Saved. It counts for every supplier from its first day.", "success")
            return redirect(url_for("passports.list_rules"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("passports/administrator_rule.html", form=form, rule=rule)


def _form_of(rule: PassportRule) -> DatedForm:
    figures = dict(rule.figures)
    figures["bordering"] = " ".join(figures.get("bordering", ()))
    stored = {name: getattr(rule, name) for name in ("words", "source", "from_on", "to_on")}
    return RULE_FORMS[rule.kind](data={"how": CORRECT, **stored, **figures})
