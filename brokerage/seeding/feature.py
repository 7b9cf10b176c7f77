"""What seeding registers with the app."""

from __future__ import annotations

from brokerage.seeding.cli import demonstration
from brokerage.web.features import Feature

SEEDING = Feature(name="seeding", commands=(demonstration,))
