"""Writes of the ledger, one file a journey; what other features use has its name here."""

from brokerage.ledger.service.claims import (
    ClaimFacts,
    confirm_claim,
    make_claim,
    refuse_claim,
    withdraw_claim,
)
from brokerage.ledger.service.corrections import correct_claim
from brokerage.ledger.service.disputes import dispute_claim, settle_claim
from brokerage.ledger.service.drawing import draw_down, release_draw
from brokerage.ledger.service.sources import SourceFacts, note_source

__all__ = [
    "ClaimFacts",
    "SourceFacts",
    "confirm_claim",
    "correct_claim",
    "dispute_claim",
    "draw_down",
    "make_claim",
    "note_source",
    "refuse_claim",
    "release_draw",
    "settle_claim",
    "withdraw_claim",
]
