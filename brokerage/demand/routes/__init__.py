"""Views of what is planned, one file an audience."""

from brokerage.demand.routes import (
    buyer,
    buyer_lines,
    buyer_uploads,
    member,
    public,
    supplier,
    unsubscribe,
)
from brokerage.demand.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "buyer",
    "buyer_lines",
    "buyer_uploads",
    "member",
    "public",
    "supplier",
    "unsubscribe",
]
