"""What scheduling registers with the app."""

from __future__ import annotations

from brokerage.scheduling import cli, models
from brokerage.scheduling.permissions import EDIT_TERM_DATES, PERMISSIONS
from brokerage.scheduling.routes.blueprint import blueprint
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry

SCHEDULING = Feature(
    name="scheduling",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Term dates", "scheduling.list_terms", EDIT_TERM_DATES, Audience.BROKER),
    ),
    commands=(cli.load_terms,),
)
