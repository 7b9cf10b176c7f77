"""What pages registers with the app."""

from __future__ import annotations

from brokerage.web.features import Feature

PAGES = Feature(name="pages")
