"""What volunteering registers with the app."""

from __future__ import annotations

from brokerage.volunteering import models
from brokerage.volunteering.permissions import PERMISSIONS
from brokerage.volunteering.profiles import OPPORTUNITY_SOURCE, VOLUNTEER_SOURCE
from brokerage.volunteering.routes import blueprint
from brokerage.web.features import Feature

VOLUNTEERING = Feature(
    name="volunteering",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    contributions={"profiles": (OPPORTUNITY_SOURCE, VOLUNTEER_SOURCE)},
)
