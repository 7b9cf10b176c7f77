"""What matchmaking registers with the app."""

from __future__ import annotations

from datetime import timedelta

from brokerage.jobs import Job
from brokerage.matchmaking import cli, models, tasks
from brokerage.web.features import Feature

MATCHMAKING = Feature(
    name="matchmaking",
    models=models,
    commands=(cli.load_categories, cli.load_reference),
    jobs=(
        Job("embed-changed", timedelta(seconds=5), tasks.embed_changed, tasks.has_unembedded),
        Job("keep-match-indexes", timedelta(minutes=10), tasks.keep_indexes),
    ),
    contributions={"warm_up": (tasks.warm_up,)},
)
