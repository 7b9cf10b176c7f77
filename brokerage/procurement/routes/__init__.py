"""Views of procurement, one file an audience."""

from brokerage.procurement.routes.blueprint import blueprint

__all__ = ["blueprint"]
