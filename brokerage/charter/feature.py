"""What the charter registers with the app."""

from __future__ import annotations

from brokerage.charter import models
from brokerage.charter.permissions import PERMISSIONS
from brokerage.web.features import Feature

CHARTER = Feature(name="charter", models=models, permissions=PERMISSIONS)
