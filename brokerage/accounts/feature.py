"""What accounts registers with the app."""

from __future__ import annotations

from brokerage.accounts import models
from brokerage.web.features import Feature

ACCOUNTS = Feature(name="accounts", models=models)
