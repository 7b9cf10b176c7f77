"""Opportunities and volunteers as the matcher sees them, and what each looks for in the other."""

from __future__ import annotations

from brokerage.volunteering.profiles.facts import opening_facts, volunteer_facts
from brokerage.volunteering.profiles.seekers import (
    OpportunitySearch,
    card_seeker,
    opportunity_seeker,
    volunteer_seeker,
)
from brokerage.volunteering.profiles.sources import OPPORTUNITY_SOURCE, VOLUNTEER_SOURCE

__all__ = [
    "OPPORTUNITY_SOURCE",
    "VOLUNTEER_SOURCE",
    "OpportunitySearch",
    "card_seeker",
    "opening_facts",
    "opportunity_seeker",
    "volunteer_facts",
    "volunteer_seeker",
]
