"""What seeding registers with the app."""

from __future__ import annotations

from brokerage.seeding.cli import demonstration, load_reference
from brokerage.web.features import Feature

SEEDING = Feature(name="seeding", commands=(demonstration, load_reference))
