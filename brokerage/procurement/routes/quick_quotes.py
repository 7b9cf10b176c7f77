"""A buyer writes a brief for a small value on one page."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations.routes.own import get_own
from brokerage.procurement.forms.buying import WITHOUT_VAT, QuickQuoteForm
from brokerage.procurement.permissions import BUY
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.routes.briefs import DRAFTS
from brokerage.procurement.rules.briefs import Step
from brokerage.procurement.service import quick_quotes as service
from brokerage.web.access import current_subject, requires
from brokerage.web.transactions import render


@blueprint.route(
    "/organisations/<int:organisation_id>/quick-quotes/create", methods=["GET", "POST"]
)
@requires(BUY)
def create_quick_quote(organisation_id: int) -> ResponseReturnValue:
    """Ask at most ten questions, then which of the suggested categories it is."""
    organisation, form = get_own(organisation_id, BUY), QuickQuoteForm()
    if form.validate_on_submit():
        try:
            DRAFTS.take(str(current_subject().user_id))
            is_without_vat = form.vat.data == WITHOUT_VAT
            brief = service.start_quick_quote(
                current_subject(), organisation, form.data, is_without_vat=is_without_vat
            )
            page = "procurement.answer_brief_step"
            return redirect(url_for(page, brief_id=brief.id, step=Step.CATEGORIES), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("procurement/quick_quote.html", form=form, organisation=organisation)
