"""What the ledger registers with the app."""

from __future__ import annotations

from brokerage.ledger import models
from brokerage.web.features import Feature

LEDGER = Feature(name="ledger", models=models)
