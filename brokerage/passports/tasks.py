"""What is done for passports at set times."""

from __future__ import annotations

from brokerage.passports.service.passports import ask_still_right

__all__ = ["ask_still_right"]
