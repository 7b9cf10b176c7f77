"""Sealing a response, so that neither a list page nor a copy of the database shows it. Pure.

The bytes are XORed with a keystream (SHAKE-256 of a key and a nonce used once) and carry a tag
(HMAC-SHA-256 over nonce and bytes), checked before they are read. The key is derived from the
site's secret for one response alone. Whoever holds both the database and the secret can unseal:
what keeps the site itself from doing so before the deadline are the rules and the queries.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

NONCE_BYTES = 16
TAG_BYTES = 32


class BrokenSealError(Exception):
    """The bytes are not what was sealed with this key."""


def key_of_response(secret: str, competition_id: int, organisation_id: int) -> bytes:
    """Return the key of one supplier's response to one competition."""
    message = f"competition-response:{competition_id}:{organisation_id}".encode()
    return hmac.digest(secret.encode(), message, "sha256")


def seal(content: Mapping[str, Any], key: bytes, nonce: bytes) -> bytes:
    """Return nonce, tag and what only `unseal` with the same key can read."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    hidden = _xor(plain, key, nonce)
    return nonce + _tag(key, nonce, hidden) + hidden


def unseal(sealed: bytes, key: bytes) -> dict[str, Any]:
    """Return what was sealed (BrokenSealError where a byte of it or the key is another)."""
    nonce = sealed[:NONCE_BYTES]
    tag, hidden = sealed[NONCE_BYTES : NONCE_BYTES + TAG_BYTES], sealed[NONCE_BYTES + TAG_BYTES :]
    if not hmac.compare_digest(tag, _tag(key, nonce, hidden)):
        raise BrokenSealError
    content: dict[str, Any] = json.loads(_xor(hidden, key, nonce))
    return content


def _xor(text: bytes, key: bytes, nonce: bytes) -> bytes:
    stream = hashlib.shake_256(b"stream" + key + nonce).digest(len(text))
    return bytes(one ^ other for one, other in zip(text, stream, strict=True))


def _tag(key: bytes, nonce: bytes, hidden: bytes) -> bytes:
    return hmac.digest(hmac.digest(key, b"tag", "sha256"), nonce + hidden, "sha256")
