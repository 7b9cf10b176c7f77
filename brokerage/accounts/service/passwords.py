"""Hashing: slow on purpose, a few at a time, never inside a write transaction.

Argon2id with 19 MiB, as the OWASP password storage cheat sheet has it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from brokerage.accounts.queries import find_user_by_email
from brokerage.extensions import db

MEMORY_KIB = 19 * 1024
# The memory and the processors belong to the process, whatever apps are in it.
_SLOTS = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))


@dataclass(frozen=True)
class ProvenPassword:
    """That somebody knew this user's password; `new_hash` where the old one is too weak now."""

    user_id: int
    stored_hash: str
    new_hash: str | None


def hash_password(password: str) -> str:
    """Return the hash to keep; call it before the service that keeps it."""
    with _slot():
        return _hasher().hash(password)


def prove_password(email: str, password: str) -> ProvenPassword | None:
    """Return the proof, or None; without an account there is as much work as with one."""
    user = find_user_by_email(email)
    known = user is not None and _matches(user.password_hash, password)
    if user is None:
        _matches(_hash_of_nobody(current_app.extensions["config"].argon2_time_cost), password)
    if user is None or not known:
        return None
    is_weak = _hasher().check_needs_rehash(user.password_hash)
    return ProvenPassword(user.id, user.password_hash, hash_password(password) if is_weak else None)


def _matches(stored_hash: str, password: str) -> bool:
    with _slot():
        try:
            return _hasher().verify(stored_hash, password)
        except (VerificationError, InvalidHashError):
            return False


@contextmanager
def _slot() -> Iterator[None]:
    db.end_read()
    with _SLOTS:
        yield


def _hasher() -> PasswordHasher:
    time_cost: int = current_app.extensions["config"].argon2_time_cost
    return PasswordHasher(time_cost=time_cost, memory_cost=MEMORY_KIB, parallelism=1)


@cache
def _hash_of_nobody(time_cost: int) -> str:
    return PasswordHasher(time_cost=time_cost, memory_cost=MEMORY_KIB, parallelism=1).hash("nobody")
