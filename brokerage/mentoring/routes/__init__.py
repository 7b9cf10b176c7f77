"""Views of mentoring, one file an audience."""

from brokerage.mentoring.routes import broker, cards, meetings, pairs, profiles
from brokerage.mentoring.routes.blueprint import blueprint

__all__ = ["blueprint", "broker", "cards", "meetings", "pairs", "profiles"]
