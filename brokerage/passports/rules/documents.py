"""How many papers may stand beside a proof, and what they hang on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from brokerage.errors import DomainError

LONGEST_TITLE = 80
MOST_MEGABYTES = 5
MOST_A_PROOF = 3
MOST_AN_ORGANISATION = 30


class DocumentType(StrEnum):
    """How a paper is kept: a PDF as it was sent, a picture as we wrote it."""

    PDF = "application/pdf"
    PICTURE = "image/jpeg"


TYPE_LABELS: Mapping[str, str] = {DocumentType.PDF: "PDF", DocumentType.PICTURE: "Picture"}


class Proven(StrEnum):
    """What a paper shows."""

    EVIDENCE = "evidence"
    SITE = "site"
    YEAR = "year"


def check_room(beside_proof: int, of_organisation: int) -> None:
    """Refuse one more than a broker would read, or than is fair to store."""
    if beside_proof >= MOST_A_PROOF:
        raise DomainError(f"{MOST_A_PROOF} papers are the most here. Remove one first", "document")
    if of_organisation >= MOST_AN_ORGANISATION:
        raise DomainError(
            f"You can keep {MOST_AN_ORGANISATION} papers in all. Remove one first", "document"
        )
