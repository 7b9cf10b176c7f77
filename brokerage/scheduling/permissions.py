"""Who may load term dates, on plain facts."""

from __future__ import annotations

from brokerage.permissions import Permission, brokers

EDIT_TERM_DATES = "scheduling:term-date:edit"

PERMISSIONS = (Permission(EDIT_TERM_DATES, brokers),)
