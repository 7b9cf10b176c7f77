"""A supplier sees how it does in buyers' searches, as sums that tell of no single one."""

from __future__ import annotations

from brokerage.matchmaking.queries.categories import find_labels
from brokerage.organisations.routes.own import Organisation, get_own
from brokerage.organisations.rules import EVIDENCE_LABELS
from brokerage.procurement.permissions import SELL
from brokerage.procurement.queries import seen as queries
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.rules import seen as rules
from brokerage.procurement.rules.answers import is_supplier
from brokerage.web.access import requires
from brokerage.web.transactions import render


@blueprint.get("/organisations/<int:organisation_id>/seen-by-buyers")
@requires(SELL)
def show_how_seen(organisation_id: int) -> str:
    """Show where closed searches placed this supplier, what counted, and what would help."""
    organisation = get_own(organisation_id, SELL)
    can_sell = is_supplier(organisation.status, organisation.wants)
    picture = queries.find_picture(organisation) if can_sell else None
    return render(
        "procurement/supplier_seen.html",
        organisation=organisation,
        can_sell=can_sell,
        picture=picture,
        advice=_list_advice(organisation, picture),
        category_labels=find_labels("cpv", [each.code for each in organisation.categories]),
        evidence_labels=EVIDENCE_LABELS,
        rules=rules,
    )


def _list_advice(
    organisation: Organisation, picture: rules.Picture | None
) -> tuple[rules.Advice, ...]:
    if picture is None:
        return rules.ALWAYS_HELPS
    return rules.list_advice(picture, EVIDENCE_LABELS, {e.kind for e in organisation.evidence})
