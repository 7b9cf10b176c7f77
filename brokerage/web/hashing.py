"""Hashing passwords: slow on purpose, a few at a time, never while the database is held.

Argon2id with 19 MiB, as the OWASP password storage cheat sheet has it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from brokerage.extensions import db

MEMORY_KIB = 19 * 1024
# The memory and the processors belong to the process, whatever apps are in it.
_SLOTS = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))


def hash_password(password: str) -> str:
    """Return the hash to keep; call it before the service that keeps it."""
    hasher = _hasher(_time_cost())
    with _slot():
        return hasher.hash(password)


def is_password(stored_hash: str | None, password: str) -> bool:
    """Say whether this is the password; without a hash there is as much work as with one."""
    hasher = _hasher(_time_cost())
    compared = stored_hash or _hash_of_nobody(_time_cost())
    with _slot():
        try:
            return hasher.verify(compared, password) and stored_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def is_weak(stored_hash: str) -> bool:
    """Say whether the hash was made with other parameters than today's."""
    return _hasher(_time_cost()).check_needs_rehash(stored_hash)


@contextmanager
def _slot() -> Iterator[None]:
    db.end_read()
    with _SLOTS:
        yield


def _time_cost() -> int:
    time_cost: int = current_app.extensions["config"].argon2_time_cost
    return time_cost


@cache
def _hasher(time_cost: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=MEMORY_KIB, parallelism=1)


@cache
def _hash_of_nobody(time_cost: int) -> str:
    return _hasher(time_cost).hash("nobody has this password")
