"""Who may say what about the weekly list."""

from __future__ import annotations

from brokerage.permissions import Permission, signed_in

EDIT_OWN = "digests:subscription:edit-own"

PERMISSIONS = (Permission(EDIT_OWN, signed_in),)
