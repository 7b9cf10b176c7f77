"""What is kept of a link."""

from __future__ import annotations

import hashlib


def digest_of(token: str) -> str:
    """Return what is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()
