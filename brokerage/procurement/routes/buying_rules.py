"""Anyone asks what applies to a value; brokers see the rules and an administrator keeps them."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.money import in_pounds
from brokerage.permissions import PUBLIC
from brokerage.places.queries import list_authorities
from brokerage.procurement.forms.briefs import ConfirmForm
from brokerage.procurement.forms.buying import (
    WITHOUT_VAT,
    QuoteRuleForm,
    RuleVersionForm,
    WhatAppliesForm,
)
from brokerage.procurement.permissions import EDIT_BUYING_RULES, VIEW_BUYING_RULES
from brokerage.procurement.queries import buying_rules as queries
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.rules import briefs, buying, insurance
from brokerage.procurement.service import buying_rules as service
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.transactions import render


@blueprint.get("/buying/what-applies")
@requires(PUBLIC)
def show_what_applies() -> str:
    """Say which rules hold for a value, with their sources."""
    councils = [(each.code, each.name) for each in list_authorities(today())]
    form = WhatAppliesForm(choices={"council": councils})
    rulebook, value = queries.get_buying_rulebook(), form.value.data
    percent = rulebook.percent_of_vat(today())
    is_added = bool(value and percent is not None and form.vat.data == WITHOUT_VAT)
    with_vat = buying.with_vat(value, percent or 0) if is_added else value
    rails = rulebook.rails(
        buyer_kind=form.buyer.data or briefs.BuyerKind.COUNCIL,
        contract_kind=form.kind.data or buying.ContractKind.GOODS_SERVICES,
        value_pence=with_vat,
        authority_code=form.council.data or None,
        on_day=today(),
    )
    return render(
        "procurement/buying_what_applies.html",
        form=form,
        rails=rails if form.query else None,
        added=(value, percent, with_vat) if is_added else None,
        buying=buying,
        in_pounds=in_pounds,
    )


@blueprint.get("/broker/buying-rules")
@requires(VIEW_BUYING_RULES)
def list_buying_rules() -> str:
    """List the dated rules with their sources: those in force, those to come, those past."""
    return render(
        "procurement/buying_rules.html",
        rules=queries.list_buying_rule_rows(),
        quote_rules=queries.list_quote_rule_rows(),
        levels=queries.list_insurance_rows(),
        day=today(),
        buying=buying,
        insurance=insurance,
        in_pounds=in_pounds,
    )


@blueprint.route(
    "/administration/buying-rules/<int:buying_rule_id>/add-version", methods=["GET", "POST"]
)
@requires(EDIT_BUYING_RULES)
def add_rule_version(buying_rule_id: int) -> ResponseReturnValue:
    """Add a version of a rule that holds from a day on."""
    rule = queries.get_buying_rule_row(buying_rule_id)
    names = ("verdict", "least_pence", "below_pence", "words", "source")
    form = RuleVersionForm(**{name: getattr(rule, name) for name in names})
    if form.validate_on_submit():
        try:
            service.add_rule_version(current_subject(), rule, form.answers)
            flash("Added. It holds from its first day on.", "success")
            return _to_rules()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    heading = f"New version of the rule {rule.code}"
    return render("procurement/buying_rule_form.html", form=form, heading=heading)


@blueprint.route("/administration/quote-rules/add", methods=["GET", "POST"])
@requires(EDIT_BUYING_RULES)
def add_quote_rule() -> ResponseReturnValue:
    """Add what a council's own standing orders ask for."""
    form = QuoteRuleForm()
    form.authority_code.choices = [(each.code, each.name) for each in list_authorities(today())]
    if form.validate_on_submit():
        try:
            service.add_quote_rule(current_subject(), form.answers)
            flash("Added. This council’s buyers see it from its first day on.", "success")
            return _to_rules()
        except DomainError as refusal:
            form.add_domain_error(refusal)
    heading = "What a council’s own standing orders ask for"
    return render("procurement/buying_rule_form.html", form=form, heading=heading)


@blueprint.post("/administration/quote-rules/<int:quote_rule_id>/end")
@requires(EDIT_BUYING_RULES)
def end_quote_rule(quote_rule_id: int) -> ResponseReturnValue:
    """End it: today is its last day."""
    rule, form = queries.get_quote_rule_row(quote_rule_id), ConfirmForm()
    if not form.validate_on_submit():
        return _to_rules()
    try:
        service.end_quote_rule(current_subject(), rule)
        flash("Today is its last day.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _to_rules()


def _to_rules() -> ResponseReturnValue:
    return redirect(url_for("procurement.list_buying_rules"), 303)
