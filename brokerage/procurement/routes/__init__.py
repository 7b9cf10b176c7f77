"""Views of procurement, one file an audience."""

from brokerage.procurement.routes import (
    brief_closing,
    brief_shares,
    briefs,
    buying_rules,
    enquiries,
    exposure,
    files,
    qualifying,
    quick_quotes,
    rails,
    searches,
    seen,
    shortlists,
    supplier,
)
from brokerage.procurement.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "brief_closing",
    "brief_shares",
    "briefs",
    "buying_rules",
    "enquiries",
    "qualifying",
    "exposure",
    "files",
    "quick_quotes",
    "rails",
    "searches",
    "seen",
    "shortlists",
    "supplier",
]
