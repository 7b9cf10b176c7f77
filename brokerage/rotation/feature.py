"""What rotation registers with the app."""

from __future__ import annotations

from brokerage.rotation import models
from brokerage.rotation.permissions import PERMISSIONS
from brokerage.rotation.queries.suggestions import list_turns_as_plain
from brokerage.rotation.routes.blueprint import blueprint
from brokerage.rotation.routes.buyer import show_briefs_panel
from brokerage.web.features import Feature

ROTATION = Feature(
    name="rotation",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    contributions={
        "brief_list_panels": (show_briefs_panel,),
        "brief_file_parts": (list_turns_as_plain,),
    },
)
