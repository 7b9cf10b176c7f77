"""Who may see and make suggestions: those who buy for the authority, nobody else."""

from __future__ import annotations

from brokerage.permissions import Permission, signed_in
from brokerage.procurement.permissions import buys

SUGGEST = "rotation:suggestion:make"

PERMISSIONS = (Permission(SUGGEST, signed_in, buys),)
