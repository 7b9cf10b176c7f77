"""Views of procurement, one file an audience."""

from brokerage.procurement.routes import brief_shares, briefs, enquiries, supplier
from brokerage.procurement.routes.blueprint import blueprint

__all__ = ["blueprint", "brief_shares", "briefs", "enquiries", "supplier"]
