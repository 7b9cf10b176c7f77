"""What impact registers with the app."""

from __future__ import annotations

from brokerage.reporting import models
from brokerage.reporting.permissions import PERMISSIONS
from brokerage.web.features import Feature

REPORTING = Feature(name="reporting", models=models, permissions=PERMISSIONS)
