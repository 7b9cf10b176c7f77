"""What every template may use."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from flask import Flask, current_app, g

from brokerage.config import Config
from brokerage.extensions import utcnow
from brokerage.permissions import ANONYMOUS
from brokerage.web.access import can
from brokerage.web.navigation import links_for


def init_app(app: Flask, config: Config) -> None:
    """Add the layout's context; `area` is this county's own names."""
    area = json.loads((config.seed_folder / "places" / "area.json").read_text(encoding="utf-8"))
    app.extensions["area"] = area

    def context() -> dict[str, Any]:
        subject = g.get("subject") or ANONYMOUS
        return {
            "area": area,
            "can": can,
            "current_subject": subject,
            "is_demonstration": config.is_demonstration,
            "navigation": links_for(can),
            "today": utcnow().date(),
        }

    app.context_processor(context)


def today() -> date:
    """Return today's date; rules are given it, never ask for it."""
    return utcnow().date()


def area() -> dict[str, Any]:
    """Return this county's names and settings."""
    found: dict[str, Any] = current_app.extensions["area"]
    return found
