"""Remembering what a buyer called its need in place of what was suggested first. Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Sequence

REMEMBERED = "You chose this for the same words before"


def text_digest(text: str) -> str:
    """Return what the same words are known by, whatever their case and spaces."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hashlib.sha256(folded.encode()).hexdigest()


def is_correction(suggested: Sequence[str], confirmed: Collection[str]) -> bool:
    """Say whether what was confirmed is other than what was suggested first."""
    return bool(confirmed) and (not suggested or suggested[0] not in confirmed)
