"""The chain of entries: what a link is made of. Pure.

A link holds the digest of the personal values of its entry, never the values, so that they
can be erased and the chain still verifies; a salt keeps them from being guessed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

FIRST_HASH = "0" * 64


def digest_of_details(salt: str, actor_id: int | None, reason: str) -> str:
    """Return the digest of who made an entry and why."""
    return _digest([salt, actor_id, reason])


def next_hash(previous: str, parts: Sequence[object]) -> str:
    """Return the hash of the next link: of the one before and of all that the entry says."""
    return _digest([previous, *parts])


def _digest(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
