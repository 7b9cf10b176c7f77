"""What checks have to know of a booking, which a higher feature tells them. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from brokerage.checks.rules.days import GivenDay
from brokerage.checks.rules.facts import RoleFacts


@dataclass(frozen=True, kw_only=True)
class Booked:
    """One place someone asked for or has, and what its role is."""

    user_id: int
    name: str
    organisation_id: int
    host_name: str
    title: str
    on_days: tuple[date, ...]
    """The days of its session; empty for a role without dates."""
    requirements: tuple[str, ...]
    facts: RoleFacts | None
    council_code: str | None
    """Of a host that is a council: whose own rules hold for its volunteers."""

    def on_day(self, today: date) -> date:
        """The day by whose rules it is judged: without dates, today's."""
        return max(self.on_days, default=today)


class BookingSource(Protocol):
    """What a feature with bookings hands to checks (as the contribution `check_bookings`)."""

    def list_of_user(self, user_id: int, today: date) -> list[Booked]:
        """Return someone's places that are open and to come."""

    def list_of_host(
        self, organisation_id: int, today: date, page: int
    ) -> tuple[list[Booked], int]:
        """Return the places of one page of people who booked with a host, and how many people."""

    def has_booked(self, user_id: int, organisation_id: int) -> bool:
        """Say whether someone has an open place with a host."""

    def list_days(self, user_ids: Collection[int], first: date, last: date) -> list[GivenDay]:
        """Return the days these people gave or promised, from `first` to `last`."""
