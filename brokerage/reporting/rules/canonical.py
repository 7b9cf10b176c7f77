"""One way to write figures down, so that the same figures are the same bytes. Pure."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any


def write_canonical(content: Any) -> str:
    """Return JSON with sorted keys, no spaces and nothing that a locale or a float could change.

    Amounts are strings, never floats: a float is refused (TypeError).
    """
    _refuse_floats(content)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text as it is stored."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain(amount: Decimal) -> str:
    """Return an amount as it is written down: two places, no noughts that say nothing."""
    written = f"{amount.quantize(Decimal('0.01')):.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _refuse_floats(content: Any) -> None:
    if isinstance(content, float):
        raise TypeError("A float has no one way to be written down.")
    if isinstance(content, dict):
        for key, value in content.items():
            if not isinstance(key, str):
                raise TypeError("A key has to be a text: numbers sort in another order.")
            _refuse_floats(value)
    elif isinstance(content, list | tuple):
        for value in content:
            _refuse_floats(value)
