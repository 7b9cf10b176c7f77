"""Which groups an organisation belongs to where it is one of many that can be found. Pure."""

from __future__ import annotations

from datetime import date, timedelta

NEW = timedelta(days=90)
SETTLED = timedelta(days=365)


def age_of_listing(listed_on: date, today: date) -> str:
    """Return how long an organisation has been here, as one of three groups."""
    age = today - listed_on
    if age < NEW:
        return "Under 3 months"
    return "3 months to a year" if age < SETTLED else "A year or more"
