"""What matchmaking registers with the app."""

from __future__ import annotations

from brokerage.matchmaking import cli, models
from brokerage.matchmaking.tasks import warm_up
from brokerage.web.features import Feature

MATCHMAKING = Feature(
    name="matchmaking",
    models=models,
    commands=(
        cli.load_categories,
        cli.load_reference,
        cli.train_categories,
        cli.prepare_suggestions,
    ),
    contributions={"warm_up": (warm_up,)},
)
