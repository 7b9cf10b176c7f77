"""Checking oneself in at a date: its code, and when it is taken. Pure."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from brokerage.errors import DomainError

CODE_BYTES = 5
CODE_LENGTH = 8
OPENS_BEFORE = timedelta(hours=1)
CLOSES_AFTER = timedelta(hours=2)
MOST_TRIES = 20
NO_SUCH_CODE = (
    "That code does not belong to a date you have a place for now. Check it, or ask the leader "
    "to tick you off."
)


def check_in_code(secret: str, session_id: int) -> str:
    """Return the code of a date, such as "K7PQ2XMA": without the secret nobody can make it."""
    digest = hmac.digest(secret.encode(), f"check-in:{session_id}".encode(), "sha256")
    return base64.b32encode(digest[:CODE_BYTES]).decode()


def in_groups(code: str) -> str:
    """Return the code as it is read out and typed: "K7PQ 2XMA"."""
    return f"{code[:4]} {code[4:]}"


def tidy(typed: str) -> str:
    """Return what was typed without spaces and dashes, in capitals; look-alikes put right."""
    letters = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    return letters.translate(str.maketrans("018", "OIB"))


def find_session(secret: str, typed: str, session_ids: Iterable[int]) -> int | None:
    """Return which of these dates the code belongs to, or None; compared in constant time."""
    code = tidy(typed)
    found = None
    for session_id in session_ids:
        if hmac.compare_digest(check_in_code(secret, session_id), code):
            found = session_id
    return found


def is_open_for_check_in(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Say whether people arrive now: from an hour before until two hours after the end."""
    return starts_at - OPENS_BEFORE <= now <= ends_at + CLOSES_AFTER


def check_open_for_check_in(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Refuse to check in long before or after."""
    if now < starts_at - OPENS_BEFORE:
        raise DomainError("It is too early: check in from one hour before it starts.")
    if not is_open_for_check_in(starts_at, ends_at, now):
        raise DomainError("This is over. Ask the host to note that you were there.")
