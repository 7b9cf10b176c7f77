"""What leave registers with the app."""

from __future__ import annotations

from brokerage.leave import models
from brokerage.leave.permissions import PERMISSIONS
from brokerage.leave.routes import blueprint
from brokerage.web.features import Feature

LEAVE = Feature(
    name="leave",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
)
