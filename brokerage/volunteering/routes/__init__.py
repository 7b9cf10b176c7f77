"""Views of volunteering, one file an audience."""

from brokerage.volunteering.routes import volunteers
from brokerage.volunteering.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "volunteers",
]
