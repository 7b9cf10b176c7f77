"""Who may see how matches are made, and who may change it."""

from __future__ import annotations

from brokerage.permissions import Permission, administrators, brokers

VIEW_WEIGHTS = "matchmaking:weights:view"
CHANGE_WEIGHTS = "matchmaking:weights:change"

PERMISSIONS = (
    Permission(VIEW_WEIGHTS, brokers),
    Permission(CHANGE_WEIGHTS, administrators),
)
