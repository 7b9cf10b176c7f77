"""A supplier sees what each council may reserve for it, what is missing, and by which rule."""

from __future__ import annotations

from brokerage.organisations.routes.own import get_own
from brokerage.passports.permissions import VIEW
from brokerage.passports.rules.dated import AREA_LABELS, Area
from brokerage.procurement.queries.qualifying import list_reservation_rules, list_standings_of
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.rules.reservations import RESERVATION_LABELS
from brokerage.web.access import requires
from brokerage.web.layout import today
from brokerage.web.transactions import render


@blueprint.get("/organisations/<int:organisation_id>/qualifying")
@requires(VIEW)
def list_qualifying(organisation_id: int) -> str:
    """List for each council which reservations this supplier meets today."""
    organisation = get_own(organisation_id, VIEW)
    day = today()
    return render(
        "procurement/supplier_qualifying.html",
        organisation=organisation,
        found=list_standings_of(organisation_id, day),
        reservation_rules=list_reservation_rules(day),
        labels=RESERVATION_LABELS,
        area_labels=AREA_LABELS,
        own_area=Area.OWN,
    )
