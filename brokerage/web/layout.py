"""What every template may use."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from flask import Flask, current_app, g, request, url_for
from werkzeug.routing import BuildError

from brokerage.config import Config
from brokerage.extensions import utcnow
from brokerage.permissions import ANONYMOUS
from brokerage.web.access import can
from brokerage.web.navigation import entries_for


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
            "navigation": _navigation(),
            "today": utcnow().date(),
        }

    app.context_processor(context)


def _navigation() -> list[dict[str, Any]]:
    links = []
    for entry in entries_for(can):
        try:
            url = url_for(entry.endpoint)
        except BuildError:  # pragma: no cover  # a feature that is switched off
            continue
        is_current = request.path == url or request.path.startswith(url + "/")
        links.append({"label": entry.label, "url": url, "is_current": is_current})
    return links


def today() -> date:
    """Return today's date; rules are given it, never ask for it."""
    return utcnow().date()


def area() -> dict[str, Any]:
    """Return this county's names and settings."""
    found: dict[str, Any] = current_app.extensions["area"]
    return found
