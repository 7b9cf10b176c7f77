"""Who writes and publishes reports. Everybody reads what is published."""

from __future__ import annotations

from brokerage.permissions import Permission, brokers

WRITE_REPORT = "reporting:report:write"

PERMISSIONS = (Permission(WRITE_REPORT, brokers),)
