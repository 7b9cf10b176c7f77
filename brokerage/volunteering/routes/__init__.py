"""Views of volunteering, one file an audience."""

from brokerage.volunteering.routes import broker, host, pictures, sessions
from brokerage.volunteering.routes.blueprint import blueprint

__all__ = ["blueprint", "broker", "host", "pictures", "sessions"]
