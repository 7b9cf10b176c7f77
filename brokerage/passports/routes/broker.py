"""A broker's work on passports: proof to be seen, corrections to be answered, rules to be read."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.passports import rules
from brokerage.passports.forms.broker import AnswerForm, ProofForm
from brokerage.passports.permissions import ANSWER, VERIFY, VIEW_RULES
from brokerage.passports.queries import broker as queries
from brokerage.passports.queries.documents import list_documents_of
from brokerage.passports.queries.rules import list_rule_rows
from brokerage.passports.routes.blueprint import blueprint
from brokerage.passports.rules.dated import KIND_LABELS
from brokerage.passports.rules.documents import TYPE_LABELS, Proven
from brokerage.passports.service import passports, proofs
from brokerage.places.queries import list_authorities
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render


@blueprint.get("/broker/passports")
@requires(VERIFY)
def list_proofs() -> str:
    """List the sites, or the figures, that no broker has seen."""
    is_years = request.args.get("show") == "figures"
    number, day = page_number(request.args), today()
    list_waiting = queries.list_years_to_verify if is_years else queries.list_sites_to_verify
    return render(
        "passports/broker_proofs.html",
        is_years=is_years,
        page=list_waiting(number, day),
        waiting=queries.count_waiting(day),
        rules=rules,
    )


@blueprint.route("/broker/passports/sites/<int:site_id>", methods=["GET", "POST"])
@requires(VERIFY)
def verify_site(site_id: int) -> ResponseReturnValue:
    """Say whether proof of a site was seen."""
    return _decide(queries.get_site_to_verify(site_id), is_years=False)


@blueprint.route("/broker/passports/years/<int:size_year_id>", methods=["GET", "POST"])
@requires(VERIFY)
def verify_year(size_year_id: int) -> ResponseReturnValue:
    """Say whether the figures agree with the accounts."""
    return _decide(queries.get_year_to_verify(size_year_id), is_years=True)


@blueprint.get("/broker/corrections")
@requires(ANSWER)
def list_corrections() -> str:
    """List what suppliers say is wrong with how buyers see them."""
    is_open = request.args.get("show") != "answered"
    return render(
        "passports/broker_corrections.html",
        is_open=is_open,
        page=queries.list_corrections(page_number(request.args), is_open=is_open),
        waiting=queries.count_waiting(today()),
    )


@blueprint.route("/broker/corrections/<int:correction_id>", methods=["GET", "POST"])
@requires(ANSWER)
def answer_correction(correction_id: int) -> ResponseReturnValue:
    """Answer one; the members get the answer."""
    correction = queries.get_correction(correction_id)
    if correction.answered_at is not None:
        return render("passports/broker_answered.html", correction=correction)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            passports.answer_correction(current_subject(), correction, form.answer.data)
            flash("Answered. The members get it by email.", "success")
            return redirect(url_for("passports.list_corrections"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("passports/broker_answer.html", form=form, correction=correction)


@blueprint.get("/broker/passport-rules")
@requires(VIEW_RULES)
def list_rules() -> str:
    """List the dated rules on sizes and reservations."""
    return render(
        "passports/broker_rules.html",
        rows=list_rule_rows(),
        kind_labels=KIND_LABELS,
        names={each.code: each.name for each in list_authorities(today())},
    )


def _decide(entry: queries.ProofEntry, *, is_years: bool) -> ResponseReturnValue:
    """Take a broker's decision about one proof. Figures are read by name: the read is logged."""
    form, subject, organisation = ProofForm(), current_subject(), entry.organisation
    if form.validate_on_submit():
        try:
            if form.is_seen:
                proofs.verify_proof(subject, entry.proof, form.source.data, form.expires_on.data)
            else:
                proofs.refuse_proof(subject, organisation, entry.proof, form.reason.data)
            flash("Kept.", "success")
            show = "figures" if is_years else None
            return redirect(url_for("passports.list_proofs", show=show), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    if is_years:
        record_sensitive_read(subject, "passports:size-year:read", "organisation", organisation.id)
    return render(
        "passports/broker_verify.html",
        form=form,
        entry=entry,
        documents=list_documents_of(Proven.YEAR if is_years else Proven.SITE, entry.proof.id),
        is_years=is_years,
        rules=rules,
        type_labels=TYPE_LABELS,
    )
