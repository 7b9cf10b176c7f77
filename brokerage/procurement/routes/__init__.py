"""Views of procurement, one file an audience."""

from brokerage.procurement.routes import searches, shortlists
from brokerage.procurement.routes.blueprint import blueprint

__all__ = ["blueprint", "searches", "shortlists"]
