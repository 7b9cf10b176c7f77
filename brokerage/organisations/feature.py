"""What organisations registers with the app."""

from __future__ import annotations

from brokerage.organisations import models
from brokerage.web.features import Feature

ORGANISATIONS = Feature(name="organisations", models=models)
