"""The other side's answer, and a dispute."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.ledger import service
from brokerage.ledger.forms import YES, AnswerForm, DisputeForm
from brokerage.ledger.permissions import ANSWER_CLAIM, DISPUTE_CLAIM
from brokerage.ledger.queries.claims import Claim
from brokerage.ledger.routes.blueprint import blueprint
from brokerage.ledger.routes.pages import get_checked, source_page, to_claim
from brokerage.ledger.rules import claims as rules
from brokerage.ledger.rules.amounts import as_written
from brokerage.ledger.rules.claims import ClaimStatus
from brokerage.ledger.rules.sources import SOURCE_LABELS
from brokerage.ledger.rules.story import ACTIONS, tell
from brokerage.web.access import current_subject, requires
from brokerage.web.transactions import render


@blueprint.route("/claims/<int:claim_id>/answer", methods=["GET", "POST"])
@requires(ANSWER_CLAIM)
def answer_claim(claim_id: int) -> ResponseReturnValue:
    """Confirm what the other side claims, or refuse it and say why."""
    claim = get_checked(claim_id, ANSWER_CLAIM)
    if claim.status != ClaimStatus.PROPOSED:
        return _show(claim)
    form, confirmer_id = AnswerForm(), claim.confirmer_id
    if form.validate_on_submit():
        try:
            if form.answer.data == YES:
                service.confirm_claim(current_subject(), claim)
            else:
                service.refuse_claim(current_subject(), claim, form.reason.data)
            flash("Saved. The other side gets an email.", "success")
            page = url_for("ledger.list_claims_to_confirm", organisation_id=confirmer_id)
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show(claim, form)


@blueprint.route("/claims/<int:claim_id>/dispute", methods=["GET", "POST"])
@requires(DISPUTE_CLAIM)
def start_dispute(claim_id: int) -> ResponseReturnValue:
    """Doubt a confirmed claim: a broker decides."""
    claim = get_checked(claim_id, DISPUTE_CLAIM)
    form = DisputeForm()
    if form.validate_on_submit():
        try:
            service.dispute_claim(current_subject(), claim, form.reason.data)
            flash("Saved. Both sides get an email, and a broker decides.", "success")
            return to_claim(claim_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("ledger/claim_dispute.html", claim=claim, form=form, as_written=as_written)


def _show(claim: Claim, form: AnswerForm | None = None) -> str:
    return render(
        "ledger/claim_answer.html",
        claim=claim,
        happenings=tell(audit.list_events("claim", claim.id, actions=ACTIONS)),
        source_page=source_page(claim.source),
        labels=SOURCE_LABELS,
        rules=rules,
        as_written=as_written,
        **({} if form is None else {"form": form}),
    )
