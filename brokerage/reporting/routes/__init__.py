"""Views of impact, one file an audience."""

from brokerage.reporting.routes import broker, files, public, reports, voices
from brokerage.reporting.routes.blueprint import blueprint

__all__ = ["blueprint", "broker", "files", "public", "reports", "voices"]
