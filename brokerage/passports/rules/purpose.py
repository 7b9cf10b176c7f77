"""Whether an organisation is a VCSE: a voluntary, community or social enterprise. Pure.

It is outside government, led by a purpose, and puts most of its surplus back into it (Procurement
Act 2023 guidance). Three answers say so; a paper that a broker has seen shows it.
"""

from __future__ import annotations

from brokerage.organisations.rules import EvidenceKind, Register
from brokerage.passports.rules import State

PROOFS = (EvidenceKind.SOCIAL_ENTERPRISE, EvidenceKind.GOVERNING_DOCUMENT)
"""Kinds of evidence that show it for every organisation."""
PROVING_REGISTER = Register.CHARITY
"""Being on this register shows it too: nobody is on it without such a purpose."""

Answers = tuple[bool | None, bool | None, bool | None]
"""Independent, for a purpose, puts its surplus back; None where a question has no answer."""


def proves_purpose(kind: str, register: str | None) -> bool:
    """Say whether evidence of this kind, of an organisation on this register, shows a purpose."""
    is_register = kind == EvidenceKind.REGISTRATION and register == PROVING_REGISTER
    return kind in PROOFS or is_register


def vcse_state(answers: Answers, *, has_proof: bool) -> State | None:
    """Return how far it is known that an organisation is a VCSE; None where it does not say so."""
    if not all(answers):
        return None
    return State.VERIFIED if has_proof else State.DECLARED
