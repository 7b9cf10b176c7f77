"""Sealing a response, so that neither a list page nor a copy of the database shows it. Pure.

Fernet (AES-128 with HMAC-SHA-256, from the cryptography package) by a key that HKDF derives from
the site's secret for one response alone. Whoever holds both the database and the secret can
unseal: what keeps the site itself from doing so before the deadline are the rules and the queries.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class BrokenSealError(Exception):
    """The bytes are not what was sealed with this key."""


def key_of_response(secret: str, competition_id: int, organisation_id: int) -> bytes:
    """Return the key of one supplier's response to one competition."""
    purpose = f"competition-response:{competition_id}:{organisation_id}".encode()
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose)
    return urlsafe_b64encode(derived.derive(secret.encode()))


def seal(content: Mapping[str, Any], key: bytes) -> bytes:
    """Return what only `unseal` with the same key can read."""
    return Fernet(key).encrypt(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())


def unseal(sealed: bytes, key: bytes) -> dict[str, Any]:
    """Return what was sealed (BrokenSealError where a byte of it or the key is another)."""
    try:
        content: dict[str, Any] = json.loads(Fernet(key).decrypt(sealed))
    except InvalidToken as error:
        raise BrokenSealError from error
    return content
