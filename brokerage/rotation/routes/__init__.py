"""Pages of rotation."""

from brokerage.rotation.routes import buyer
from brokerage.rotation.routes.blueprint import blueprint

__all__ = ["blueprint", "buyer"]
