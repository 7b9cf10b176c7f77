"""What places registers with the app."""

from __future__ import annotations

from brokerage.places import cli, models
from brokerage.web.features import Feature

PLACES = Feature(
    name="places",
    models=models,
    commands=(cli.load_places, cli.load_reference),
)
