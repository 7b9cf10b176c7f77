"""Brokers as referees."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.ledger import service
from brokerage.ledger.forms import SettlementForm
from brokerage.ledger.permissions import SETTLE_CLAIM
from brokerage.ledger.queries import claims as queries
from brokerage.ledger.queries import get_claim
from brokerage.ledger.routes.blueprint import blueprint
from brokerage.ledger.rules.amounts import as_written
from brokerage.ledger.rules.claims import ClaimStatus
from brokerage.ledger.rules.story import ACTIONS, tell
from brokerage.web.access import current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/claims/in-dispute")
@requires(SETTLE_CLAIM)
def list_disputes() -> str:
    """List the claims in dispute, the longest waiting first."""
    return render(
        "ledger/broker_disputes.html",
        page=queries.list_disputed_claims(page_number(request.args)),
        as_written=as_written,
    )


@blueprint.route("/claims/<int:claim_id>/settlement", methods=["GET", "POST"])
@requires(SETTLE_CLAIM)
def decide_dispute(claim_id: int) -> ResponseReturnValue:
    """Decide a dispute: it stands, counts for another amount, or does not count."""
    claim = get_claim(claim_id)
    if claim.status != ClaimStatus.DISPUTED:
        return _show(claim)
    form = SettlementForm()
    if form.validate_on_submit():
        answers = (form.outcome.data, form.reason.data, form.amount.data)
        try:
            service.settle_claim(current_subject(), claim, *answers)
            flash("Decided. Both sides get an email.", "success")
            return redirect(url_for("ledger.list_disputes"), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return _show(claim, form)


def _show(claim: queries.Claim, form: SettlementForm | None = None) -> str:
    return render(
        "ledger/broker_settle.html",
        claim=claim,
        happenings=tell(audit.list_events("claim", claim.id, actions=ACTIONS)),
        as_written=as_written,
        **({} if form is None else {"form": form}),
    )
