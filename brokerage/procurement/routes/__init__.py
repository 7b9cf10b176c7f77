"""Views of procurement, one file an audience."""

from brokerage.procurement.routes import enquiries, supplier
from brokerage.procurement.routes.blueprint import blueprint

__all__ = ["blueprint", "enquiries", "supplier"]
