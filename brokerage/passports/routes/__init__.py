"""Views of passports, one file an audience."""

from brokerage.passports.routes import administrator, broker, member, sites, years
from brokerage.passports.routes.blueprint import blueprint

__all__ = ["administrator", "blueprint", "broker", "member", "sites", "years"]
