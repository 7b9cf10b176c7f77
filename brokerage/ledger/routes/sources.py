"""What an organisation can still claim, and claiming it."""

from __future__ import annotations

from decimal import Decimal

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError, NotFoundError
from brokerage.ledger import service
from brokerage.ledger.forms import ClaimForm, DatedClaimForm
from brokerage.ledger.permissions import KEEP_LEDGER
from brokerage.ledger.queries import get_source
from brokerage.ledger.queries import sources as queries
from brokerage.ledger.routes.blueprint import blueprint
from brokerage.ledger.rules.amounts import as_written, rounded
from brokerage.ledger.rules.sources import OVER_TIME, SOURCE_LABELS
from brokerage.organisations.routes.own import get_own
from brokerage.web.access import current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/organisations/<int:organisation_id>/ledger/sources")
@requires(KEEP_LEDGER)
def list_sources(organisation_id: int) -> str:
    """List what nobody has claimed yet of what this organisation gave or was given."""
    organisation = get_own(organisation_id, KEEP_LEDGER)
    return render(
        "ledger/own_sources.html",
        organisation=organisation,
        page=queries.list_open_sources(organisation_id, page_number(request.args)),
        labels=SOURCE_LABELS,
        as_written=as_written,
    )


@blueprint.route(
    "/organisations/<int:organisation_id>/ledger/sources/<int:ledger_source_id>",
    methods=["GET", "POST"],
)
@requires(KEEP_LEDGER)
def claim_source(organisation_id: int, ledger_source_id: int) -> ResponseReturnValue:
    """Claim an amount of a source: the other side is asked to confirm it."""
    organisation = get_own(organisation_id, KEEP_LEDGER)
    source = _get_own_source(organisation_id, ledger_source_id)
    form = _form_for(source)
    if form.validate_on_submit():
        try:
            facts = _facts(form, source, organisation_id)
            claim = service.make_claim(current_subject(), source, facts)
            flash("Claimed. The other side gets an email.", "success")
            return redirect(url_for("ledger.show_claim", claim_id=claim.id), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "ledger/own_claim.html",
        organisation=organisation,
        source=source,
        form=form,
        labels=SOURCE_LABELS,
        as_written=as_written,
    )


def _get_own_source(organisation_id: int, ledger_source_id: int) -> queries.LedgerSource:
    source = get_source(ledger_source_id)
    if organisation_id not in (source.giver_id, source.receiver_id):
        raise NotFoundError
    return source


def _form_for(source: queries.LedgerSource) -> ClaimForm:
    left = rounded(source.left)
    if source.kind in OVER_TIME:
        form: ClaimForm = DatedClaimForm(amount=left, happened_on=source.happened_on)
    else:
        form = ClaimForm(amount=left)
    form.list_measures(queries.list_fitting_measures(source))
    return form


def _facts(
    form: ClaimForm, source: queries.LedgerSource, organisation_id: int
) -> service.ClaimFacts:
    others = {source.giver_id, source.receiver_id} - {organisation_id, None}
    dated = form.happened_on.data if isinstance(form, DatedClaimForm) else None
    return service.ClaimFacts(
        measure_id=int(form.measure.data),
        amount=_meant(form.amount.data, source.left),
        owner_id=organisation_id,
        confirmer_id=next(iter(others), None),
        additionality=form.additionality.data,
        deadweight=form.deadweight.data,
        happened_on=dated,
    )


def _meant(typed: Decimal, left: Decimal) -> Decimal:
    """Return all that is left where somebody typed it as it is shown, to two places."""
    return left if typed == rounded(left) else typed
