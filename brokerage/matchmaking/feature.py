"""What matchmaking registers with the app."""

from __future__ import annotations

from datetime import timedelta

from brokerage.jobs import Job
from brokerage.matchmaking import cli, models, tasks
from brokerage.matchmaking.permissions import PERMISSIONS, VIEW_WEIGHTS
from brokerage.matchmaking.routes.blueprint import blueprint
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
    jobs=(
        Job("embed-changed", timedelta(seconds=1), tasks.embed_changed, tasks.has_unembedded),
        Job(
            "prepare-suggestions",
            timedelta(seconds=1),
            tasks.prepare_some_suggestions,
            tasks.has_unprepared,
        ),
        Job("learn-words", timedelta(hours=6), tasks.learn_words_again),
        Job("keep-match-indexes", timedelta(minutes=10), tasks.keep_indexes),
        Job("keep-ranked-versions", timedelta(minutes=10), tasks.keep_versions),
        Job("index-for-lists", timedelta(seconds=1), tasks.index_for_lists, tasks.has_other_lists),
        Job("flag-profiles", timedelta(days=1), tasks.flag_profiles),
    ),
    commands=(
        cli.load_categories,
        cli.load_reference,
        cli.learn,
        cli.train_categories,
        cli.prepare_suggestions,
    ),
    contributions={"warm_up": (tasks.warm_up,)},
)
