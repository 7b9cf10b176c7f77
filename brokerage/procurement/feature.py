"""What procurement registers with the app."""

from __future__ import annotations

from brokerage.procurement import models
from brokerage.procurement.permissions import PERMISSIONS
from brokerage.procurement.profiles import BRIEF_SOURCE
from brokerage.procurement.routes import blueprint
from brokerage.procurement.routes.supplier import show_enquiries_panel
from brokerage.web.features import Feature

PROCUREMENT = Feature(
    name="procurement",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    contributions={
        "profiles": (BRIEF_SOURCE,),
        "organisation_member_panels": (show_enquiries_panel,),
    },
)
