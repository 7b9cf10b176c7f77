"""What is said of volunteers whose names are not. Pure."""

from __future__ import annotations

import base64
import hmac

FEWEST_COUNTED = 5
ADDRESS_BYTES = 18


def card_address(secret: str, opportunity_id: int, user_id: int) -> str:
    """Return where a role's card of this person is: without the secret it points to nobody.

    It differs from role to role, so that two roles' cards cannot be laid side by side.
    """
    message = f"card:{opportunity_id}:{user_id}".encode()
    digest = hmac.digest(secret.encode(), message, "sha256")
    return base64.urlsafe_b64encode(digest[:ADDRESS_BYTES]).decode()


def count_in_words(number: int) -> str:
    """Return how many volunteers, so that a handful cannot be told apart."""
    if number < FEWEST_COUNTED:
        return f"fewer than {FEWEST_COUNTED} volunteers"
    return f"{number:,} volunteers"
