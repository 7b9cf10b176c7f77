"""What is done for passports at set times."""

from __future__ import annotations

from brokerage.passports.service.passports import ask_still_right
from brokerage.passports.service.proofs import mind_proofs

__all__ = ["ask_still_right", "mind_proofs"]
