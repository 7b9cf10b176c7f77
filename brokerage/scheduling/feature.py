"""What scheduling registers with the app."""

from __future__ import annotations

from brokerage.scheduling import models
from brokerage.web.features import Feature

SCHEDULING = Feature(name="scheduling", models=models)
