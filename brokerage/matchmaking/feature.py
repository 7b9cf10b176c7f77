"""What matchmaking registers with the app."""

from __future__ import annotations

from datetime import timedelta

from brokerage.jobs import Job
from brokerage.matchmaking import cli, models
from brokerage.matchmaking.permissions import PERMISSIONS, VIEW_WEIGHTS
from brokerage.matchmaking.routes.blueprint import blueprint
from brokerage.matchmaking.tasks import flag_profiles, warm_up
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry

MATCHMAKING = Feature(
    name="matchmaking",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Matching", "matchmaking.show_weights", VIEW_WEIGHTS, Audience.BROKER),
    ),
    jobs=(Job("flag-profiles", timedelta(days=1), flag_profiles),),
    commands=(cli.load_categories, cli.load_reference, cli.learn),
    contributions={"warm_up": (warm_up,)},
)
