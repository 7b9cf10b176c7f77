"""Who may have which feed, on plain facts."""

from __future__ import annotations

from brokerage.organisations.permissions import may_edit
from brokerage.permissions import Permission, signed_in

EDIT_OWN = "calendars:address:edit-own"
EDIT_HOSTS = "calendars:address:edit-hosts"

PERMISSIONS = (
    Permission(EDIT_OWN, signed_in),
    Permission(EDIT_HOSTS, signed_in, may_edit),
)
