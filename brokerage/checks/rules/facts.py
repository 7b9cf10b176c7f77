"""What a host says of a role: whom a volunteer is with, doing what, where, how often. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class People(StrEnum):
    """Whom a volunteer is with."""

    CHILDREN = "children"
    ADULTS = "adults"
    NEITHER = "neither"


PEOPLE_LABELS: Mapping[str, str] = {
    People.CHILDREN: "Children (under 18)",
    People.ADULTS: "Adults who get health or social care",
    People.NEITHER: "Neither",
}


class Activity(StrEnum):
    """What a volunteer does with or for them."""

    TEACH = "teach"
    CARE = "care"
    ADVICE = "advice"
    PERSONAL_CARE = "personal-care"
    HEALTH_CARE = "health-care"
    DRIVE = "drive"
    CONVEY = "convey"
    MONEY = "money"
    AFFAIRS = "affairs"
    SOCIAL_WORK = "social-work"
    MODERATE = "moderate"
    CONTACT = "contact"
    TRUST = "trust"
    NO_TRUST = "no-trust"
    OTHER = "other"


ACTIVITY_LABELS: Mapping[str, str] = {
    Activity.TEACH: "Teach, train, instruct or help them learn",
    Activity.CARE: "Care for them or look after them",
    Activity.ADVICE: "Give advice or guidance on their wellbeing",
    Activity.PERSONAL_CARE: "Personal care: help to wash, dress, eat, drink or use the toilet",
    Activity.HEALTH_CARE: "Health care, led by a health professional",
    Activity.DRIVE: "Drive them",
    Activity.CONVEY: "Take them to or from health or social care",
    Activity.MONEY: "Handle their cash, pay their bills or shop for them",
    Activity.AFFAIRS: "Run their affairs, such as under a power of attorney",
    Activity.SOCIAL_WORK: "Social work",
    Activity.MODERATE: "Watch over an online service they use",
    Activity.CONTACT: "None of these: they are there, and the volunteer meets them",
    Activity.OTHER: "Something else, or you are not sure",
    Activity.TRUST: "Handles money, keys or private details, or goes into homes",
    Activity.NO_TRUST: "None of that",
}


class Setting(StrEnum):
    """Where it is done."""

    SCHOOL = "school"
    HEALTH = "health"
    CARE_HOME = "care-home"
    HOME = "home"
    COMMUNITY = "community"
    ONLINE = "online"
    OTHER = "other"


SETTING_LABELS: Mapping[str, str] = {
    Setting.SCHOOL: "A school, nursery, childcare or children’s home",
    Setting.HEALTH: "A hospital, surgery or other health service",
    Setting.CARE_HOME: "A care home for adults",
    Setting.HOME: "Someone’s home",
    Setting.COMMUNITY: "A community place, outdoors or an event",
    Setting.ONLINE: "Online or by phone",
    Setting.OTHER: "Somewhere else, or you are not sure",
}


@dataclass(frozen=True, kw_only=True)
class RoleFacts:
    """What a host says of a role. None: they do not know."""

    people: frozenset[str]
    """Of `People`; empty where the host is not sure."""
    activities: frozenset[str] = frozenset()
    setting: str = Setting.OTHER
    is_weekly: bool | None = None
    days_in_30: int | None = None
    """The most days in any 30 on which one volunteer does it."""
    is_overnight: bool | None = None
    """Between 2am and 6am."""
    is_supervised: bool | None = None
    is_trusted: bool | None = None
    """With money, keys, private details or in people's homes."""
    may_be_paid: bool | None = None
    """By their employer, while on volunteering leave: unsettled whether that is “unpaid”."""
    lead_level: str | None = None
    """What the host’s DBS lead says; it counts only where no rule covers the role."""

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> RoleFacts:
        """Return the facts from what is stored: plain JSON."""
        lists = {name: frozenset(values[name]) for name in ("people", "activities")}
        return cls(**{**values, **lists})

    def as_values(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            **self.__dict__,
            "people": sorted(self.people),
            "activities": sorted(self.activities),
        }
