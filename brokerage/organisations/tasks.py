"""What is done for organisations at set times."""

from __future__ import annotations

from brokerage.organisations.service.evidence import mind_evidence

__all__ = ["mind_evidence"]
