"""What pages registers with the app."""

from __future__ import annotations

from brokerage.pages.routes import blueprint
from brokerage.web.features import Feature

PAGES = Feature(name="pages", blueprints=(blueprint,))
