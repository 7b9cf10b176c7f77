"""One claim with its story, and what its owner can do with it."""

from __future__ import annotations

from decimal import Decimal

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.ledger import service
from brokerage.ledger.forms import CorrectionForm, PromiseForm
from brokerage.ledger.permissions import (
    ANSWER_CLAIM,
    DISPUTE_CLAIM,
    OWN_CLAIM,
    SETTLE_CLAIM,
    VIEW_CLAIM,
    party_facts,
)
from brokerage.ledger.queries import claims as queries
from brokerage.ledger.queries.commitments import list_open_commitments
from brokerage.ledger.routes.blueprint import blueprint
from brokerage.ledger.routes.pages import get_checked, source_page, to_claim
from brokerage.ledger.rules import claims as rules
from brokerage.ledger.rules import commitments as commitment_rules
from brokerage.ledger.rules.amounts import as_written, rounded
from brokerage.ledger.rules.sources import SOURCE_LABELS
from brokerage.ledger.rules.story import ACTIONS, tell
from brokerage.web.access import can, current_subject, requires
from brokerage.web.transactions import render


@blueprint.get("/claims/<int:claim_id>")
@requires(VIEW_CLAIM)
def show_claim(claim_id: int) -> str:
    """Show a claim: its source, both sides, its entries, and what has happened to it."""
    claim = get_checked(claim_id, VIEW_CLAIM)
    facts = party_facts(claim)
    lines = queries.list_entries(claim_id)
    return render(
        "ledger/claim_show.html",
        claim=claim,
        lines=lines,
        balance=sum((line.entry.amount for line in lines), start=Decimal(0)),
        corrections=queries.list_corrections(claim_id),
        happenings=tell(audit.list_events("claim", claim_id, actions=ACTIONS)),
        is_owner=can(OWN_CLAIM, facts),
        can_answer=can(ANSWER_CLAIM, facts),
        can_dispute=can(DISPUTE_CLAIM, facts),
        can_settle=can(SETTLE_CLAIM),
        source_page=source_page(claim.source),
        labels=SOURCE_LABELS,
        rules=rules,
        as_written=as_written,
    )


@blueprint.route("/claims/<int:claim_id>/correction", methods=["GET", "POST"])
@requires(OWN_CLAIM)
def change_amount(claim_id: int) -> ResponseReturnValue:
    """Correct a confirmed claim: the other side has to agree."""
    claim = get_checked(claim_id, OWN_CLAIM)
    form = CorrectionForm(amount=rounded(claim.held))
    if form.validate_on_submit():
        try:
            service.correct_claim(current_subject(), claim, form.amount.data, form.reason.data)
            other = claim.confirmer
            flash(f"Sent to {other.name}, who has to agree." if other else "Corrected.", "success")
            return to_claim(claim_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("ledger/claim_correct.html", claim=claim, form=form, as_written=as_written)


@blueprint.post("/claims/<int:claim_id>/withdraw")
@requires(OWN_CLAIM)
def withdraw_claim(claim_id: int) -> ResponseReturnValue:
    """Take back a claim, or a correction, that nobody has answered."""
    claim = get_checked(claim_id, OWN_CLAIM)
    try:
        service.withdraw_claim(current_subject(), claim)
        flash("Taken back. You can claim it again.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return to_claim(claim.corrects_id or claim_id)


@blueprint.route("/claims/<int:claim_id>/promise", methods=["GET", "POST"])
@requires(OWN_CLAIM)
def choose_promise(claim_id: int) -> ResponseReturnValue:
    """Say which promise of a contract a claim counts towards."""
    claim = get_checked(claim_id, OWN_CLAIM)
    form = PromiseForm()
    open_ones = list_open_commitments(claim)
    form.list_commitments(open_ones, commitment_rules.in_words)
    if form.validate_on_submit():
        try:
            service.draw_down(current_subject(), claim, int(form.commitment.data))
            flash("Saved. It counts towards the promise.", "success")
            return to_claim(claim_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "ledger/claim_promise.html", claim=claim, form=form, found=open_ones, as_written=as_written
    )


@blueprint.post("/claims/<int:claim_id>/promise/remove")
@requires(OWN_CLAIM)
def remove_promise(claim_id: int) -> ResponseReturnValue:
    """Let a claim no longer count towards a promise."""
    claim = get_checked(claim_id, OWN_CLAIM)
    try:
        service.release_draw(current_subject(), claim)
        flash("Saved. It counts towards no promise now.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return redirect(url_for("ledger.show_claim", claim_id=claim_id), 303)
