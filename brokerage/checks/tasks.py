"""What is done for checks each day."""

from __future__ import annotations

from brokerage.checks.service.people import forget_what_is_not_needed, warn_of_renewals

__all__ = ["forget_what_is_not_needed", "warn_of_renewals"]
